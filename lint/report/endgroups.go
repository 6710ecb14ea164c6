package report

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// inventory is what names of workloads for people depend on: how many workloads each
// namespace has, and which of them share a name.
type inventory struct {
	names  *workloadNames
	totals map[*cluster.Namespace]int
	all    int
}

func newInventory(m *cluster.Model) *inventory {
	inv := &inventory{names: newWorkloadNames(), totals: map[*cluster.Namespace]int{}}
	seen := map[string]bool{}
	for _, w := range m.Workloads {
		kind, name := w.Identity()
		if id := w.Namespace.Name + "/" + kind + "/" + name; !seen[id] {
			seen[id] = true
			inv.totals[w.Namespace]++
			inv.all++
		}
	}
	return inv
}

// join writes workloads, whole namespaces as one. Own, if not nil, is the source, which
// may be missing from its own namespace.
func (inv *inventory) join(workloads []*cluster.Workload, own *cluster.Workload) []string {
	counts := map[*cluster.Namespace]int{}
	total := 0
	for _, w := range workloads {
		if w != own {
			counts[w.Namespace]++
			total++
		}
	}
	rest := inv.all
	if own != nil {
		rest--
	}
	switch {
	case total != rest || rest < 2 || len(inv.totals) < 2:
	case own != nil && len(workloads) == total:
		return []string{"every other workload"}
	default:
		return []string{"every workload"}
	}
	whole := func(ns *cluster.Namespace) bool {
		want := inv.totals[ns]
		if own != nil && own.Namespace == ns {
			want--
		}
		return want > 1 && counts[ns] == want
	}
	var out []string
	last := ""
	for i, w := range workloads {
		name := noCommand(Sanitize(w.Namespace.Name)) + "/*"
		if !whole(w.Namespace) {
			name = inv.names.of(w)
		}
		if i == 0 || name != last {
			out = append(out, name)
		}
		last = name
	}
	return out
}

// endGroups collects connections for people: sources that may open the same stand
// together. Connections come ordered by source.
type endGroups struct {
	*inventory
	source reach.Node
	begun  bool
	to     map[[2]reach.Conns]*ends
	order  [][2]reach.Conns
	groups map[string]*endGroup
	list   []*endGroup
}

// ends are some ends of connections.
type ends struct {
	workloads []*cluster.Workload
	blocks    []netip.Prefix
	others    []string
}

// endGroup is sources, and what each of them may open.
type endGroup struct {
	sources ends
	lines   []endLine
}

// endLine is destinations, and the connections to them.
type endLine struct {
	to    []string
	conns string
	ends  *ends
}

func newEndGroups(inv *inventory) *endGroups {
	return &endGroups{inventory: inv, to: map[[2]reach.Conns]*ends{}, groups: map[string]*endGroup{}}
}

func (e *ends) add(n reach.Node) {
	switch {
	case n.Workload != nil:
		e.workloads = append(e.workloads, n.Workload)
	case !n.Pods.IsZero():
		e.others = append(e.others, noCommand(Sanitize(n.Pods.String())))
	case n.Controller:
		e.others = append(e.others, "the outside through an Ingress or a route")
	default:
		e.blocks = append(e.blocks, n.Block)
	}
}

func (e *ends) join(o *ends) {
	e.workloads = append(e.workloads, o.workloads...)
	e.blocks = append(e.blocks, o.blocks...)
	e.others = append(e.others, o.others...)
}

// few joins names, and counts those beyond the first of many.
func few(names []string) string {
	if more := len(names) - maxLines; more > 1 {
		return strings.Join(names[:maxLines], ", ") + fmt.Sprintf(", and %d more", more)
	}
	return strings.Join(names, ", ")
}

func (g *endGroups) add(from, to reach.Node, conns, maybe reach.Conns) {
	if !g.begun || from != g.source {
		g.finish()
		g.source, g.begun = from, true
	}
	key := [2]reach.Conns{conns, maybe}
	e := g.to[key]
	if e == nil {
		e = &ends{}
		g.to[key] = e
		g.order = append(g.order, key)
	}
	e.add(to)
}

// finish puts the source at work into the group of those that may open the same.
func (g *endGroups) finish() {
	if !g.begun {
		return
	}
	g.begun = false
	var lines []endLine
	var id strings.Builder
	for _, key := range g.order {
		conns := key[0].String()
		switch {
		case key[0].Empty():
			conns = "maybe " + key[1].String()
		case !key[1].Empty():
			conns += ", maybe " + key[1].String()
		}
		line := endLine{g.text(g.to[key], g.source.Workload), conns, g.to[key]}
		lines = append(lines, line)
		id.WriteString(strings.Join(line.to, ", ") + "\x00" + line.conns + "\n")
	}
	clear(g.to)
	g.order = g.order[:0]
	group := g.groups[id.String()]
	if group == nil {
		group = &endGroup{lines: lines}
		g.groups[id.String()] = group
		g.list = append(g.list, group)
	}
	group.sources.add(g.source)
}

// text names ends: workloads, addresses, and others.
func (g *endGroups) text(e *ends, own *cluster.Workload) []string {
	names := g.join(e.workloads, own)
	if len(e.blocks) > 0 {
		names = append(names, reach.Blocks(e.blocks))
	}
	return append(names, e.others...)
}

// done returns the groups by the names of their sources. Those with the same sources
// are one, and so are their lines with the same connections.
func (g *endGroups) done() []namedGroup {
	g.finish()
	var out []namedGroup
	index := map[string]int{}
	for _, group := range g.list {
		from := g.text(&group.sources, nil)
		key := strings.Join(from, ", ")
		at, known := index[key]
		if !known {
			at = len(out)
			index[key] = at
			out = append(out, namedGroup{from: from, index: map[string]int{}})
		}
		out[at].add(group.lines)
	}
	for i := range out {
		for j := range out[i].lines {
			if line := &out[i].lines[j]; line.to == nil {
				line.to = g.text(line.ends, nil)
			}
		}
	}
	return out
}

// namedGroup is what the named sources may open.
type namedGroup struct {
	from  []string
	lines []endLine
	index map[string]int // of lines by connections
}

func (n *namedGroup) add(lines []endLine) {
	for _, line := range lines {
		if at, known := n.index[line.conns]; known {
			n.lines[at].ends.join(line.ends)
			n.lines[at].to = nil // to be named anew
			continue
		}
		n.index[line.conns] = len(n.lines)
		n.lines = append(n.lines, line)
	}
}
