package kustomize

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/source"
)

// kustomization is one kustomization file. fields is what kustomize's own decoder
// makes of it, so that there is no second opinion on duplicate keys, anchors, the
// case of keys or further documents; root is the same as text with places, and
// only for them.
type kustomization struct {
	file   *source.File
	fields types.Kustomization
	root   source.Node
}

// find returns the name of the kustomization file of a directory.
func find(fsys fs.FS, dir string) (string, error) {
	var found []string
	for _, base := range konfig.RecognizedKustomizationFileNames() {
		name := path.Join(dir, base)
		info, err := fs.Stat(fsys, name)
		switch {
		case err == nil && !info.IsDir():
			found = append(found, name)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("%s has no kustomization.yaml, which makes a directory usable as a base: %w", dir, fs.ErrNotExist)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("kustomize does not know which of %s to use: keep one of them", strings.Join(found, " and "))
}

// decode reads a kustomization file.
func decode(name string, content []byte) (*kustomization, error) {
	k := &kustomization{file: source.NewFile(name, content)}
	var problem error
	for i, d := range source.Split(k.file) {
		root, err := d.Parse()
		if i == 0 {
			k.root, problem = root, err
		}
		if bytes.IndexByte(d.Bytes(), '*') < 0 {
			continue
		}
		if err == nil {
			err = parsed{d, root}.bounded()
		}
		if err != nil {
			return nil, err // the decoder would unfold its aliases, whatever they are
		}
	}
	if err := k.fields.Unmarshal(content); err != nil {
		if problem == nil {
			problem = fmt.Errorf("%s: %s", name, oneLine(err.Error()))
		}
		return nil, problem
	}
	return k, nil
}

// span is the place of a value of the kustomization, or its beginning if the value
// is not found.
func (k *kustomization) span(n source.Node) source.Span {
	if n.Exists() {
		return n.Span()
	}
	return source.Span{File: k.file}
}

// items returns the items of the lists under some fields, one list after the
// other, as kustomize joins `resources` and the older `bases`.
func items(root source.Node, fields ...string) []source.Node {
	var out []source.Node
	for _, name := range fields {
		for _, item := range field(root, name).Items() {
			out = append(out, item)
		}
	}
	return out
}

// field returns the value of a field. Kustomize's decoder takes other cases of its
// name, too.
func field(n source.Node, name string) source.Node {
	if value := n.Get(name); value.Exists() {
		return value
	}
	for key, value := range n.Entries() {
		if strings.EqualFold(key.Key(), name) {
			return value
		}
	}
	return source.Node{}
}

// nth returns the i-th of some items; the zero Node if there are not as many.
func nth(items []source.Node, i int) source.Node {
	if i < len(items) {
		return items[i]
	}
	return source.Node{}
}
