package lint

import (
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// ground is what the models of a run tell about the claims that rules could make.
type ground struct {
	workloads bool
	// hidden are the namespaces whose pods the input does not show, and home is where
	// objects live.
	hidden map[string]bool
	home   map[*manifest.Object]string
	every  bool // whether home is kept
	// worlds are those that hold a Namespace with annotations to the tool.
	worlds map[*manifest.Object][]int
}

func newGround(set *manifest.Set) *ground {
	g := &ground{hidden: map[string]bool{}, home: map[*manifest.Object]string{}, every: len(set.Marked) > 0, worlds: map[*manifest.Object][]int{}}
	return g
}

func (g *ground) see(m *cluster.Model, objects []*manifest.Object, world int) {
	g.workloads = g.workloads || len(m.Workloads) > 0
	for _, ns := range m.Namespaces {
		if !ns.Shown() || !m.CoverageKnown(ns) {
			g.hidden[ns.Name] = true
		}
	}
	for _, o := range objects {
		if g.every || len(o.Annotations) > 0 {
			g.home[o] = m.NamespaceOf(o)
		}
		if _, is := o.Value.(*manifest.Namespace); is && len(o.Annotations) > 0 {
			g.worlds[o] = append(g.worlds[o], world)
		}
	}
}
