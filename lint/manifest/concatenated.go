package manifest

import (
	"bytes"

	"github.com/netpolint/netpolint/lint/source"
)

// rest reads what stands behind the root value. Concatenated JSON objects, as jq
// writes them, are documents of their own, to kubectl too. Anything else it
// drops without a word. Only a JSON root, or one that does not start in the first
// column, can end early.
func (d *document) rest(root source.Node) {
	span := root.Span()
	if span.File == nil {
		return
	}
	json := span.File.Bytes[span.Start] == '{'
	if !json && (span.Start == 0 || span.File.Bytes[span.Start-1] == '\n') {
		return
	}
	rest := root.Rest()
	if rest.File == nil {
		return
	}
	for json && rest.Start < rest.End && rest.File.Bytes[rest.Start] == '{' {
		text := rest.File.Bytes[rest.Start:rest.End]
		length := objectEnd(text)
		next := &document{source: &source.Document{File: rest.File, Start: rest.Start, End: rest.Start + length, Index: d.source.Index}, kustomized: d.kustomized, version: d.version}
		if !next.decodeRoot() {
			d.join(next)
			return // where the next object begins is not known
		}
		d.join(next)
		text = bytes.TrimLeft(text[length:], " \t\r\n")
		rest.Start = rest.End - len(text)
	}
	if rest.Start < rest.End {
		d.problems = append(d.problems, Problem{Severity: Error, File: rest.File.Name, At: rest,
			Message: "the object ends before this line, and kubectl drops the rest without a word: indent all keys alike, or put --- between two objects"})
	}
}

// objectEnd is the length of the JSON object at the start of a text; all of it,
// where the object does not end.
func objectEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
	}
	return len(text)
}

// join adds what was read of another document of the same text.
func (d *document) join(other *document) {
	d.objects = append(d.objects, other.objects...)
	d.other = append(d.other, other.other...)
	d.problems = append(d.problems, other.problems...)
	if d.note == nil {
		d.note, d.unread = other.note, other.unread
	}
}
