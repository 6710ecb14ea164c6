package kustomize

import (
	"io/fs"
	"sync"

	"github.com/netpolint/netpolint/lint/source"
)

// maxTrees is how many parsed documents are kept: findings come by document.
const maxTrees = 16

// sources reads the files of the input again when a finding asks for a place in
// them. It is safe for concurrent use.
type sources struct {
	fsys  fs.FS
	mutex sync.Mutex
	split map[string][]*source.Document
	trees map[*source.Document]source.Node
}

// documents returns the documents of a file; none if it cannot be read.
func (s *sources) documents(name string) []*source.Document {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	documents, known := s.split[name]
	if !known {
		if content, err := fs.ReadFile(s.fsys, name); err == nil {
			documents = source.Split(source.NewFile(name, content))
		}
		s.split[name] = documents
	}
	return documents
}

// parse returns the root of a document; the zero Node if it does not parse.
func (s *sources) parse(d *source.Document) source.Node {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	root, known := s.trees[d]
	if !known {
		if len(s.trees) >= maxTrees {
			for old := range s.trees {
				old.Forget()
			}
			clear(s.trees)
		}
		root, _ = d.Parse()
		s.trees[d] = root
	}
	return root
}

// node returns the object that was written somewhere.
func (s *sources) node(w written) (source.Node, *source.Document) {
	documents := s.documents(w.file)
	if w.file == "" || w.document >= len(documents) {
		return source.Node{}, nil
	}
	d := documents[w.document]
	n := s.parse(d)
	if !n.Exists() {
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
