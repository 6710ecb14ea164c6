package helm

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

// TestDocuments cuts as Helm does.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: 1\n---\nb: 2\n":           "a: 1|b: 2",
		"---\na: 1\n---\n\n---\n":     "a: 1",
		"---a: 1\n---b: 2\n":          "a: 1|b: 2",
		"  a: 1\nb: 2\n":              "a: 1\nb: 2",
		"# only\n---\n# comments\n":   "",
		"":                            "",
		"---":                         "",
		"a: 1\n------\nb: 1\n":        "a: 1|---\nb: 1",
		"a: 1\n--- # c\nb: 2":         "a: 1|# c\nb: 2",
		"a: |\n  x\n ---\n...\nb: 1":  "a: |\n  x\n ---\n...\nb: 1",
		"a: 1\r\n---\r\nb: 2\r\n---x": "a: 1|b: 2|x",
	} {
		o := &Output{Text: source.NewFile("t", []byte(text))}
		var got []string
		for i, d := range o.Documents() {
			got = append(got, strings.TrimSpace(string(d.Bytes())))
			if d.Index != i {
				t.Errorf("%q: index %d is %d", text, i, d.Index)
			}
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}

func TestSourceComments(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("d/", 100) + "templates/a.yaml"
	for text, want := range map[string]string{
		"---\n# Source: web/templates/a.yaml\na: 1\n":                 "web/templates/a.yaml",
		"# Source: web/templates/a.yaml\na: 1\n":                      "web/templates/a.yaml",
		"# Source: web/templates/a.yaml\n---\na: 1\n":                 "web/templates/a.yaml",
		"---\r\n# Source: web/templates/a.yaml\r\na: 1\r\n":           "web/templates/a.yaml",
		"x: 1\n---\n# Source: web/templates/a.yaml\n\n# more\na: 1\n": "web/templates/a.yaml",
		"# Source: old\n---\n# Source: new\na: 1\n":                   "new",
		"# Source: b\n\n# c\n--- # d\na: 1\n":                         "b",
		"# Source: " + deep + "\na: 1\n":                              deep,
		"# Source: gone\nx: 1\n---\na: 1\n":                           "",
		"a: 1\n# Source: late\n":                                      "",
		"#Source: x\na: 1\n":                                          "",
		"# Source: \na: 1\n":                                          "",
		"# Source: a\x00b\na: 1\n":                                    "",
		"# Source: \xff\na: 1\n":                                      "",
		"# Source: " + strings.Repeat("x", 2000) + "\na: 1\n":         "",
	} {
		documents := source.Split(source.NewFile("f", []byte(text)))
		got, ok := SourceComments(documents[len(documents)-1])
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", text, got, ok)
		}
	}
}
