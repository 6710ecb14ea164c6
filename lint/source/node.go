package source

import (
	"iter"

	"go.yaml.in/yaml/v3"
)

// Node is a handle on one value of a parsed document. The zero Node is a value
// that is not there: its Kind is Missing, and all methods work on it. Aliases
// are followed, but for [Node.Span], which is the place of the alias itself.
type Node struct {
	n *yaml.Node
	t *tree
}

// Kind returns the type of the value as the API server sees it: plain scalars
// are resolved by the rules of YAML 1.1 (`on` is a Bool, 010 is an Int), quoted
// and block scalars are Strings, explicit tags are honoured.
func (n Node) Kind() Kind {
	v := target(n.n)
	if v == nil {
		return Missing
	}
	switch v.Kind {
	case yaml.MappingNode:
		return Mapping
	case yaml.SequenceNode:
		return Sequence
	case yaml.ScalarNode:
		return n.t.scalar(v).kind
	}
	return Missing
}

// Exists reports whether the value is there; a null is.
func (n Node) Exists() bool {
	return n.Kind() != Missing
}

// Get returns the value under key. A key that is not a string (80, true) is
// found by the text it has in JSON. Of equal keys the last wins, and merge keys
// (`<<`) count where they stand, as for the API server: a merged value replaces
// the explicit ones before it. The zero Node if there is none.
func (n Node) Get(key string) Node {
	m := target(n.n)
	if m == nil || m.Kind != yaml.MappingNode {
		return Node{}
	}
	e, _ := n.t.find(m, key)
	return n.t.node(e.value)
}

// At returns the i-th item of a sequence, counted from 0; the zero Node if
// there is none.
func (n Node) At(i int) Node {
	s := target(n.n)
	if s == nil || s.Kind != yaml.SequenceNode || i < 0 || i >= len(s.Content) {
		return Node{}
	}
	return n.t.node(s.Content[i])
}

// Len returns the number of items of a sequence or of entries of a mapping; 0
// for all else.
func (n Node) Len() int {
	v := target(n.n)
	switch {
	case v == nil:
		return 0
	case v.Kind == yaml.SequenceNode:
		return len(v.Content)
	case v.Kind == yaml.MappingNode:
		return len(n.t.entries(v, nil))
	}
	return 0
}

// Items returns the items of a sequence in order; none for all else.
func (n Node) Items() iter.Seq2[int, Node] {
	return func(yield func(int, Node) bool) {
		s := target(n.n)
		if s == nil || s.Kind != yaml.SequenceNode {
			return
		}
		for i, c := range s.Content {
			if !yield(i, n.t.node(c)) {
				return
			}
		}
	}
}

// Entries returns the keys and values of a mapping: its own in source order,
// then those merged into it. Entries that lose against another of the same key
// are left out (see [Node.Get]). None for all else.
func (n Node) Entries() iter.Seq2[Node, Node] {
	return func(yield func(Node, Node) bool) {
		m := target(n.n)
		if m == nil || m.Kind != yaml.MappingNode {
			return
		}
		for _, e := range n.t.entries(m, nil) {
			if !yield(n.t.node(e.key), n.t.node(e.value)) {
				return
			}
		}
	}
}

// Text returns the text of a scalar after unescaping and folding, whatever its
// type; "" for all else.
func (n Node) Text() string {
	v := target(n.n)
	if v == nil || v.Kind != yaml.ScalarNode {
		return ""
	}
	return n.t.text(v)
}

// Str returns the text of a String. An unquoted `on` or 80 is none.
func (n Node) Str() (string, bool) {
	if n.Kind() != String {
		return "", false
	}
	return n.Text(), true
}

// Int returns the value of an Int that fits.
func (n Node) Int() (int64, bool) {
	v := target(n.n)
	if v == nil || v.Kind != yaml.ScalarNode {
		return 0, false
	}
	s := n.t.scalar(v)
	return s.int, s.kind == Int && !s.big
}

// Bool returns the value of a Bool.
func (n Node) Bool() (value, ok bool) {
	v := target(n.n)
	if v == nil || v.Kind != yaml.ScalarNode {
		return false, false
	}
	s := n.t.scalar(v)
	return s.bool, s.kind == Bool
}

// Span returns the bytes of the value as written: without its anchor and tag,
// and without the blanks, comments and line breaks after it. A value that is
// left out (`key:`) has an empty span. The span of an alias is `*name`.
func (n Node) Span() Span {
	if n.n == nil {
		return Span{}
	}
	start, end := n.t.extent(n.n)
	return n.t.doc.span(n.t.base+start, n.t.base+end)
}
