package kustomize

import (
	"strconv"

	"github.com/netpolint/netpolint/lint/source"
)

// child is a value of a mapping, or an item of a sequence; the zero Node if there is
// none.
func child(n source.Node, token string) source.Node {
	if n.Kind() != source.Sequence {
		return n.Get(token)
	}
	i, err := strconv.Atoi(token)
	if err != nil {
		return source.Node{}
	}
	return n.At(i)
}

// follow walks a path from a node; the zero Node if it leads nowhere.
func follow(n source.Node, p source.Path) source.Node {
	for _, token := range p.Tokens() {
		n = child(n, token)
	}
	return n
}

// entry returns the key and the value under a name in a mapping.
func entry(n source.Node, name string) (key, value source.Node) {
	for k, v := range n.Entries() {
		if k.Key() == name {
			return k, v
		}
	}
	return source.Node{}, source.Node{}
}

// container reports whether a value holds others.
func container(n source.Node) bool { return n.Kind() == source.Mapping || n.Kind() == source.Sequence }

// pathOf joins tokens to a path.
func pathOf(tokens []string) source.Path {
	var p source.Path
	for _, token := range tokens {
		p = p.Child(token)
	}
	return p
}

// values returns the items of a sequence.
func values(n source.Node) []source.Node {
	var out []source.Node
	for _, item := range n.Items() {
		out = append(out, item)
	}
	return out
}
