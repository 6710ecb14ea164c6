package helm

import (
	"errors"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// failure makes an *Error of one of the engine, with the place in the innermost
// file that it names.
func (e *engine) failure(err error) error {
	out := &Error{Message: joined(err.Error()), err: err}
	if !strings.HasPrefix(out.Message, "execution error at") { // not what a chart says with fail
		out.Message = helmTypes(strings.ReplaceAll(out.Message, " | "+outName, ""))
	}
	out.At, _ = e.innermost(err)
	var limit *stopped
	if errors.As(err, &limit) {
		out.Limit = true
		out.Message = joined("in " + e.running + ": " + limit.message)
		if !limit.at.IsZero() {
			out.At = limit.at
		}
		if t, ok := e.templates[e.running]; ok && out.At.IsZero() {
			out.At = t.file.span(0, 0)
		}
	}
	return out
}

// innermost returns the place of the last template that an error names.
func (e *engine) innermost(err error) (at source.Span, ok bool) {
	for ; err != nil; err = errors.Unwrap(err) {
		if place, found := e.placeIn(err.Error()); found {
			at, ok = place, true
		}
	}
	return at, ok
}

// placeIn reads "template: name:line:column: ..." or "template: name:line: ...".
func (e *engine) placeIn(message string) (source.Span, bool) {
	rest, found := strings.CutPrefix(message, "template: ")
	if !found {
		return source.Span{}, false
	}
	location, _, _ := strings.Cut(rest, ": ")
	head, last, ok := cutNumber(location)
	if !ok {
		return source.Span{}, false
	}
	if name, line, ok := cutNumber(head); ok {
		if t, ok := e.templates[name]; ok {
			return t.file.actionOn(line, last), true
		}
	}
	if t, ok := e.templates[head]; ok {
		return t.file.source.LineSpan(last), true
	}
	return source.Span{}, false
}

// cutNumber cuts ":12" off the end.
func cutNumber(s string) (head string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// actionOn returns the action that holds a byte of a line; column counts from 0.
func (f *file) actionOn(line, column int) source.Span {
	text := string(f.data())
	start := f.source.LineSpan(line).Start - f.bom
	at := min(max(start, 0)+column, len(text))
	open := strings.LastIndex(text[:at], "{{")
	if open < 0 {
		return f.source.LineSpan(line)
	}
	end := actionEnd(text, open+2)
	if end < at {
		return f.source.LineSpan(line)
	}
	return f.span(open, end)
}
