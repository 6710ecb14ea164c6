package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/netpolint/netpolint/lint/reach"
)

// changesText collects changes for people, by what became of them and why.
type changesText struct {
	*Changes
	out       *bufio.Writer
	style     changeStyle
	quiet     bool
	inventory *inventory
	sections  [4]section
}

// changeStyle is how changes for people are written down.
type changeStyle interface {
	title(out *bufio.Writer, c *Changes)
	section(out *bufio.Writer, title string, first bool)
	reason(out *bufio.Writer, text string)
	line(out *bufio.Writer, from, to, conns string)
	more(out *bufio.Writer, n int)
	end(out *bufio.Writer, c *Changes, quiet bool)
}

// section is one part of the answer: groups by reason, in order of appearance.
type section struct {
	title   string
	reasons []string
	groups  map[string]*endGroups
}

func newChangesText(c *Changes, w io.Writer, o TextOptions, style changeStyle) *changesText {
	t := &changesText{Changes: c, out: bufio.NewWriter(w), style: style, quiet: o.Quiet, inventory: newInventory(c.Model)}
	for i, title := range [...]string{"opened", "closed", "of new workloads", "of removed workloads"} {
		t.sections[i] = section{title: title, groups: map[string]*endGroups{}}
	}
	return t
}

func (t *changesText) Change(x *reach.Change) error {
	for _, p := range t.parts(x) {
		at := 1
		switch {
		case x.Added:
			at = 2
		case x.Removed:
			at = 3
		case p.opened:
			at = 0
		}
		s := &t.sections[at]
		why := t.because(p.reasons)
		g := s.groups[why]
		if g == nil {
			g = newEndGroups(t.inventory)
			s.groups[why] = g
			s.reasons = append(s.reasons, why)
		}
		if p.maybe {
			g.add(x.From, x.To, reach.Conns{}, p.conns)
		} else {
			g.add(x.From, x.To, p.conns, reach.Conns{})
		}
	}
	return nil
}

func (t *changesText) Close() error {
	t.style.title(t.out, t.Changes)
	first := true
	for i := range t.sections {
		s := &t.sections[i]
		if len(s.reasons) == 0 {
			continue
		}
		t.style.section(t.out, s.title, first)
		first = false
		for _, why := range s.reasons {
			t.style.reason(t.out, why)
			t.lines(s.groups[why].done())
		}
	}
	t.style.end(t.out, t.Changes, t.quiet)
	return t.out.Flush()
}

// lines prints what has one reason, the first of many.
func (t *changesText) lines(groups []namedGroup) {
	shown, more := 0, 0
	for _, g := range groups {
		for _, line := range g.lines {
			if shown++; shown > maxLines {
				more++
				continue
			}
			t.style.line(t.out, few(g.from), few(line.to), line.conns)
		}
	}
	if more > 0 {
		t.style.more(t.out, more)
	}
}

// textChanges is the style for terminals.
type textChanges struct {
	p     palette
	width int
}

func (s textChanges) title(*bufio.Writer, *Changes) {}

func (s textChanges) section(out *bufio.Writer, title string, first bool) {
	if !first {
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, s.p.bold(title))
}

func (s textChanges) reason(out *bufio.Writer, text string) {
	if text != "" {
		fmt.Fprintln(out, "  "+wrapped(text, s.width, 2, 4))
	}
}

func (s textChanges) line(out *bufio.Writer, from, to, conns string) {
	fmt.Fprintln(out, "    "+wrapped(from+" -> "+to+": ", s.width-len(conns), 4, 6)+s.p.code(conns))
}

func (s textChanges) more(out *bufio.Writer, n int) {
	fmt.Fprintf(out, "    and %s more: -o json has all\n", count(n, "line"))
}

func (s textChanges) end(out *bufio.Writer, c *Changes, quiet bool) {
	if c.counts != (Counts{}) {
		fmt.Fprintln(out)
	}
	for _, list := range c.workloadLists() {
		fmt.Fprintln(out, wrapped(list, s.width, 0, 2))
	}
	if !quiet {
		fmt.Fprintln(out, c.summary())
	}
}
