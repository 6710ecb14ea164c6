package report

import (
	"bufio"
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// connectionText groups connections for people: sources that may open the same stand
// together, and destinations are joined to namespaces where all of one are meant.
type connectionText struct {
	out    *bufio.Writer
	p      palette
	width  int
	quiet  bool
	names  *workloadNames
	totals map[*cluster.Namespace]int
	all    int

	source reach.Node
	begun  bool
	to     map[[2]reach.Conns]*reached
	order  [][2]reach.Conns
	groups map[string]*sources
	blocks []*sources // in order

	internal, external int
}

// reached is what one source may open with the same connections.
type reached struct {
	workloads []*cluster.Workload
	blocks    []netip.Prefix
	pods      []string // that are not in the input
}

// sources are ends that may open the same.
type sources struct {
	names  []string
	blocks []netip.Prefix
	lines  []string
}

func newConnectionText(out *bufio.Writer, m *cluster.Model, o TextOptions) *connectionText {
	t := &connectionText{out: out, p: palette{on: o.Color}, width: cmp.Or(o.Width, 100), quiet: o.Quiet, names: newWorkloadNames(),
		totals: map[*cluster.Namespace]int{}, to: map[[2]reach.Conns]*reached{}, groups: map[string]*sources{}}
	for _, w := range m.Workloads {
		t.totals[w.Namespace]++
		t.all++
	}
	return t
}

func (t *connectionText) Connection(x *reach.Connection) error {
	if !t.begun || x.From != t.source {
		t.finish()
		t.source, t.begun = x.From, true
	}
	key := [2]reach.Conns{x.Conns, x.Maybe}
	r := t.to[key]
	if r == nil {
		r = &reached{}
		t.to[key] = r
		t.order = append(t.order, key)
	}
	switch {
	case x.To.Workload != nil:
		r.workloads = append(r.workloads, x.To.Workload)
	case !x.To.Pods.IsZero():
		r.pods = append(r.pods, Sanitize(x.To.Pods.String()))
	default:
		r.blocks = append(r.blocks, x.To.Block)
	}
	switch {
	case x.To.Workload != nil && x.From.Workload != nil:
		t.internal++
	case x.To.Pods.IsZero() && x.From.Pods.IsZero():
		t.external++
	}
	return nil
}

// finish puts the source at work into the group of those that may open the same.
func (t *connectionText) finish() {
	if !t.begun {
		return
	}
	var lines []string
	for _, key := range t.order {
		r := t.to[key]
		conns := key[0].String()
		switch {
		case key[0].Empty():
			conns = "maybe " + key[1].String()
		case !key[1].Empty():
			conns += ", maybe " + key[1].String()
		}
		names := t.join(r.workloads)
		if len(r.blocks) > 0 {
			names = append(names, reach.Blocks(r.blocks))
		}
		names = append(names, r.pods...)
		lines = append(lines, strings.Join(names, ", ")+"\x00"+conns)
	}
	clear(t.to)
	t.order = t.order[:0]
	id := strings.Join(lines, "\n")
	g := t.groups[id]
	if g == nil {
		g = &sources{lines: lines}
		t.groups[id] = g
		t.blocks = append(t.blocks, g)
	}
	switch w := t.source.Workload; {
	case w != nil:
		g.names = append(g.names, t.names.of(w))
	case !t.source.Pods.IsZero():
		g.names = append(g.names, Sanitize(t.source.Pods.String()))
	case t.source.Controller:
		g.names = append(g.names, "the outside through an Ingress or a route")
	default:
		g.blocks = append(g.blocks, t.source.Block)
	}
}

// join writes workloads, whole namespaces as one. The source itself may be missing
// from its own namespace.
func (t *connectionText) join(workloads []*cluster.Workload) []string {
	own := t.source.Workload
	counts := map[*cluster.Namespace]int{}
	for _, w := range workloads {
		if w != own {
			counts[w.Namespace]++
		}
	}
	whole := func(ns *cluster.Namespace) bool {
		want := t.totals[ns]
		if own != nil && own.Namespace == ns {
			want--
		}
		return want > 1 && counts[ns] == want
	}
	total, rest := 0, t.all
	for _, n := range counts {
		total += n
	}
	if own != nil {
		rest--
	}
	if total == rest && rest > 1 && len(t.totals) > 1 {
		if own != nil && len(workloads) == total {
			return []string{"every other workload"}
		}
		return []string{"every workload"}
	}
	var out []string
	for i, w := range workloads {
		switch {
		case !whole(w.Namespace):
			out = append(out, t.names.of(w))
		case i == 0 || workloads[i-1].Namespace != w.Namespace:
			out = append(out, noCommand(Sanitize(w.Namespace.Name))+"/*")
		}
	}
	return out
}

func (t *connectionText) Close() error {
	t.finish()
	for i, g := range t.blocks {
		if i > 0 {
			t.out.WriteByte('\n')
		}
		names := g.names
		if len(g.blocks) > 0 {
			names = append(names, reach.Blocks(g.blocks))
		}
		t.out.WriteString(t.p.bold(wrapped(strings.Join(names, ", "), t.width, 0, 0)) + "\n")
		for _, line := range g.lines {
			to, conns, _ := strings.Cut(line, "\x00")
			t.out.WriteString("  " + t.p.dim("->") + " " + wrapped(to+": ", t.width-len(conns), 5, 5) + t.p.code(conns) + "\n")
		}
	}
	if !t.quiet {
		if len(t.blocks) > 0 {
			t.out.WriteByte('\n')
		}
		fmt.Fprintf(t.out, "%s between workloads, %s with addresses outside\n", count(t.internal, "connection"), count(t.external, "connection"))
	}
	return t.out.Flush()
}
