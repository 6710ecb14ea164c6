package report

import (
	"bufio"
	"io"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// ConnectionWriter writes connections as they come, which may be many millions.
type ConnectionWriter interface {
	// Connection writes one. It is not kept.
	Connection(c *reach.Connection) error
	// Close writes what is still due.
	Close() error
}

// ConnectionFormats are the formats of [Connections], the default first.
func ConnectionFormats() []string { return []string{"text", "json", "csv", "md", "dot"} }

// Connections returns a writer in one of ConnectionFormats.
func Connections(w io.Writer, format string, m *cluster.Model, limits []Limit, o TextOptions) ConnectionWriter {
	out := bufio.NewWriterSize(w, 1<<16)
	names := newNodeNames()
	switch format {
	case "json":
		return &connectionJSON{out: out, names: names, limits: limits}
	case "csv":
		return &connectionCSV{out: out, names: names}
	case "md":
		return &connectionMarkdown{out: out, names: names}
	case "dot":
		return &connectionDot{out: out, names: names, known: map[reach.Node]bool{}}
	}
	return newConnectionText(out, m, o)
}

// Limit is a reason why the answer may not be the whole truth, and where it stands.
type Limit struct {
	Message string
	At      string // FILE:LINE:COLUMN
}

// nodeNames remembers how ends and sets of connections are written: there are few of
// them, and each is written many times.
type nodeNames struct {
	nodes map[reach.Node]string
	conns map[reach.Conns]string
}

func newNodeNames() *nodeNames {
	return &nodeNames{nodes: map[reach.Node]string{}, conns: map[reach.Conns]string{}}
}

// nodeName writes an end as namespace/Kind/name, or as a block of addresses.
func nodeName(n reach.Node) string {
	if w := n.Workload; w != nil {
		kind, name := w.Identity()
		return noCommand(Sanitize(w.Namespace.Name + "/" + kind + "/" + name))
	}
	switch {
	case n.Controller:
		return "ingress controller"
	case !n.Pods.IsZero():
		return Sanitize(n.Pods.String())
	}
	return n.Block.String()
}

// of returns what format makes of an end, made once.
func (n *nodeNames) of(node reach.Node, format func(reach.Node) string) string {
	text, ok := n.nodes[node]
	if !ok {
		text = format(node)
		n.nodes[node] = text
	}
	return text
}

// set returns what format makes of a set of connections, made once.
func (n *nodeNames) set(c reach.Conns, format func(reach.Conns) string) string {
	text, ok := n.conns[c]
	if !ok {
		text = format(c)
		n.conns[c] = text
	}
	return text
}
