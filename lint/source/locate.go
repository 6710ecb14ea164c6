package source

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Locate returns where the value at p stands, and its key; key is zero for the
// root and for items of sequences. If there is no such value, exact is false
// and the spans are those of its nearest ancestor; of the whole document if it
// does not parse.
//
// What is reached through an alias stands at the alias (`*name`), as the places
// inside its anchor are shared.
//
// The first call parses the document and keeps the tree until [Document.Forget].
func (d *Document) Locate(p Path) (key, value Span, exact bool) {
	t := d.places()
	if t == nil || t.root == nil {
		b := d.Bytes()
		start, end := 0, len(b)
		for start < end && isBlank(b[start]) {
			start++
		}
		for start < end && isBlank(b[end-1]) {
			end--
		}
		return Span{}, d.span(start, end), false
	}
	var at place
	at.value, at.node = t.root, t.root
	exact = true
	for _, token := range p.Tokens() {
		if exact = t.step(&at, token); !exact {
			break
		}
	}
	return t.node(at.key).Span(), t.node(at.value).Span(), exact
}

// place is where a walk along a path stands: node is the value reached, key and
// value are what stands for it in the text.
type place struct {
	node, key, value *yaml.Node
	shared           bool // an alias has been passed: key and value stay
}

// step goes from a place to its child; if there is none, the place stays.
func (t *tree) step(at *place, token string) bool {
	if at.node.Kind == yaml.AliasNode {
		at.node = target(at.node)
		at.shared = true
	}
	if at.node == nil {
		return false
	}
	switch at.node.Kind {
	case yaml.SequenceNode:
		i, ok := index(token)
		if !ok || i >= len(at.node.Content) {
			return false
		}
		at.move(nil, at.node.Content[i])
	case yaml.MappingNode:
		e, ok := t.find(at.node, token)
		if !ok {
			return false
		}
		if e.merge != nil && e.site.Kind == yaml.AliasNode {
			at.move(e.merge, e.site)
			at.shared = true
		}
		at.move(e.key, e.value)
	default:
		return false
	}
	return true
}

// move goes to a value and, while nothing is shared, to its place.
func (at *place) move(key, value *yaml.Node) {
	at.node = value
	if !at.shared {
		at.key, at.value = key, value
	}
}

// index reads an index as RFC 6901 writes it.
func index(token string) (int, bool) {
	if token == "" || len(token) > 1 && token[0] == '0' || digits(token) != len(token) {
		return 0, false
	}
	i, err := strconv.Atoi(token)
	return i, err == nil
}
