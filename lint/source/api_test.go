package source

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

func TestPosition(t *testing.T) {
	f := NewFile("f", []byte(bom+"é: 1\r\n日本x\n\nlast"))
	for _, c := range []struct {
		offset int
		want   Position
	}{
		{-1, Position{1, 1}}, {0, Position{1, 1}}, {3, Position{1, 1}}, {5, Position{1, 2}}, {8, Position{1, 5}},
		{9, Position{1, 6}}, {10, Position{2, 1}}, {13, Position{2, 2}}, {16, Position{2, 3}}, {18, Position{3, 1}},
		{19, Position{4, 1}}, {23, Position{4, 5}}, {99, Position{4, 5}},
	} {
		if got := f.Position(c.offset); got != c.want {
			t.Errorf("Position(%d) = %v, want %v", c.offset, got, c.want)
		}
	}
	for line, want := range []string{"", "é: 1", "日本x", "", "last", ""} {
		if got := f.LineSpan(line).Text(); got != want {
			t.Errorf("LineSpan(%d) = %q, want %q", line, got, want)
		}
	}
	if got := NewFile("", nil).Position(3); got != (Position{1, 1}) {
		t.Errorf("empty file: %v", got)
	}
}

func TestPath(t *testing.T) {
	p := Path("").Child("a/b~c").Index(3).Child("")
	if p != "/a~1b~0c/3/" {
		t.Errorf("path %q", p)
	}
	if got := p.Tokens(); !reflect.DeepEqual(got, []string{"a/b~c", "3", ""}) {
		t.Errorf("tokens %q", got)
	}
	if got := p.Parent().Parent(); got != "/a~1b~0c" {
		t.Errorf("parent %q", got)
	}
	if Path("").Parent() != "" || Path("/x").Parent() != "" || Path("").Tokens() != nil {
		t.Error("root")
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"# c\n---\n\n--- # x\n  # y\n", nil},
		{"a: 1", []string{"a: 1"}},
		{bom + "a: 1\n---\nb: 2\n", []string{"a: 1\n", "b: 2\n"}},
		{"---\na\n---\nb\n...\nc\n---", []string{"a\n", "b\n", "\nc\n"}},
		{"--- {a: b}\n---\tx\n---x\n", []string{"--- {a: b}\n", "---\tx\n---x\n"}},
		{"a\r\n---\r\nb\r\n", []string{"a\r\n", "b\r\n"}},
		{"%YAML 1.1\n# c\n---\na: 1\n---\nb: 1\n", []string{"%YAML 1.1\n# c\n---\na: 1\n", "b: 1\n"}},
		{"a: |\n  x\n ---\n--- # c\nb", []string{"a: |\n  x\n ---\n", "b"}},
		{"...\na\n... b\n", []string{"\na\n", " b\n"}},
		{"--- |\n a\n", []string{"--- |\n a\n"}},
		{"----\n", []string{"----\n"}},
	} {
		var got []string
		for _, d := range Split(NewFile("f", []byte(c.text))) {
			got = append(got, string(d.Bytes()))
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("Split(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSketch(t *testing.T) {
	long := strings.Repeat("  - 'x\n", 3)
	for _, c := range []struct {
		text string
		want Sketch
	}{
		{"apiVersion: apps/v1 # it's\nkind: Deployment\nx:\n" + long, Sketch{Sure: true, Kind: "Deployment", APIVersion: "apps/v1", HasKind: true}},
		{"# c\r\n\r\nkind: A\r\napiVersion: v1\r\n", Sketch{Sure: true, Kind: "A", APIVersion: "v1", HasKind: true}},
		{"a: {{ b }}\n", Sketch{Sure: true, Template: true}},
		{"a: {{ b }}\nkind: B\n", Sketch{Sure: true, Kind: "B", HasKind: true, Template: true}},
		{"{{ if x }}\nkind: B\n", Sketch{Template: true}},
		{"- kind: A\n- b\n", Sketch{Sure: true}},
		{"a: \"x y\"\nb: [c, 'd']\nc: 'it''s'\n", Sketch{Sure: true}},
		{"a: \"x y\" # z\nb: [c, 'd', {e: \"f\"}]\nkind: K", Sketch{Sure: true, Kind: "K", HasKind: true}},
		{"kind: A#b\n", Sketch{}},
		{"kind: A # b\n", Sketch{Sure: true, Kind: "A", HasKind: true}},
		{"# c\n  kind: A\nb: c\n", Sketch{}},
		{"a: \"x\nkind: B\n\"\n", Sketch{}},
		{"a:\n  b: 'x\nkind: B\n'\n", Sketch{}},
		{"a: [b,\nkind: C\n]\n", Sketch{}},
		{"kind: A\n  b\n", Sketch{}},
		{"kind: A\n\n  b\n", Sketch{}},
		{"kind: A\n  # b\nc: d\n", Sketch{Sure: true, Kind: "A", HasKind: true}},
		{"kind: A\nkind: B\n", Sketch{}},
		{"kind: y\n", Sketch{}},
		{"kind: \"A\"\n", Sketch{}},
		{"kind:\tA\n", Sketch{}},
		{"\"kind\": A\n", Sketch{}},
		{"kind: A\n\"kind\": B\n", Sketch{}},
		{"kind: A\rkind: B\n", Sketch{}},
		{"x\" : \"c\nkind: A\n\": d\n", Sketch{}},
		{"<<: *x\nkind: A\n", Sketch{}},
		{"--- {kind: A}\n", Sketch{}},
		{"{\"kind\": \"A\"}", Sketch{}},
	} {
		d := Split(NewFile("f", []byte(c.text)))[0]
		if got := d.Sketch(); got != c.want {
			t.Errorf("Sketch(%q) = %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestScalars(t *testing.T) {
	for text, want := range map[string]Kind{
		"y": Bool, "on": Bool, "No": Bool, "yEs": String, "true": Bool, "~": Null, "null": Null, "nULL": String,
		"010": Int, "0o17": Int, "0x1F": Int, "0b11": Int, "1_000": Int, "-1": Int, "+1": Int, "18446744073709551615": Int,
		"1e3": Float, ".5": Float, "1.": Float, "08": Float, ".inf": Float, "12:30:45": String, "2001-01-01": String,
		"10.0.0.0/8": String, "1.2.3": String, "'1'": String, "!!str 1": String, "!!int '7'": Int, "!!float 1": Float,
		"! 1": String, "!x 1": String, "v1": String, "|\n  1": String, "": Null, "[]": Sequence, "{}": Mapping,
	} {
		if got := root(t, "x: "+text+"\n").Get("x").Kind(); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
	n := root(t, "{a: 010, b: on, c: 'on', d: 18446744073709551615, e: !!binary aGk=}")
	if v, ok := n.Get("a").Int(); v != 8 || !ok {
		t.Errorf("010 = %d, %v", v, ok)
	}
	if v, ok := n.Get("b").Bool(); !v || !ok {
		t.Errorf("on = %v, %v", v, ok)
	}
	if _, ok := n.Get("b").Str(); ok {
		t.Error("on is a string")
	}
	if v, ok := n.Get("c").Str(); v != "on" || !ok {
		t.Errorf("'on' = %q, %v", v, ok)
	}
	if _, ok := n.Get("d").Int(); ok {
		t.Error("an int above int64 fits")
	}
	if v, _ := n.Get("e").Str(); v != "hi" {
		t.Errorf("binary = %q", v)
	}
}

func TestMissing(t *testing.T) {
	var n Node
	if n.Exists() || n.Kind() != Missing || n.Len() != 0 || n.Text() != "" || !n.Span().IsZero() || n.Duplicates() != nil || !n.Rest().IsZero() {
		t.Error("the zero Node is something")
	}
	if n.Get("x").At(3).Get("y").Exists() {
		t.Error("its children are")
	}
	for range n.Items() {
		t.Error("it has items")
	}
	for range n.Entries() {
		t.Error("it has entries")
	}
	if b, err := n.JSON(); string(b) != "null" || err != nil {
		t.Errorf("JSON %s, %v", b, err)
	}
}

// entriesText writes the entries of a mapping in order.
func entriesText(n Node) string {
	var out []string
	for k, v := range n.Entries() {
		out = append(out, k.Text()+"="+v.Text())
	}
	return strings.Join(out, " ")
}

func TestMerge(t *testing.T) {
	n := root(t, "base: &b {a: 1, b: 2}\nx:\n  a: 9\n  <<: *b\n  c: 3\nv: {<<: *b, a: 9}\nz: {<<: [{a: 5}, *b], d: 6, d: 7}\nw: {'<<': 1}\n")
	for key, want := range map[string]string{"x": "c=3 a=1 b=2", "v": "a=9 b=2", "z": "d=7 b=2 a=5", "w": "<<=1"} {
		m := n.Get(key)
		if got := entriesText(m); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
		if m.Len() != strings.Count(want, "=") {
			t.Errorf("%s: length %d", key, m.Len())
		}
		for k, v := range m.Entries() {
			if got := m.Get(k.Text()).Text(); got != v.Text() {
				t.Errorf("%s: Get(%q) = %q, want %q", key, k.Text(), got, v.Text())
			}
		}
		// What the API server sees.
		b, err := m.JSON()
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range m.Entries() {
			if !strings.Contains(string(b), fmt.Sprintf("%q:%s", k.Text(), v.Text())) && key != "w" {
				t.Errorf("%s: %s=%s is not in %s", key, k.Text(), v.Text(), b)
			}
		}
	}
}

func TestMergeBomb(t *testing.T) {
	// Merges of merges: exponential without a memory of what has been seen.
	var b strings.Builder
	b.WriteString("m0: &m0 {k: v}\n")
	for i := 1; i < 7; i++ {
		fmt.Fprintf(&b, "m%d: &m%d {<<: [*m%d, *m%d, *m%d]}\n", i, i, i-1, i-1, i-1)
	}
	d := doc(t, b.String())
	if n, err := d.Parse(); err == nil && n.Get("m6").Get("k").Text() != "v" {
		t.Error("lost")
	}
}

func TestAliasGuard(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'j'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 10), ", "))
	}
	for text, want := range map[string]string{
		bomb:                            "excessive aliasing",
		"a: !!int x\n" + bomb:           "excessive aliasing",
		"a: &a [*a]\n":                  "contains itself",
		"a: &a {<<: *a}\n":              "contains itself",
		"b:\n- *x\nc: &x 1\n":           "unknown anchor 'x'",
		strings.Repeat("[", 100_000):    "",
		strings.Repeat("- ", 100_000):   "",
		strings.Repeat("{a: ", 100_000): "",
	} {
		_, err := doc(t, text).Parse()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want %q", text, err, want)
		}
	}
}

func TestLocate(t *testing.T) {
	text := "# c\nbase: &b\n  k: [1, {z: 2}]\nuse: *b\nm:\n  <<: *b\n  own: \"é x\"\n80: port\ny: yes\nempty:\nlast: |\n  text\n\n# end\n"
	d := doc(t, text)
	for _, c := range []struct {
		path       Path
		key, value string
		exact      bool
	}{
		{"", "", text[4:strings.Index(text, "\n\n# end")], true},
		{"/base", "base", "k: [1, {z: 2}]", true},
		{"/base/k", "k", "[1, {z: 2}]", true},
		{"/base/k/1", "", "{z: 2}", true},
		{"/base/k/1/z", "z", "2", true},
		{"/base/k/9", "k", "[1, {z: 2}]", false},
		{"/base/k/01", "k", "[1, {z: 2}]", false},
		{"/use", "use", "*b", true},
		{"/use/k/1/z", "use", "*b", true},
		{"/use/none", "use", "*b", false},
		{"/m/k/0", "<<", "*b", true},
		{"/m/own", "own", `"é x"`, true},
		{"/m/own/deep", "own", `"é x"`, false},
		{"/80", "80", "port", true},
		{"/true", "y", "yes", true},
		{"/empty", "empty", "", true},
		{"/last", "last", "|\n  text", true},
		{"/none/x", "", text[4:strings.Index(text, "\n\n# end")], false},
	} {
		key, value, exact := d.Locate(c.path)
		if key.Text() != c.key || value.Text() != c.value || exact != c.exact {
			t.Errorf("Locate(%q) = %q, %q, %v; want %q, %q, %v", c.path, key.Text(), value.Text(), exact, c.key, c.value, c.exact)
		}
	}
	if key, _, _ := d.Locate("/base/k/0"); !key.IsZero() {
		t.Error("an item has a key")
	}
	if _, value, exact := doc(t, "\n a: [\n").Locate("/a"); exact || value.Text() != "a: [" {
		t.Errorf("broken document: %q, %v", value.Text(), exact)
	}
}

func TestLocateConcurrent(t *testing.T) {
	d := doc(t, "a: {b: c}\n")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, v, ok := d.Locate("/a/b"); !ok || v.Text() != "c" {
				t.Error("lost")
			}
			d.File.Position(3)
		})
	}
	wg.Wait()
}

func TestDuplicates(t *testing.T) {
	n := root(t, "a: 1\nb: {x: 1, \"x\": 2}\na: 2\nc: [{1: a, '1': b, 1: c}]\n<<: {a: 1}\n<<: {a: 2}\n")
	var got []string
	for _, d := range n.Duplicates() {
		got = append(got, fmt.Sprintf("%s %d-%d", d.Key, d.First.Start, d.Second.Start))
	}
	if want := []string{"x 9-15", "a 0-23", "1 33-39", "1 33-47"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ text, line, message string }{
		{"a: 1\nb: 2\n c: 3\n", "c: 3", "mapping values are not allowed in this context"},
		{"# c\nspec:\n  x: 1\n  y:\n    z: 1\n   w: 2\n  v: 1\n", "w: 2", "did not find expected key"},
		{"- a\n- b\n- c\nd: e\n- f\n", "d: e", "did not find expected '-' indicator"},
		{"a: 1\nb: [1, 2\nc: 3\n", "b: [1, 2", "did not find expected ',' or ']'"},
		{"a: 1\nb: {{ .Values.x }}\n", "", ""},
		{"a: b\nc: \"open\nd: e\n", "c: \"open", "found unexpected end of stream"},
		{"a: b\nc: @x\n", "c: @x", "found character that cannot start any token"},
		{"a: b\n\td: c\n", "d: c", "found a tab character that violates indentation"},
		{"x: 1\n{{- if .Values.y }}\nz: 1\n", "{{- if .Values.y }}", "could not find expected ':'"},
		{"a: b\nc: \x01d\n", "c: \x01d", "control characters are not allowed"},
		{"a: b\nc: \xffd\n", "c: \xffd", "invalid leading UTF-8 octet"},
		{"a: *none\n", "*none", "unknown anchor 'none' referenced"},
		{"\xff\xfea\x00", "\xff\xfe", "document is UTF-16: save it as UTF-8"},
	} {
		_, err := Split(NewFile("f", []byte("first: 1\n---\n"+c.text)))[1].Parse()
		if c.text[0] == 0xff {
			_, err = doc(t, c.text).Parse()
		}
		if c.message == "" {
			continue // parses, or not: a template may be YAML by accident
		}
		var s *SyntaxError
		if !errors.As(err, &s) {
			t.Errorf("%q: no error", c.text)
			continue
		}
		if s.Span.Text() != c.line || s.Message != c.message {
			t.Errorf("%q: %q at %q, want %q at %q", c.text, s.Message, s.Span.Text(), c.message, c.line)
		}
	}
	big := NewFile("f", []byte("a: "+strings.Repeat("x", MaxDocument)))
	if _, err := Split(big)[0].Parse(); err == nil || !strings.Contains(err.Error(), "16 MiB") {
		t.Errorf("too large: %v", err)
	}
	for _, crowd := range []string{"a: [" + strings.Repeat("1,", MaxValues) + "1]", strings.Repeat("- - - a\n", MaxValues/4+1), strings.Repeat("a: \n", MaxValues+1)} {
		if _, err := Split(NewFile("f", []byte(crowd)))[0].Parse(); err == nil || !strings.Contains(err.Error(), "a million") {
			t.Errorf("too many values: %v", err)
		}
	}
	many := "a: [" + strings.Repeat("1,", 400_000) + "1]"
	if _, err := Split(NewFile("f", []byte(many)))[0].Parse(); err != nil {
		t.Errorf("many values: %v", err)
	}
}

func TestJSONErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a: 1\nb: .inf\n":  ".inf",
		"~: 1\n":           "~",
		"a: {? [b] : c}\n": "[b]",
		"a: &x 1\nb: {18446744073709551615: *x}\n": "18446744073709551615",
	} {
		_, err := root(t, text).JSON()
		var s *SyntaxError
		if !errors.As(err, &s) || s.Span.Text() != want {
			t.Errorf("%q: %v, want a place %q", text, err, want)
		}
	}
}

func TestRest(t *testing.T) {
	for text, want := range map[string]string{
		"a: b\n# c\n":              "",
		"  kind: A\nb: c\nd: e\n":  "b: c\nd: e",
		"[a]\n# c\n":               "",
		"a: |\n  x\n\n  # text\n ": "",
	} {
		if got := root(t, text).Rest().Text(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
