package source

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// TestSpansReparse cuts every value out of every file and parses it again: the
// same value must come out.
func TestSpansReparse(t *testing.T) {
	checked := 0
	for _, d := range documents(t) {
		root, err := d.Parse()
		if err != nil {
			continue
		}
		checked += checkSpans(t, root)
	}
	t.Logf("%d spans", checked)
}

// checkSpans checks the spans of all values below n.
func checkSpans(t *testing.T, n Node) int {
	t.Helper()
	count := 0
	walk(n.n, func(v *yaml.Node) {
		count++
		node := n.t.node(v)
		if why := badSpan(node); why != "" {
			s := node.Span()
			at := s.File.Position(s.Start)
			t.Errorf("%s:%d:%d: %v %q: %s\n%q", s.File.Name, at.Line, at.Column, node.Kind(), s.Text(), why, node.t.src[:min(len(node.t.src), 500)])
		}
	})
	return count
}

// badSpan says what is wrong with the span of n, "" if nothing is.
func badSpan(n Node) string {
	s, d := n.Span(), n.t.doc
	if s.File != d.File || s.Start < d.Start || s.End > d.End || s.End < s.Start {
		return "outside of the document"
	}
	text := s.Text()
	if n.n.Kind == yaml.AliasNode {
		if text != "*"+n.n.Value {
			return "no alias"
		}
		return ""
	}
	if text != strings.TrimSpace(text) {
		return "blanks at an end"
	}
	if n.n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		if text == "" || text[0] != '|' && text[0] != '>' {
			return "no block scalar"
		}
		want := strings.Join(strings.Fields(n.n.Value), "")
		if got := strings.Join(strings.Fields(text), ""); !strings.HasSuffix(got, want) {
			return "another text"
		}
		return ""
	}
	if n.t.special && n.n.Kind != yaml.ScalarNode {
		return "" // its aliases have no anchors once it is cut out
	}
	if n.n.Kind == yaml.ScalarNode {
		if text == "" {
			if n.n.Value != "" {
				return "empty"
			}
			return ""
		}
		if n.n.Style&yaml.TaggedStyle != 0 || n.t.bang {
			return ""
		}
	}
	if text == ":" || text == "?" || strings.HasSuffix(text, ":") || strings.HasPrefix(text, bom) {
		return "" // means something else once it is cut out
	}
	if n.t.json {
		want, err := n.JSON()
		var x, y any // numbers as numbers, however they are written
		if err != nil || json.Unmarshal([]byte(text), &x) == nil && json.Unmarshal(want, &y) == nil && reflect.DeepEqual(x, y) {
			return ""
		}
		return "it is not the same JSON"
	}
	// A value keeps its column, so that the lines after its first fit; a pair
	// in a flow sequence and a plain scalar of a flow collection need theirs.
	at := n.t.body(n.n)
	column := utf8.RuneCount(n.t.src[n.t.lineStart(n.t.lineOf(at)):at])
	end := "\n"
	if s.End == len(s.File.Bytes) { // a block scalar may lack its last line break
		end = ""
	}
	for _, wrap := range [][2]string{{strings.Repeat(" ", column), end}, {"[", "]\n"}, {"{", "}\n"}, {"- ", ""}, {"x: ", ""}} {
		docs := Split(NewFile("", []byte(wrap[0]+text+wrap[1])))
		if len(docs) == 0 {
			continue
		}
		again, err := docs[0].Parse()
		if err != nil {
			continue
		}
		switch wrap[0] {
		case "[", "- ":
			again = again.At(0)
		case "x: ":
			again = again.Get("x")
		}
		want, err1 := n.JSON()
		got, err2 := again.JSON()
		if err1 != nil || err2 == nil && sameTrimmed(got, want) {
			return ""
		}
	}
	return "it does not parse to the same value"
}

// sameTrimmed reports whether two JSON texts have the same value but for blanks
// at the ends of strings: a span stops before those that end a block scalar.
func sameTrimmed(a, b []byte) bool {
	x, err1 := decode(a)
	y, err2 := decode(b)
	return err1 == nil && err2 == nil && reflect.DeepEqual(trimStrings(x), trimStrings(y))
}

// trimStrings cuts the blanks off the ends of all strings in a JSON value.
func trimStrings(v any) any {
	switch v := v.(type) {
	case string:
		return strings.TrimRight(v, " \t\n\u0085\u2028\u2029")
	case []any:
		for i := range v {
			v[i] = trimStrings(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = trimStrings(v[k])
		}
	}
	return v
}
