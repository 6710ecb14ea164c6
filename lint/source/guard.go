package source

import "go.yaml.in/yaml/v3"

// The limits of go.yaml.in/yaml/v2 on what aliases may unfold to, and so the API
// server's: of up to guardLow values read, 99 % may come from aliases; of
// guardHigh and more, 10 %.
const (
	guardLow  = 400_000
	guardHigh = 4_000_000
)

// guard counts the values of a tree as that decoder does.
type guard struct {
	count, aliased int
	depth          int
	open           map[*yaml.Node]bool // the aliases being followed
}

// checkAliases returns an error if the aliases of the tree form a cycle or
// unfold to too much. It looks at no more values than the decoder would.
func (t *tree) checkAliases() error {
	g := guard{count: 1, open: map[*yaml.Node]bool{}} // 1: the document itself
	if n, message := g.visit(t.root); n != nil {
		span := t.node(n).Span()
		return &SyntaxError{Span: span, Message: message}
	}
	return nil
}

// visit counts n and what is below it, and returns the node at which a limit is
// passed.
func (g *guard) visit(n *yaml.Node) (*yaml.Node, string) {
	g.count++
	if g.depth > 0 {
		g.aliased++
	}
	if g.aliased > 100 && g.count > 1000 && float64(g.aliased)/float64(g.count) > allowedShare(g.count) {
		return n, "document contains excessive aliasing"
	}
	switch n.Kind {
	case yaml.AliasNode:
		if g.open[n] {
			return n, "anchor '" + n.Value + "' value contains itself"
		}
		g.open[n] = true
		g.depth++
		bad, message := g.visit(n.Alias)
		g.depth--
		delete(g.open, n)
		return bad, message
	case yaml.SequenceNode:
		return g.all(n.Content)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			pair := n.Content[i : i+2]
			if isMerge(pair[0]) {
				pair = pair[1:]
				if pair[0].Kind == yaml.SequenceNode {
					pair = pair[0].Content
				}
			}
			if bad, message := g.all(pair); bad != nil {
				return bad, message
			}
		}
	}
	return nil, ""
}

// all visits some nodes.
func (g *guard) all(nodes []*yaml.Node) (*yaml.Node, string) {
	for _, n := range nodes {
		if bad, message := g.visit(n); bad != nil {
			return bad, message
		}
	}
	return nil, ""
}

// allowedShare returns the share of values that may come from aliases.
func allowedShare(count int) float64 {
	switch {
	case count <= guardLow:
		return 0.99
	case count >= guardHigh:
		return 0.10
	}
	return 0.99 - 0.89*(float64(count-guardLow)/float64(guardHigh-guardLow))
}
