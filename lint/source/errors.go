package source

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// SyntaxError says why a document, or a value of it, cannot be read, and where.
// Span is in file offsets: a line from its first non-blank to its end, or the
// offending value. Message has no position in it.
type SyntaxError struct {
	Span    Span
	Message string
}

// Error returns the message with the file and the line before it.
func (e *SyntaxError) Error() string {
	if e.Span.IsZero() {
		return e.Message
	}
	line := e.Span.File.Position(e.Span.Start).Line
	return e.Span.File.Name + ":" + strconv.Itoa(line) + ": " + e.Message
}

// syntaxError turns an error of a YAML parser into a SyntaxError.
func (t *tree) syntaxError(err error) *SyntaxError {
	line, message := splitError(err.Error())
	switch {
	case message == "did not find expected key" || message == "did not find expected '-' indicator":
		// The parser names the line on which the collection starts; what
		// breaks it may stand much further down.
		line = t.breakingLine(err.Error(), line)
	case strings.HasPrefix(message, "unknown anchor '"):
		name := strings.TrimSuffix(strings.TrimPrefix(message, "unknown anchor '"), "' referenced")
		return &SyntaxError{Span: t.aliasSpan(name), Message: message}
	case line == 0:
		if at := badByte(t.src); at >= 0 {
			line = t.lineOf(at)
		}
	}
	return &SyntaxError{Span: t.lineSpan(max(line, 1)), Message: message}
}

// splitError takes "yaml: line N: " off a parser's message and returns N made
// exact, counted from 1; 0 if there is none.
func splitError(s string) (line int, message string) {
	s = strings.TrimPrefix(s, "yaml: ")
	rest, ok := strings.CutPrefix(s, "line ")
	if !ok {
		return 0, s
	}
	number, rest, ok := strings.Cut(rest, ": ")
	line, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0, s
	}
	// Lines inside the parser start at 0, and only the errors of its scanner
	// have one added before they are printed.
	if isParserError(rest) {
		line++
	}
	return line, rest
}

// isParserError reports whether a message comes from yaml.v3's parser, not from
// its scanner.
func isParserError(message string) bool {
	switch message {
	case "did not find expected <stream-start>",
		"did not find expected <document start>",
		"did not find expected node content",
		"did not find expected '-' indicator",
		"did not find expected key",
		"did not find expected ',' or ']'",
		"did not find expected ',' or '}'",
		"found undefined tag handle",
		"found duplicate %YAML directive",
		"found incompatible YAML document",
		"found duplicate %TAG directive":
		return true
	}
	return false
}

// maxProbe is the size in bytes of the largest text that is parsed again and
// again to find the line that breaks it.
const maxProbe = 256 << 10

// breakingLine returns the first line whose addition to the lines before it
// brings up the given error; line if that cannot be found.
func (t *tree) breakingLine(message string, line int) int {
	if len(t.src) > maxProbe {
		return line
	}
	fails := func(n int) bool { // do the first n lines fail in the same way?
		_, err := parseNodes(t.src[:t.lineStart(n+1)])
		return err != nil && err.Error() == message
	}
	t.lineStart(1) // builds the table
	low, high := line, len(t.lines.starts)
	if !fails(high) {
		return line
	}
	for low < high {
		if mid := (low + high) / 2; fails(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// aliasSpan returns the span of the first `*name`, or of the first line.
func (t *tree) aliasSpan(name string) Span {
	alias := []byte("*" + name)
	for at := 0; ; {
		i := bytes.Index(t.src[at:], alias)
		if i < 0 {
			return t.lineSpan(1)
		}
		at += i
		end := at + len(alias)
		if end == len(t.src) || !isNameByte(t.src[end]) {
			return t.doc.span(t.base+at, t.base+end)
		}
		at = end
	}
}

// isNameByte reports whether c may stand in the name of an anchor.
func isNameByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-'
}

// badByte returns the offset of the first byte that no YAML text may hold, -1
// if there is none.
func badByte(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			return i
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7F && r < 0xA0 && r != 0x85, r == 0xFFFE, r == 0xFFFF:
			return i
		}
		i += size
	}
	return -1
}

// lineOf returns the line, counted from 1 as YAML counts, of an offset in t.src.
func (t *tree) lineOf(at int) int {
	line := 1
	for t.lineStart(line+1) <= at && line < len(t.lines.starts) {
		line++
	}
	return line
}

// lineSpan returns the span of a line, counted from 1 as YAML counts, from its
// first non-blank to its last.
func (t *tree) lineSpan(line int) Span {
	start, end := t.lineStart(line), t.lineStart(line+1)
	if start == len(t.src) && line > 1 { // an error at the end of the text: show its last line
		end = len(bytes.TrimRight(t.src, " \t\r\n"))
		start = t.lineStart(t.lineOf(max(end-1, 0)))
	}
	for start < end && isBlank(t.src[start]) {
		start++
	}
	for start < end && isBlank(t.src[end-1]) {
		end--
	}
	return t.doc.span(t.base+start, t.base+end)
}
