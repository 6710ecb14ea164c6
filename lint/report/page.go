package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/netpolint/netpolint/lint"
)

// RulePage is a rule and its page.
type RulePage struct {
	Rule     *lint.Rule
	Markdown string
}

// PageOptions says how a page looks.
type PageOptions struct {
	Color bool
	// Width is how many columns the terminal has, or 0 when that is not known.
	Width int
}

// defaultPage and maxPage are the widths of running text: on a terminal of
// unknown width, and on a wide one, where longer lines read badly.
const (
	defaultPage = 80
	maxPage     = 100
	minPage     = 30
)

// Page prints the page of a rule for the terminal. It knows the Markdown that
// the pages are written in: headings, paragraphs, lists, fenced code, tables,
// and inline code, bold and links.
func Page(w io.Writer, page RulePage, o PageOptions) error {
	width := defaultPage
	if o.Width > 0 {
		width = max(minPage, min(maxPage, o.Width))
	}
	p := pagePrinter{Writer: bufio.NewWriter(w), palette: palette{on: o.Color}, width: width}
	for _, b := range blocks(page.Markdown) {
		p.block(b, page.Rule)
	}
	return p.Flush()
}

// pagePrinter writes one page.
type pagePrinter struct {
	*bufio.Writer
	palette
	width   int
	started bool
	list    bool // the block before was a list item
}

// block prints one block, with an empty line before it unless it goes on a list.
func (p *pagePrinter) block(b block, r *lint.Rule) {
	if p.started && !(p.list && b.kind == listItem) {
		fmt.Fprintln(p)
	}
	p.started, p.list = true, b.kind == listItem
	switch b.kind {
	case title:
		fmt.Fprintln(p, p.bold(plain(b.text)))
		about := r.Severity.String() + ", " + string(r.Category)
		if r.Optional {
			about += ", off unless selected"
		}
		if r.Since != "" {
			about += ", since " + r.Since
		}
		fmt.Fprintln(p, p.dim(about))
		p.facts(r)
	case heading:
		fmt.Fprintln(p, p.bold(plain(b.text)))
	case fenced:
		if b.marker != "" {
			fmt.Fprintf(p, "  %s\n", p.dim(b.marker+":"))
		}
		for _, line := range strings.Split(b.text, "\n") {
			fmt.Fprintln(p, strings.TrimRight("      "+p.codeLine(line), " "))
		}
	case table:
		for _, line := range strings.Split(b.text, "\n") {
			fmt.Fprintln(p, "  "+line)
		}
	case listItem:
		p.wrap(b.text, "  "+b.marker+" ", "  "+spaces(textWidth(b.marker))+" ")
	default:
		p.wrap(b.text, "  ", "  ")
	}
}

// facts says which controls of benchmarks a rule helps to keep, and which options it
// has.
func (p *pagePrinter) facts(r *lint.Rule) {
	if names := controlNames(r); names != nil {
		p.wrap("helps to keep "+strings.Join(names, ", "), "", "  ")
	}
	for i := range r.Options {
		o := &r.Options[i]
		p.wrap(fmt.Sprintf("option `%s`, by default `%s`: %s", o.Name, optionDefault(o), o.Doc), "", "  ")
	}
}

// codeLine colours a line of a code block: comments are dimmed.
func (p *pagePrinter) codeLine(line string) string {
	if at := strings.Index(" "+line, " #"); at >= 0 {
		return p.code(line[:at]) + p.dim(line[at:])
	}
	return p.code(line)
}

// wrap prints running text in lines of the page's width. Words are never
// broken, and inline code is one word.
func (p *pagePrinter) wrap(text, first, rest string) {
	indent, column := first, 0
	for _, word := range p.words(text) {
		if column > 0 && column+1+word.width > p.width {
			fmt.Fprintln(p)
			indent, column = rest, 0
		}
		if column == 0 {
			fmt.Fprint(p, indent)
			column = textWidth(indent)
		} else {
			fmt.Fprint(p, " ")
			column++
		}
		fmt.Fprint(p, word.text)
		column += word.width
	}
	fmt.Fprintln(p)
}
