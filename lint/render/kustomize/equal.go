package kustomize

import (
	"bytes"

	"github.com/netpolint/netpolint/lint/source"
)

// maxCompared bounds how many values one question looks at. Documents may be large,
// and each list is compared with another, item by item.
const maxCompared = 500_000

// comparer compares values of different documents, until it has looked at too many.
type comparer struct{ left int }

func newComparer() *comparer { return &comparer{left: maxCompared} }

// equal reports whether two values are the same, whatever the order of keys.
func (c *comparer) equal(a, b source.Node) bool {
	if c.left--; c.left < 0 {
		return false
	}
	switch {
	case !a.Exists() || !b.Exists():
		return false
	case !container(a) || !container(b):
		return !container(a) && !container(b) && sameScalar(a, b)
	case a.Kind() != b.Kind():
		return false
	case a.Kind() == source.Sequence && a.Len() != b.Len():
		return false
	}
	count := 0
	for key, value := range a.Entries() {
		if !c.equal(value, b.Get(key.Key())) {
			return false
		}
		count++
	}
	if a.Kind() == source.Mapping && b.Len() != count {
		return false
	}
	for i, item := range a.Items() {
		if !c.equal(item, b.At(i)) {
			return false
		}
	}
	return true
}

// sameScalar reports whether two scalars are the same: by their text, as kustomize
// quotes what the source does not, or else by their value (0x10 is 16).
func sameScalar(a, b source.Node) bool {
	if a.Text() == b.Text() {
		return a.Kind() != source.Null || b.Kind() == source.Null
	}
	if a.Kind() == source.String || b.Kind() == source.String {
		return false
	}
	x, err := a.JSON()
	if err != nil {
		return false
	}
	y, err := b.JSON()
	return err == nil && bytes.Equal(x, y)
}

// likeness counts what two values have in common.
func (c *comparer) likeness(a, b source.Node) int {
	if c.left--; c.left < 0 || a.Kind() != b.Kind() {
		return 0
	}
	n := 0
	switch a.Kind() {
	case source.Mapping:
		for key, value := range a.Entries() {
			if other := b.Get(key.Key()); other.Exists() {
				n += c.likeness(value, other)
			}
		}
	case source.Sequence:
		for i, item := range a.Items() {
			n += c.likeness(item, b.At(i))
		}
	default:
		if sameScalar(a, b) {
			n = 1
		}
	}
	return n
}
