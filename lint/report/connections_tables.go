package report

import (
	"bufio"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/reach"
)

// connectionCSV writes a line for each connection: RFC 4180, with a header.
type connectionCSV struct {
	out    *bufio.Writer
	names  *nodeNames
	begun  bool
	source reach.Node
	prefix string
}

func (c *connectionCSV) begin() {
	if !c.begun {
		c.begun = true
		c.out.WriteString("source,destination,connections,maybe\n")
	}
}

func (c *connectionCSV) Connection(x *reach.Connection) error {
	c.begin()
	if x.From != c.source {
		c.source, c.prefix = x.From, c.names.of(x.From, csvNode)
	}
	c.out.WriteString(c.prefix)
	c.out.WriteByte(',')
	c.out.WriteString(c.names.of(x.To, csvNode))
	c.out.WriteByte(',')
	c.out.WriteString(c.names.set(x.Conns, csvConns))
	c.out.WriteByte(',')
	if !x.Maybe.Empty() {
		c.out.WriteString(c.names.set(x.Maybe, csvConns))
	}
	return c.out.WriteByte('\n')
}

func (c *connectionCSV) Close() error {
	c.begin()
	return c.out.Flush()
}

func csvNode(n reach.Node) string { return csvField(nodeName(n)) }

func csvConns(c reach.Conns) string {
	if c.Empty() {
		return ""
	}
	return csvField(c.String())
}

// csvField quotes a field where it has to be, and keeps a spreadsheet from taking a
// name for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
func csvField(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		s = "'" + s
	}
	if strings.ContainsAny(s, ",\"\r\n") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// connectionMarkdown writes a table.
type connectionMarkdown struct {
	out   *bufio.Writer
	names *nodeNames
	begun bool
}

func (m *connectionMarkdown) Connection(x *reach.Connection) error {
	if !m.begun {
		m.begun = true
		m.out.WriteString("| source | destination | connections |\n|---|---|---|\n")
	}
	conns := m.names.set(x.Conns, reach.Conns.String)
	if !x.Maybe.Empty() {
		conns = strings.TrimPrefix(conns+"; ", "none; ") + "maybe " + m.names.set(x.Maybe, reach.Conns.String)
	}
	_, err := m.out.WriteString("| " + m.names.of(x.From, markdownNode) + " | " + m.names.of(x.To, markdownNode) + " | " + conns + " |\n")
	return err
}

func (m *connectionMarkdown) Close() error {
	if !m.begun {
		m.out.WriteString("No connections.\n")
	}
	return m.out.Flush()
}

func markdownNode(n reach.Node) string { return markdownCode(nodeName(n)) }

// markdownCode writes a name of the input as code, in which nothing is markup.
func markdownCode(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "`", "'"), "|", `\|`)
	return "`" + s + "`"
}

// connectionDot writes a graph for Graphviz.
type connectionDot struct {
	out   *bufio.Writer
	names *nodeNames
	known map[reach.Node]bool
	begun bool
	err   error
}

func (d *connectionDot) begin() {
	if !d.begun {
		d.begun = true
		d.out.WriteString("digraph connections {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	}
}

func (d *connectionDot) node(n reach.Node) string {
	name := d.names.of(n, func(n reach.Node) string { return strconv.QuoteToASCII(nodeName(n)) })
	if !d.known[n] {
		d.known[n] = true
		shape := ""
		if n.Workload == nil {
			shape = " [shape=ellipse, style=dashed]"
		}
		d.out.WriteString("  " + name + shape + ";\n")
	}
	return name
}

// edge draws an arrow; one that may not be there is dashed.
func (d *connectionDot) edge(from, to string, c reach.Conns, style string) {
	label := d.names.set(c, func(c reach.Conns) string { return strconv.QuoteToASCII(c.String()) })
	if _, err := d.out.WriteString("  " + from + " -> " + to + " [label=" + label + style + "];\n"); err != nil {
		d.err = err
	}
}

func (d *connectionDot) Connection(x *reach.Connection) error {
	d.begin()
	from, to := d.node(x.From), d.node(x.To)
	if !x.Conns.Empty() {
		d.edge(from, to, x.Conns, "")
	}
	if !x.Maybe.Empty() {
		d.edge(from, to, x.Maybe, ", style=dashed")
	}
	return d.err
}

func (d *connectionDot) Close() error {
	d.begin()
	d.out.WriteString("}\n")
	return d.out.Flush()
}
