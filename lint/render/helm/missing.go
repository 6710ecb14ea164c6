package helm

import (
	"cmp"
	"slices"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// ask is where a chart asks for another, and under which name: d.Name may have
// become the alias.
type ask struct {
	name string
	at   source.Span
}

// locate remembers where the dependencies of a chart stand in a file.
func (c *chart) locate(f *file) {
	if len(c.metadata.Dependencies) == 0 {
		return
	}
	documents := source.Split(f.source)
	if len(documents) == 0 {
		return
	}
	root, err := documents[0].Parse()
	if err != nil {
		return
	}
	if c.asks == nil {
		c.asks = map[string]ask{}
	}
	for i, item := range root.Get("dependencies").Items() {
		if i < len(c.metadata.Dependencies) && c.metadata.Dependencies[i] != nil {
			name := item.Get("name")
			if !name.Exists() {
				name = item
			}
			d := c.metadata.Dependencies[i]
			c.asks[d.key()] = ask{d.Name, name.Span()}
		}
	}
}

// missing returns what the charts of a tree ask for and what is not there.
func missing(c *chart) []render.Left {
	var out []render.Left
	for _, d := range c.metadata.Dependencies {
		there := slices.ContainsFunc(c.dependencies, func(sub *chart) bool { return sub.name() == d.Name })
		if !there {
			a := c.asks[d.key()]
			out = append(out, render.Left{Kind: render.Missing, What: cmp.Or(a.name, d.Name), At: a.at})
		}
	}
	for _, sub := range c.dependencies {
		out = append(out, missing(sub)...)
	}
	return out
}
