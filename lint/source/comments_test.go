package source_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/netpolint/netpolint/lint/source"
)

func TestComments(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // line, what stands beside it, the line below, the text
	}{
		"on the line":        {"a: 1 # x:a b\nb: 2\n", []string{"1 beside x:a b"}},
		"above":              {"a: 1\n# x:a\nb: 2\n", []string{"2 above 3 x:a"}},
		"a block above":      {"# x:a\n# words\n  # x:b\nb: 2\n", []string{"1 above 4 x:a", "3 above 4 x:b"}},
		"an empty line":      {"# x:a\n\nb: 2\n", []string{"1 above 0 x:a"}},
		"at the end":         {"b: 2\n# x:a", []string{"2 above 0 x:a"}},
		"before a document":  {"# x:a\n---\nb: 2\n", []string{"1 above 2 x:a"}},
		"quoted":             {"a: \"1 # x:a\"\nb: '# x:b'\nc: \"\n # x:c\n \"\n", nil},
		"a block scalar":     {"a: |\n  # x:a\n  b\n# x:b\nb: >- # x:c\n  # x:d\n", []string{"4 above 5 x:b", "5 beside x:c"}},
		"no blank before":    {"a: 1# x:a\n", nil},
		"not at the start":   {"a: 1 # see x:a\n", nil},
		"several marks":      {"a: 1 ## x:a -- see #12 # other # x:b\n", []string{"1 beside x:a -- see #12", "1 beside x:b"}},
		"windows":            {"a: 1 # x:a\r\n# x:b\r\nb: 2\r\n", []string{"1 beside x:a", "2 above 3 x:b"}},
		"json":               {"{\"a\": \"# x:a\"}\n", nil},
		"the second":         {"a: 1\n---\n# x:a\nb: 2\n", []string{"3 above 4 x:a"}},
		"on the marker":      {"--- # x:a\nb: 2\n", []string{"1 beside x:a"}},
		"template":           {"a: {{ .b }} # x:a\n# x:b\n{{ if .c }}\nd: 1\n{{ end }}\n", []string{"1 beside x:a", "2 above 3 x:b"}},
		"template, quoted":   {"{{ if .c }}\na: \"1 # x:a\"\nb: it's # x:b\n{{ end }}\n", []string{"3 beside x:b"}},
		"template, scalar":   {"{{ if .c }}\na: |-\n  # x:a\n\n  # x:b\n# x:c\nb: 1\n{{ end }}\n", []string{"6 above 7 x:c"}},
		"template comment":   {"{{- /* x:a */ -}}\na: {{ .b }}\n", []string{"1 above 2 x:a template"}},
		"template, beside":   {"a: {{ .b }} {{/* x:a */}}\nb: 1\n", []string{"1 beside x:a template"}},
		"template, many":     {"{{/*\nx:a\nx:b\n*/}}\na: {{ .b }}\n", []string{"2 above 5 x:a template", "3 above 5 x:b template"}},
		"template, unclosed": {"{{/* x:a\na: {{ .b }}\n", nil},
		"broken":             {"a: [\n# x:a\nb: 1\n", []string{"2 above 3 x:a"}},
	} {
		var got []string
		for _, c := range source.Comments(source.NewFile("a.yaml", []byte(c.text)), "x:") {
			s := fmt.Sprintf("%d beside %s", c.Line, c.Span.Text())
			if c.Alone {
				s = fmt.Sprintf("%d above %d %s", c.Line, c.Below, c.Span.Text())
			}
			if c.Template {
				s += " template"
			}
			got = append(got, s)
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestManyComments holds the search to linear time, whatever the file is made of.
func TestManyComments(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 20_000
	}
	for name, text := range map[string]string{
		"one block":       strings.Repeat("# x:a\n", n) + "a: 1\n",
		"beside":          strings.Repeat("- 1 # x:a\n", n),
		"on one line":     "a: 1" + strings.Repeat(" # x:a", n),
		"quoted":          strings.Repeat("- \"# x:a\"\n", n),
		"broken":          "a: [\n" + strings.Repeat("# x:a\n", n),
		"template":        strings.Repeat("{{/* x:a */}}\n", n),
		"unclosed":        strings.Repeat("{{/* x:a\n", n),
		"actions":         strings.Repeat("{{ ", 20*n) + "# x:a",
		"many documents":  strings.Repeat("---\na: 1 # x:a\n", n/4),
		"on one document": "a: '" + strings.Repeat("# x:a ", n) + "'\n",
	} {
		began := time.Now()
		source.Comments(source.NewFile("a.yaml", []byte(text)), "x:")
		if d := time.Since(began); d > 10*time.Second {
			t.Errorf("%s: took %v", name, d)
		} else {
			t.Logf("%s: %v", name, d)
		}
	}
}

func FuzzComments(f *testing.F) {
	for _, s := range []string{"a: 1 # x:a\n", "a: |\n # x:a\n", "{{/* x:a */}}\n", "--- # x:\n...\n# x:b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		file := source.NewFile("a.yaml", []byte(s))
		for _, c := range source.Comments(file, "x:") {
			if !strings.HasPrefix(c.Span.Text(), "x:") || file.Position(c.Span.Start).Line != c.Line {
				t.Fatalf("%q: %+v", s, c)
			}
		}
	})
}
