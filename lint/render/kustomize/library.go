package kustomize

import (
	"io/fs"
	"sync"
	"weak"

	"github.com/netpolint/netpolint/lint/source"
)

// library reads the files of the input again when a place in them is asked for. It
// holds the text of what was asked, as places point into it, but trees only as long
// as the garbage collector lets it: a tree takes some twenty times its text, and
// findings ask for the same few documents in bursts. It is safe for concurrent use.
type library struct {
	fsys fs.FS

	mutex sync.Mutex
	files map[string]*source.File
	trees map[shelf]weak.Pointer[parsed]
}

// shelf is where a document stands.
type shelf struct {
	file  *source.File
	index int
}

func newLibrary(fsys fs.FS) *library {
	return &library{fsys: fsys, files: map[string]*source.File{}, trees: map[shelf]weak.Pointer[parsed]{}}
}

// documents returns the documents of a file of the input, without their trees; none
// if it cannot be read any more.
func (l *library) documents(name string) []*source.Document {
	file := l.file(name)
	if file == nil {
		return nil
	}
	return source.Split(file)
}

func (l *library) file(name string) *source.File {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if f := l.files[name]; f != nil {
		return f
	}
	content, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return nil
	}
	l.files[name] = source.NewFile(name, content)
	return l.files[name]
}

// document returns a document of a file of the input by its index; nil if it is not
// there or does not parse.
func (l *library) document(name string, index int) *parsed {
	file := l.file(name)
	if file == nil {
		return nil
	}
	if d := l.lent(shelf{file, index}); d != nil {
		return d
	}
	documents := source.Split(file)
	if index >= len(documents) {
		return nil
	}
	return l.parse(documents[index])
}

// parse returns the tree of a document, from the shelf if it is there.
func (l *library) parse(d *source.Document) *parsed {
	at := shelf{d.File, d.Index}
	if known := l.lent(at); known != nil {
		return known
	}
	root, err := d.Parse()
	if err != nil {
		return nil
	}
	out := &parsed{d, root}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.trees[at] = weak.Make(out)
	return out
}

func (l *library) lent(at shelf) *parsed {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.trees[at].Value()
}
