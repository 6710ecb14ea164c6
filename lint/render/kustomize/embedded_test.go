package kustomize

import (
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

// TestEmbedded: the place of a value in a text in a scalar, however the scalar is
// written.
func TestEmbedded(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		path source.Path
		want string // with its line, or the scalar's
	}{
		"literal":         {"p:\n- x: |\n    a: 1\n    b:\n      c: two words # note\n", "/b/c", "k:5 two words"},
		"literal, strip":  {"x: |-\n  - a\n  - b: é\n", "/1/b", "k:3 é"},
		"literal, indent": {"x: |2\n    a: 1\n    b: 2\n", "/b", "k:3 2"},
		"blank lines":     {"x: |\n\n\n  a: 1\n\n  b: 2\n", "/b", "k:6 2"},
		"CRLF":            {"x: |\r\n  a: 1\r\n  b: 2\r\n", "/b", "k:3 2"},
		"comment alike":   {"x: |- # a: 1\n  a: 1\n", "/a", "k:2 1"},
		"comment first":   {"x: | # why\n  # because\n  a: 1\n", "/a", "k:3 1"},
		"a mapping":       {"x: |\n  a:\n    b: 1\n    c: 2\n", "/a", "k:3 b: 1"},
		"single quotes":   {"x: '[{op: add, value: 7}]'\n", "/0/value", "k:1 7"},
		"plain":           {"x: 7\n", "", "k:1 7"},
		"quotes in it":    {"x: 'a: ''b'''\n", "/a", "k:1 'a: ''b''' (about)"},
		"folded":          {"x: >\n  {a: 1,\n  b: 2}\n", "/b", "k:1 > (about)"},
		"escapes":         {"x: \"a: 1\\nb: 2\"\n", "/b", `k:1 "a: 1\nb: 2" (about)`},
	} {
		t.Run(name, func(t *testing.T) {
			documents, err := parse("k", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			n := documents[0].root.Get("x")
			if !n.Exists() {
				n = documents[0].root.Get("p").At(0).Get("x")
			}
			if got := shown(embedded(n)[0].place(c.path)); got != c.want {
				t.Errorf("%s is at %s, want %s", c.path, got, c.want)
			}
		})
	}
}
