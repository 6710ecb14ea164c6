package kustomize

import (
	"bytes"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// patchText is one document of a patch or of the configuration of a plugin. It may stand
// in a scalar of a kustomization; inside is the scalar then.
type patchText struct {
	*parsed
	inside source.Node
}

// embedded returns the documents in a scalar.
func embedded(n source.Node) []patchText {
	if !n.Exists() {
		return nil
	}
	documents, err := parse(n.Span().File.Name, []byte(n.Text()))
	if err != nil {
		return nil
	}
	var out []patchText
	for _, d := range documents {
		out = append(out, patchText{&d, n})
	}
	return out
}

// place is where a value of the document stands in the input. If that cannot be told
// of a scalar, it is the scalar's place.
func (t patchText) place(p source.Path) render.Place {
	key, value, exact := t.Locate(p)
	if !t.inside.Exists() {
		return render.Place{Key: key, Value: value, Exact: exact}
	}
	outer, found := lift(t.inside, value)
	if !found {
		return render.Place{Value: t.inside.Span()}
	}
	outerKey, found := lift(t.inside, key)
	if !found {
		outerKey = source.Span{}
	}
	return render.Place{Key: outerKey, Value: outer, Exact: exact}
}

// lift finds a span of the text of a scalar in the file that the scalar stands in.
// That can be told where the text stands there as it is: in one piece, or in the
// lines of a literal block, each of them indented.
func lift(n source.Node, inner source.Span) (source.Span, bool) {
	if inner.File == nil {
		return source.Span{}, false
	}
	outer, text := n.Span(), n.Text()
	written := outer.Text()
	body := 0
	if strings.HasPrefix(written, "|") || strings.HasPrefix(written, ">") {
		body = strings.IndexByte(written, '\n') + 1 // a comment before it may say the same
	}
	if i := strings.Index(written[body:], text); i >= 0 && text != "" {
		i += body
		return source.Span{File: outer.File, Start: outer.Start + i + inner.Start, End: outer.Start + i + inner.End}, true
	}
	if !strings.HasPrefix(written, "|") {
		return source.Span{}, false
	}
	start, ok := inBlock(written, text, inner.Start)
	end, ok2 := inBlock(written, text, inner.End)
	if !ok || !ok2 {
		return source.Span{}, false
	}
	out := source.Span{File: outer.File, Start: outer.Start + start, End: outer.Start + end}
	if same := bytes.Equal(squeezed(out.Text()), squeezed(inner.Text())); !same {
		return source.Span{}, false
	}
	return out, true
}

// inBlock returns the offset in a literal block, from its "|", of an offset in its
// text.
func inBlock(written, text string, offset int) (int, bool) {
	_, body, found := strings.Cut(written, "\n")
	if !found || offset > len(text) {
		return 0, false
	}
	indent := 0
	for _, line := range strings.Split(body, "\n") {
		if trimmed := strings.TrimLeft(line, " "); strings.TrimRight(trimmed, "\r") != "" {
			first := strings.TrimLeft(strings.TrimLeft(text, "\n"), " ")
			indent = len(line) - len(trimmed) - (len(strings.TrimLeft(text, "\n")) - len(first))
			break
		}
	}
	before := text[:offset]
	line := strings.Count(before, "\n")
	column := offset - (strings.LastIndexByte(before, '\n') + 1)
	at := len(written) - len(body)
	for range line {
		i := strings.IndexByte(written[at:], '\n')
		if i < 0 {
			return 0, false
		}
		at += i + 1
	}
	if column == 0 && offset == len(text) {
		return min(at, len(written)), true
	}
	return min(at+indent+column, len(written)), true
}

// squeezed returns a text without blanks, which differ where lines are indented.
func squeezed(s string) []byte {
	return bytes.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, []byte(s))
}
