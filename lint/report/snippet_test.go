package report

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

// TestSnippet marks the part between « and » of each text.
func TestSnippet(t *testing.T) {
	for name, c := range map[string]struct{ text, source, carets string }{
		"plain":           {"a\n  b: «c»\nd", "  b: c", "     ^"},
		"tabs":            {"\tb:\t«c\td»", "    b:  c   d", "        ^^^^^"},
		"wide":            {"名前: «東京»", "名前: 東京", "      ^^^^"},
		"combining":       {"e\u0301: «e\u0301x»", "e\u0301: e\u0301x", "   ^^"},
		"emoji":           {"🚀: «x»", "🚀: x", "    ^"},
		"crlf":            {"a\r\nb: «c»\r\n", "b: c", "   ^"},
		"bom":             {"\ufeff«a»: b", "a: b", "^"},
		"controls":        {"a\x1b[1m: «b\u202e»", `a\x1b[1m: b\u{202E}`, "          ^^^^^^^^^"},
		"command":         {"# ##[group] «x»", `# \x23#[group] x`, "               ^"},
		"invalid":         {"a\xff: «b»", `a\xff: b`, "       ^"},
		"several lines":   {"a: «b:  \n  c\nd»", "a: b:", "   ^^"},
		"empty":           {"a: «»b", "a: b", "   ^"},
		"empty line":      {"a\n«»\nb", "", "^"},
		"end of line":     {"a: «»\nb", "a:", "   ^"},
		"end of file":     {"a: b«»", "a: b", "    ^"},
		"line break only": {"a: b«\n»c", "a: b", "    ^"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSnippet(marked(c.text), 80)
			carets := strings.Repeat(" ", s.indent) + strings.Repeat("^", s.marks)
			if s.source != c.source || carets != c.carets {
				t.Errorf("got\n%s|\n%s|\nwant\n%s|\n%s|", s.source, carets, c.source, c.carets)
			}
		})
	}
}

// marked turns « and » into a span of the text without them.
func marked(text string) source.Span {
	before, rest, _ := strings.Cut(text, "«")
	inside, after, _ := strings.Cut(rest, "»")
	f := source.NewFile("f", []byte(before+inside+after))
	return source.Span{File: f, Start: len(before), End: len(before) + len(inside)}
}

func TestSnippetLong(t *testing.T) {
	const columns = 50
	for name, text := range map[string]string{
		"start":      "«key»: " + strings.Repeat("x", 1000),
		"middle":     strings.Repeat("x", 1000) + " «key»: " + strings.Repeat("x", 1000),
		"end":        strings.Repeat("x", 1000) + " «key»",
		"long mark":  strings.Repeat("x", 40) + "«" + strings.Repeat("key", 1000) + "»",
		"wide":       strings.Repeat("東", 1000) + "«京»" + strings.Repeat("東", 1000),
		"whole file": strings.Repeat("é", 1<<20) + "«key»" + strings.Repeat("é", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			span := marked(text)
			s := newSnippet(span, columns)
			if width := textWidth(s.source); width > columns || width < columns-4 {
				t.Errorf("%d of %d columns: %s", width, columns, s.source)
			}
			if s.marks == 0 || s.indent+s.marks > columns {
				t.Errorf("marks %d to %d of %d columns", s.indent, s.indent+s.marks, columns)
			}
			if name == "long mark" {
				return
			}
			if got := under(s); got != span.Text() {
				t.Errorf("marks %q in %s", got, s.source)
			}
		})
	}
}

// under is the text above the marks.
func under(s snippet) string {
	var b strings.Builder
	column := 0
	for _, r := range s.source {
		if s.indent <= column && column < s.indent+s.marks {
			b.WriteRune(r)
		}
		column += runeWidth(r)
	}
	return b.String()
}

// FuzzSnippet: whatever the bytes and the span, one line of printable text with
// at least one mark below it.
func FuzzSnippet(f *testing.F) {
	f.Add([]byte("a: b\nc: d"), 3, 4)
	f.Add([]byte("\xff\xfe\t\x1b\u202e"), 1, 9)
	f.Fuzz(func(t *testing.T, text []byte, start, end int) {
		s := newSnippet(source.Span{File: source.NewFile("f", text), Start: start, End: end}, 40)
		for _, r := range s.source {
			if !printable(r) {
				t.Errorf("%q in %q", r, s.source)
			}
		}
		if s.indent < 0 || s.marks < 0 {
			t.Errorf("marks %d to %d", s.indent, s.indent+s.marks)
		}
	})
}
