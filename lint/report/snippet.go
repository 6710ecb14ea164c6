package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/netpolint/netpolint/lint/source"
)

// snippet is one source line as a terminal shows it, and the marks below the
// part that a finding speaks of.
type snippet struct {
	source string
	indent int // columns before the marks
	marks  int // columns under which they stand
}

// tabStop is how far apart tab stops are shown.
const tabStop = 4

// cell is one character of a line as it is shown.
type cell struct {
	text   string
	width  int
	marked bool
}

// newSnippet shows the first line of a span in at most the given columns. Of a
// span over several lines the marks reach to the end of the first.
func newSnippet(span source.Span, columns int) snippet {
	// A line may be a whole file of megabytes: only what can be shown is read.
	text, start, end, before, after := around(span, 4*columns)

	var cells []cell
	column := 0
	for at := 0; at < len(text); {
		shown, size := escape(text[at:])
		if text[at] == '\t' {
			shown = strings.Repeat(" ", tabStop-column%tabStop)
		}
		c := cell{text: shown, width: textWidth(shown), marked: start <= at && at < end}
		cells = append(cells, c)
		column += c.width
		at += size
	}
	if start == end || start >= len(text) {
		cells = markEmpty(cells, text, start)
	}
	return cut(cells, columns, before, after)
}

// markEmpty marks one column where a span of no characters stands.
func markEmpty(cells []cell, text string, start int) []cell {
	at := 0
	for i := range cells {
		if at >= start {
			cells[i].marked = true
			return cells
		}
		_, size := escape(text[at:])
		at += size
	}
	return append(cells, cell{text: " ", width: 1, marked: true})
}

// around returns the line in which the span starts, and the span's bounds in
// it. No more than reach bytes on either side of the start are looked at; before
// and after say whether the line goes on beyond them.
func around(span source.Span, reach int) (text string, start, end int, before, after bool) {
	content := span.File.Bytes
	origin := min(max(span.Start, 0), len(content))

	from := max(0, origin-reach)
	if i := bytes.LastIndexByte(content[from:origin], '\n'); i >= 0 {
		from += i + 1
	} else if from > 0 {
		before = true
		for from < origin && !utf8.RuneStart(content[from]) {
			from++
		}
	}

	to := min(len(content), origin+reach)
	if i := bytes.IndexByte(content[origin:to], '\n'); i >= 0 {
		to = origin + i
	} else if to < len(content) {
		after = true
		for to > origin && !utf8.RuneStart(content[to]) {
			to--
		}
	}

	line := content[from:to]
	if from == 0 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
		from = to - len(line)
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	start = max(0, origin-from)
	end = min(max(span.End-from, start), len(line))
	if span.End > to {
		// The span goes on below: do not underline what the line only ends with.
		end = max(start, len(bytes.TrimRight(line, " \t")))
	}
	return string(line), start, end, before, after
}

// cut shows the cells around the marks, with "…" for what is left out.
func cut(cells []cell, columns int, before, after bool) snippet {
	const mark = "…"
	first, last := window(cells, columns-2*runeWidth('…'))
	before = before || first > 0
	after = after || last < len(cells)

	var b strings.Builder
	s := snippet{}
	if before {
		b.WriteString(mark)
		s.indent++
	}
	for _, c := range cells[first:last] {
		b.WriteString(c.text)
		switch {
		case c.marked:
			s.marks += c.width
		case s.marks == 0:
			s.indent += c.width
		}
	}
	if after {
		b.WriteString(mark)
	}
	s.source = strings.TrimRight(b.String(), " ")
	return s
}

// window chooses which cells are shown in so many columns: all of them if they
// fit, else a third of the columns before the marks and the rest from there on.
func window(cells []cell, columns int) (first, last int) {
	total, marked := 0, len(cells)
	for i, c := range cells {
		total += c.width
		if c.marked && marked == len(cells) {
			marked = i
		}
	}
	if total <= columns+2 {
		return 0, len(cells)
	}
	first, last = marked, marked
	used := 0
	for first > 0 && used+cells[first-1].width <= columns/3 {
		first--
		used += cells[first].width
	}
	for last < len(cells) && used+cells[last].width <= columns {
		used += cells[last].width
		last++
	}
	for first > 0 && used+cells[first-1].width <= columns {
		first--
		used += cells[first].width
	}
	return first, last
}
