package kustomize

import (
	"github.com/netpolint/netpolint/lint/source"
)

// parsed is one document and its root.
type parsed struct {
	*source.Document
	root source.Node
}

// parse reads the documents of a file that is meant for kustomize. It refuses what
// is not YAML with a better message than kustomize's, and aliases that unfold to
// gigabytes, against which kustomize has no guard.
func parse(name string, content []byte) ([]parsed, error) {
	var out []parsed
	for _, d := range source.Split(source.NewFile(name, content)) {
		root, err := d.Parse()
		if err != nil {
			return nil, err
		}
		out = append(out, parsed{d, root})
		if err := out[len(out)-1].bounded(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
