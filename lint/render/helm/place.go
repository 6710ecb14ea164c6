package helm

import (
	"sort"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// Place leads a span of Text back to the template. If exact is set, the bytes there
// are the same. Else the span reaches from where its first byte comes from to where
// its last does, and holds whole actions ({{ ... }}): that which printed the value,
// or all that had a part in it. It stays in one file, that of the first byte, which
// is another than Template if a template calls another file with a template
// action.
func (o *Output) Place(s source.Span) (at source.Span, exact bool) {
	t := o.trace(s)
	return t.at, t.exact
}

// tracing is a place in the template, and the actions that had a part in it.
type tracing struct {
	at      source.Span
	exact   bool
	actions []source.Span // none twice in a row
}

func (o *Output) trace(s source.Span) tracing {
	if o.CRD {
		return tracing{at: s, exact: true}
	}
	var t tracing
	first := o.segmentAt(s.Start)
	if s.Start == s.End {
		first = o.empty(s.Start, first)
	}
	for i := first; i < len(o.segments); i++ {
		start := int(o.segments[i].at)
		if i > first && start >= s.End {
			break
		}
		p := o.places[o.segments[i].place]
		if p.file == nil {
			continue
		}
		part := p.file.span(int(p.start), int(p.end))
		if p.verbatim {
			// Where the segment starts in the template, less where in the text.
			shift := part.Start + int(o.segments[i].skip) - start
			part.Start, part.End = max(s.Start, start)+shift, min(s.End, o.end(i))+shift
		}
		t.add(part, p.verbatim)
	}
	if t.at.IsZero() {
		t.at = source.Span{File: o.Text}
	}
	if !t.exact {
		t.trim()
	}
	return t
}

// trim takes blanks off the ends, which iterations of a range may add.
func (t *tracing) trim() {
	text := t.at.Text()
	t.at.Start += len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	t.at.End = t.at.Start + len(strings.TrimSpace(text))
}

// add joins a part to a place.
func (t *tracing) add(part source.Span, verbatim bool) {
	if !verbatim && (len(t.actions) == 0 || t.actions[len(t.actions)-1] != part) {
		t.actions = append(t.actions, part)
	}
	switch {
	case t.at.IsZero():
		t.at, t.exact = part, verbatim
		return
	case t.at.File == part.File:
		t.at.Start, t.at.End = min(t.at.Start, part.Start), max(t.at.End, part.End)
	}
	t.exact = false
}

// segmentAt returns the index of the segment that holds the byte at an offset.
func (o *Output) segmentAt(offset int) int {
	return max(sort.Search(len(o.segments), func(i int) bool { return int(o.segments[i].at) > offset })-1, 0)
}

// end returns where a segment ends in the text.
func (o *Output) end(i int) int {
	if i+1 < len(o.segments) {
		return int(o.segments[i+1].at)
	}
	return len(o.Text.Bytes)
}

// empty returns the segment that an empty span at an offset belongs to: the text
// around it, or an action behind it that printed nothing on the same line, as in
// `key: {{ .Values.missing }}`.
func (o *Output) empty(offset, at int) int {
	// The byte before belongs to it rather than what comes next.
	for at > 0 && int(o.segments[at].at) == offset && !o.printsNothing(at) {
		at--
	}
	blanks := offset
	for blanks < len(o.Text.Bytes) && (o.Text.Bytes[blanks] == ' ' || o.Text.Bytes[blanks] == '\t') {
		blanks++
	}
	for i := at; i < len(o.segments) && int(o.segments[i].at) <= blanks; i++ {
		if int(o.segments[i].at) >= offset && o.printsNothing(i) {
			return i
		}
	}
	return at
}

// printsNothing reports whether a segment is that of an action without output.
func (o *Output) printsNothing(i int) bool {
	p := o.places[o.segments[i].place]
	return p.file != nil && !p.verbatim && o.end(i) == int(o.segments[i].at)
}

// Origin leads the values of a document of Text back to its template.
func (o *Output) Origin(d *source.Document) render.Origin { return origin{o, d} }

type origin struct {
	output   *Output
	document *source.Document
}

// Place returns the place of a span of the rendered text.
func (o origin) Place(s source.Span) (at source.Span, exact bool) { return o.output.Place(s) }

// Locate implements [render.Origin].
func (o origin) Locate(p source.Path) render.Place {
	key, value, exact := o.document.Locate(p)
	t := o.output.trace(value)
	out := render.Place{Value: t.at, Exact: exact && t.exact, By: t.by()}
	if !key.IsZero() {
		out.Key, _ = o.output.Place(key)
	}
	return out
}

// by says in a few words what printed a value.
func (t *tracing) by() string {
	switch len(t.actions) {
	case 0:
		return ""
	case 1:
		return "printed by " + shortened(t.actions[0].Text())
	}
	return "printed by " + shortened(t.actions[0].Text()) + " and others"
}

// maxAction is how much of an action a message shows, in characters.
const maxAction = 60

// shortened returns an action in one short line.
func shortened(action string) string {
	action = strings.Join(strings.Fields(action), " ")
	if runes := []rune(action); len(runes) > maxAction {
		return string(runes[:maxAction-3]) + "..."
	}
	return action
}
