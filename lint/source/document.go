package source

import "sync"

// MaxDocument is the size in bytes above which [Document.Parse] refuses a
// document: a tree takes some twenty times the size of its text.
const MaxDocument = 16 << 20

// MaxValues is the number of line ends, commas, dashes and opening brackets above
// which Parse refuses a document. Each may begin a value, and a value takes some
// 500 bytes; manifests of the largest size have half as many.
const MaxValues = 1_000_000

// Document is one YAML document of a file: the bytes from Start to End. Index
// is its place among the file's documents, counted from 0. A Document must not
// be copied; it is safe for concurrent use.
type Document struct {
	File       *File
	Start, End int
	Index      int

	mutex  sync.Mutex
	asked  bool
	placed *tree // for Locate; nil until asked for, or if the document does not parse
}

// places returns the tree that Locate walks, parsed at the first call.
func (d *Document) places() *tree {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if !d.asked {
		d.placed, _ = parse(d)
		d.asked = true
	}
	return d.placed
}

// Forget drops the tree that [Document.Locate] keeps. A run with findings in
// thousands of documents would hold as many trees otherwise.
func (d *Document) Forget() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.asked, d.placed = false, nil
}

// Bytes returns the text of the document.
func (d *Document) Bytes() []byte {
	return d.File.Bytes[d.Start:d.End]
}

// Parse reads the document and returns its root; a document without a value
// gives the zero Node. The error is a *[SyntaxError].
//
// Each call parses anew and the document keeps nothing, so that the trees of
// ten thousand files do not pile up. Documents whose aliases form a cycle or a
// bomb are refused as the API server refuses them, so a walk over the nodes of
// a parsed document ends.
func (d *Document) Parse() (Node, error) {
	t, err := parse(d)
	if err != nil {
		return Node{}, err
	}
	return t.node(t.root), nil
}

// span returns the span of a run of the document's bytes, clamped to them.
func (d *Document) span(start, end int) Span {
	n := d.End - d.Start
	start = min(max(start, 0), n)
	end = min(max(end, start), n)
	return Span{File: d.File, Start: d.Start + start, End: d.Start + end}
}
