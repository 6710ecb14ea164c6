package main

import (
	"fmt"
	"strings"
)

// node is a value to write: a mapping (pairs), a sequence (items), or a scalar as
// it stands in the text.
type node struct {
	pairs  []pair
	items  []node
	scalar string
	kind   byte // 'm', 's' or 'v'
}

type pair struct {
	key   string
	value node
}

func v(text string) node        { return node{scalar: text, kind: 'v'} }
func seq(items ...node) node    { return node{items: items, kind: 's'} }
func object(pairs ...pair) node { return node{pairs: pairs, kind: 'm'} }

// write writes a document, most of it in block style.
func (g *generator) write(root node) string {
	var b strings.Builder
	if g.chance(0.15) {
		g.flow(&b, root)
		b.WriteByte('\n')
	} else {
		g.block(&b, root, 0)
	}
	if g.chance(0.03) {
		return pick(g, "# a comment\n", "\n\n", "\ufeff", "--- # x\n", "---\n") + b.String()
	}
	return b.String()
}

// anchor is an anchor before a value, or an alias in its place.
func (g *generator) anchor() (before string, instead string) {
	switch {
	case g.chance(0.01):
		g.anchors++
		return fmt.Sprintf("&a%d ", g.anchors), ""
	case g.anchors > 0 && g.chance(0.15):
		return "", fmt.Sprintf("*a%d", 1+g.IntN(g.anchors))
	}
	return "", ""
}

// flow writes a value in flow style, or as JSON would have it.
func (g *generator) flow(b *strings.Builder, n node) {
	before, instead := g.anchor()
	if instead != "" {
		b.WriteString(instead + " ")
		return
	}
	b.WriteString(before)
	switch n.kind {
	case 'm':
		b.WriteByte('{')
		for i, p := range n.pairs {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(p.key)
			b.WriteString(": ")
			g.flow(b, p.value)
		}
		b.WriteByte('}')
	case 's':
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteString(", ")
			}
			g.flow(b, item)
		}
		b.WriteByte(']')
	default:
		s := n.scalar
		if s == "" || strings.HasPrefix(s, "|") || strings.HasPrefix(s, ">") || strings.ContainsAny(s, ",[]{}") && !strings.HasPrefix(s, `"`) && !strings.HasPrefix(s, "'") {
			s = "null"
		}
		b.WriteString(s)
	}
}

// block writes a value in block style, with some of it in flow style.
func (g *generator) block(b *strings.Builder, n node, indent int) {
	margin := strings.Repeat(" ", indent)
	switch n.kind {
	case 'm':
		for _, p := range n.pairs {
			b.WriteString(margin + p.key + ":")
			g.below(b, p.value, indent, p.value.kind == 's')
		}
	case 's':
		for _, item := range n.items {
			b.WriteString(margin + "-")
			if item.kind == 'm' && len(item.pairs) > 0 && g.chance(0.9) {
				var inner strings.Builder
				g.block(&inner, item, indent+2)
				b.WriteString(" " + strings.TrimLeft(inner.String(), " "))
				continue
			}
			g.below(b, item, indent, false)
		}
	}
}

// below writes the value after a key or a dash.
func (g *generator) below(b *strings.Builder, n node, indent int, mayAlign bool) {
	empty := len(n.pairs)+len(n.items) == 0
	before, instead := g.anchor()
	if instead != "" {
		b.WriteString(" " + instead + "\n")
		return
	}
	if before != "" {
		b.WriteString(" " + strings.TrimSuffix(before, " "))
	}
	if n.kind == 'v' || empty || g.chance(0.12) {
		b.WriteByte(' ')
		if n.kind == 'v' {
			b.WriteString(strings.ReplaceAll(n.scalar, "\n", "\n"+strings.Repeat(" ", indent)))
		} else {
			g.flow(b, n)
		}
		if g.chance(0.03) {
			b.WriteString(" # why")
		}
		b.WriteByte('\n')
		return
	}
	b.WriteByte('\n')
	step := pick(g, 2, 2, 2, 4)
	if mayAlign && g.chance(0.5) {
		step = 0
	}
	g.block(b, n, indent+step)
}
