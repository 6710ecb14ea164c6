package kustomize

import (
	"bytes"
	"fmt"

	"github.com/netpolint/netpolint/lint/source"
)

// unfolded is how many bytes a document takes once its aliases are replaced by what
// they stand for, which kustomize does. [source.Document.Parse] bounds how many values
// that gives, but not how long they are. It counts to a bit over limit.
func (d parsed) unfolded(limit int) int {
	if bytes.IndexByte(d.Bytes(), '*') < 0 {
		return d.End - d.Start
	}
	return max(d.End-d.Start, unfoldedNode(d.root, limit))
}

func unfoldedNode(n source.Node, limit int) int {
	size := 1
	if !container(n) {
		return size + len(n.Text())
	}
	for key, value := range n.Entries() {
		if size += len(key.Key()); size > limit {
			return size
		}
		size += unfoldedNode(value, limit-size)
	}
	for _, item := range n.Items() {
		if size > limit {
			return size
		}
		size += unfoldedNode(item, limit-size)
	}
	return size
}

// bounded returns an error if the aliases of a document unfold to more than all
// documents of a rendering may hold.
func (d parsed) bounded() error {
	if d.unfolded(maxText) > maxText {
		return fmt.Errorf("%s: %w: its aliases unfold to more than %d MiB: write less of it as aliases", d.File.Name, ErrLimit, maxText>>20)
	}
	return nil
}

// charge adds to the budget what the aliases of documents unfold to.
func (p *plan) charge(v *visit, documents []parsed) error {
	for _, d := range documents {
		p.budget.text += d.unfolded(maxText) - (d.End - d.Start)
	}
	return p.within(v)
}
