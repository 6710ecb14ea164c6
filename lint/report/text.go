package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/netpolint/netpolint/lint"
)

// TextOptions says how the text output looks.
type TextOptions struct {
	Color bool
	// Width is how many columns the terminal has, or 0 when that is not known.
	Width int
	// Quiet leaves the summary out.
	Quiet bool
	// Suppressed lists the findings that are suppressed or known, after the others.
	Suppressed bool
}

// maxSource is how many columns of a source line are shown where the terminal's
// width is not known or is larger.
const maxSource = 160

// minSource is how many are shown on the narrowest terminal.
const minSource = 40

// maxRelated is how many related places of one finding are listed.
const maxRelated = 5

// Text prints the findings for people to read, grouped by file, and a summary.
func Text(w io.Writer, r *lint.Report, o TextOptions) error {
	p := printer{Writer: bufio.NewWriter(w), palette: palette{on: o.Color}, columns: maxSource, width: o.Width, all: o.Suppressed}
	if o.Width > 0 {
		p.columns = min(maxSource, max(minSource, o.Width-gutter(0)))
	}
	p.findings(r.Findings)
	shown := len(r.Findings) > 0
	if o.Suppressed && len(r.Suppressed) > 0 {
		if shown {
			fmt.Fprintln(p)
		}
		fmt.Fprintf(p, "%s\n\n", p.bold("suppressed:"))
		p.findings(r.Suppressed)
		shown = true
	}
	if !o.Quiet {
		if shown {
			fmt.Fprintln(p)
		}
		p.summary(r)
	}
	return p.Flush()
}

// findings prints findings, grouped by file.
func (p printer) findings(all []lint.Finding) {
	file := ""
	for i := range all {
		f := &all[i]
		if i > 0 {
			fmt.Fprintln(p)
		}
		if name := f.Location.File(); name != file {
			file = name
			fmt.Fprintf(p, "%s %s\n\n", p.dim("in"), p.bold(Sanitize(name)))
		}
		p.finding(f)
	}
}

// printer writes the text output. Its lines begin with text of its own, never
// with text of the input.
type printer struct {
	*bufio.Writer
	palette
	columns int
	width   int
	all     bool // suppressed findings are listed too
}

// gutter is how many columns stand before a source line whose number has so
// many digits; at least two are kept, so that most snippets line up.
func gutter(digits int) int { return 2 + max(2, digits) + len(" | ") }

// finding prints what is wrong, where, and what to write instead.
func (p printer) finding(f *lint.Finding) {
	label := fmt.Sprintf("%s[%s]", f.Severity, f.Rule.Code)
	used := len("   : ") + len(label) + len(f.Rule.Name)
	fmt.Fprintf(p, "  %s %s: %s\n",
		p.severity(label, f.Severity), f.Rule.Name, p.bold(wrapped(Sanitize(f.Message), p.width, used, 6)))

	line := fmt.Sprint(f.Location.Start.Line)
	margin := strings.Repeat(" ", gutter(len(line))-len("| "))
	if f.Location.Span.File != nil {
		fmt.Fprintf(p, "%s%s %s%s\n", margin[1:], p.dim("-->"), place(f.Location), p.object(f))
		p.snippet(f, line, margin)
	}
	if f.By != "" {
		p.remark(margin, "set by", f.By)
	}
	if len(f.Rendered) > 0 {
		p.remark(margin, "rendered", renderings(f.Rendered))
	}
	if f.Witness != nil {
		p.remark(margin, "witness", f.Witness.String())
	}
	for i, related := range f.Related {
		if i == maxRelated && len(f.Related) > maxRelated+1 {
			p.remark(margin, "note", fmt.Sprintf("and %d more places; -o json lists them all", len(f.Related)-i))
			break
		}
		p.remark(margin, "note", whereabouts(related.Location, f.Location)+related.Message)
	}
	if f.Suppressed != nil {
		p.remark(margin, "suppressed", suppression(f))
		return // it is accepted
	}
	if f.Help != "" {
		indent := len(margin) + len("= help: ")
		fmt.Fprintf(p, "%s%s %s %s\n", margin, p.dim("="), p.code("help:"), wrapped(Sanitize(f.Help), p.width, indent, indent))
	}
}

// whereabouts is the place of a note, seen from the place of its finding.
func whereabouts(note, finding lint.Location) string {
	switch note.Span.File {
	case nil:
		return ""
	case finding.Span.File:
		return fmt.Sprintf("line %d: ", note.Start.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", note.File(), note.Start.Line, note.Start.Column)
}

// snippet prints the source line, with carets below the offending part.
func (p printer) snippet(f *lint.Finding, line, margin string) {
	s := newSnippet(f.Location.Span, p.columns)
	number := strings.Repeat(" ", len(margin)-1-len(line)) + line
	carets := strings.Repeat(" ", s.indent) + p.severity(strings.Repeat("^", max(1, s.marks)), f.Severity)
	fmt.Fprintf(p, "%s%s\n", margin, p.dim("|"))
	fmt.Fprintf(p, "%s %s\n", p.dim(number+" |"), s.source)
	fmt.Fprintf(p, "%s%s %s\n", margin, p.dim("|"), carets)
}

// remark prints one line of what belongs to a finding.
func (p printer) remark(margin, kind, text string) {
	indent := len(margin) + len("= : ") + len(kind)
	fmt.Fprintf(p, "%s%s %s %s\n", margin, p.dim("="), p.bold(kind+":"), wrapped(Sanitize(text), p.width, indent, indent))
}

// object names the object of a finding, after its place.
func (p printer) object(f *lint.Finding) string {
	o := f.At.Object
	if o == nil {
		return ""
	}
	name := cmp.Or(o.ID.Name, "(without a name)")
	if f.Namespace != "" {
		name = f.Namespace + "/" + name
	}
	return p.dim("  " + Sanitize(o.ID.Kind+" "+name))
}

// place is a location as editors and terminals make it a link.
func place(l lint.Location) string {
	return fmt.Sprintf("%s:%d:%d", Sanitize(l.File()), l.Start.Line, l.Start.Column)
}
