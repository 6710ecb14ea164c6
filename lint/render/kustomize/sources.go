package kustomize

import (
	"io/fs"
	"sync"

	"github.com/netpolint/netpolint/lint/source"
)

// sources reads the files of the input again when a finding asks for a place in
// them. It is safe for concurrent use.
type sources struct {
	fsys  fs.FS
	mutex sync.Mutex
	files map[string]*source.File
}

// documents returns the documents of a file; none if it cannot be read.
func (s *sources) documents(name string) []*source.Document {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	file := s.files[name]
	if file == nil {
		content, err := fs.ReadFile(s.fsys, name)
		if err != nil {
			return nil
		}
		file = source.NewFile(name, content)
		s.files[name] = file
	}
	return source.Split(file)
}

// node returns the object that was written somewhere.
func (s *sources) node(w written) (source.Node, *source.Document) {
	documents := s.documents(w.file)
	if w.file == "" || w.document >= len(documents) {
		return source.Node{}, nil
	}
	d := documents[w.document]
	n, err := d.Parse()
	if err != nil {
		return source.Node{}, nil
	}
	return follow(n, w.root), d
}

// follow walks a path from a node; the zero Node if it leads nowhere.
func follow(n source.Node, p source.Path) source.Node {
	for _, token := range p.Tokens() {
		n = child(n, token)
	}
	return n
}
