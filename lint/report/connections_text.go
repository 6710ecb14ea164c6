package report

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// connectionText groups connections for people: sources that may open the same stand
// together, and workloads are joined to namespaces where all of one are meant.
type connectionText struct {
	out    *bufio.Writer
	p      palette
	width  int
	quiet  bool
	groups *endGroups

	internal, external int
}

func newConnectionText(out *bufio.Writer, m *cluster.Model, o TextOptions) *connectionText {
	return &connectionText{out: out, p: palette{on: o.Color}, width: cmp.Or(o.Width, 100), quiet: o.Quiet, groups: newEndGroups(newInventory(m))}
}

func (t *connectionText) Connection(x *reach.Connection) error {
	t.groups.add(x.From, x.To, x.Conns, x.Maybe)
	switch {
	case x.To.Workload != nil && x.From.Workload != nil:
		t.internal++
	case x.To.Pods.IsZero() && x.From.Pods.IsZero():
		t.external++
	}
	return nil
}

func (t *connectionText) Close() error {
	groups := t.groups.done()
	for i, g := range groups {
		if i > 0 {
			t.out.WriteByte('\n')
		}
		t.out.WriteString(t.p.bold(wrapped(strings.Join(g.from, ", "), t.width, 0, 0)) + "\n")
		for _, line := range g.lines {
			t.out.WriteString("  " + t.p.dim("->") + " " + wrapped(strings.Join(line.to, ", ")+": ", t.width-len(line.conns), 5, 5) + t.p.code(line.conns) + "\n")
		}
	}
	if !t.quiet {
		if len(groups) > 0 {
			t.out.WriteByte('\n')
		}
		fmt.Fprintf(t.out, "%s between workloads, %s with addresses outside\n", count(t.internal, "connection"), count(t.external, "connection"))
	}
	return t.out.Flush()
}
