package helm

import (
	"bytes"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// file is a file of a chart.
type file struct {
	// name is that in its chart, as Helm knows it: templates/web.yaml.
	name string
	// source is the whole file, under its name in the input.
	source *source.File
	// bom is the length of the byte order mark, which Helm takes off.
	bom int
}

func newFile(name string, src *source.File) *file {
	f := &file{name: name, source: src}
	if bytes.HasPrefix(src.Bytes, []byte(bom)) {
		f.bom = len(bom)
	}
	return f
}

// bom is the byte order mark of UTF-8.
const bom = "\xef\xbb\xbf"

// data is what Helm reads.
func (f *file) data() []byte { return f.source.Bytes[f.bom:] }

// span returns the place in the input of some bytes of data.
func (f *file) span(start, end int) source.Span {
	return source.Span{File: f.source, Start: start + f.bom, End: end + f.bom}
}

// within returns the file as one of a subchart: without the name of the directory
// that holds it.
func (f *file) within() (*file, bool) {
	_, rest, found := strings.Cut(f.name, "/")
	if !found {
		return nil, false
	}
	return &file{name: rest, source: f.source, bom: f.bom}, true
}
