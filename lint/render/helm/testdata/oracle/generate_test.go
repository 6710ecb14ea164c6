package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/Masterminds/sprig/v3"
)

// generator makes up templates.
type generator struct{ *rand.Rand }

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

const sampleValues = `a: 1
b: text
c: {d: x, e: [1, 2, three], f: {g: true, h: null}}
l: [b, a, {k: v}]
n: 2.5
t: true
z: ""
tpl: "{{ .Values.b }}-{{ include \"h\" 5 }}"
multi: |
  line 1
    line 2
big: 12345678901
`

func (g generator) sample() sample {
	s := sample{values: sampleValues}
	// The name has the port read them.
	s.helpers = `{{/* Files */}}{{ define "h" }}h:{{ . }}{{ end }}{{- define "yaml" }}` + g.text() + `a: {{ .Values.a }}` + g.body(1) + `{{ end }}`
	s.template = g.body(2)
	if g.IntN(4) == 0 {
		s.set = pick(g, "a=x", "c.d=null", "c=null", "l={p,q}", "c.f.h=1,n=null", "l[1]=z", "b=1.5", "c.e[3]=q")
	}
	return s
}

// body is some text and actions.
func (g generator) body(depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(2) {
		b.WriteString(g.text())
		b.WriteString(g.action(depth))
	}
	b.WriteString(g.text())
	return b.String()
}

func (g generator) text() string {
	return pick(g, "", " ", "\n", "a: ", "  - x\n", "\n\n  ", "key: v\n", "\t", "\r\n", "ünï", "# c\n", "---\n", "<no value>", "}}", "{", "\"", "'")
}

func (g generator) open() string { return pick(g, "{{ ", "{{- ", "{{", "{{-\n") }

func (g generator) shut() string { return pick(g, " }}", " -}}", "}}", " -}}") }

func (g generator) action(depth int) string {
	o, s := g.open(), g.shut()
	if depth == 0 {
		return o + g.pipeline(1) + s
	}
	inner := func() string { return g.body(depth - 1) }
	end := g.open() + "end" + g.shut()
	switch g.IntN(14) {
	case 0:
		return o + "if " + g.pipeline(1) + s + inner() + end
	case 1:
		return o + "if " + g.pipeline(1) + s + inner() + g.open() + "else" + g.shut() + inner() + end
	case 2:
		return o + "with " + g.pipeline(1) + s + g.text() + "{{ . }}" + end
	case 3:
		return o + "range " + pick(g, "", "$i := ", "$i, $v := ") + pick(g, g.value(), ".Values.l", ".Values.c", "until 3") + s + g.text() + "{{ . }}" + pick(g, "", "{{ break }}", "{{ continue }}") + inner() + end
	case 4:
		return "{{/* c */}}" + o + "/* comment */" + s
	case 5:
		return o + `include "` + pick(g, "h", "yaml", "none", "c/templates/other.yaml") + `" ` + pick(g, ".", "$", g.value()) + pick(g, "", " | nindent 2", " | indent 4", " | fromYaml", " | trim | quote") + s
	case 6:
		return o + `template "` + pick(g, "h", "yaml", "none", "c/templates/other.yaml") + `" ` + pick(g, ".", "$", g.value()) + s
	case 7:
		return o + "tpl " + pick(g, ".Values.tpl", ".Values.multi", `"{{ .Values.b }}x"`, "`"+strings.ReplaceAll(g.body(0), "`", "")+"`") + " $" + s
	case 8:
		return o + "$x := " + g.pipeline(1) + s + g.text() + "{{ $x }}"
	case 9:
		return o + `block "` + pick(g, "bl", "h") + fmt.Sprint(g.IntN(1000)) + `" ` + g.value() + s + g.text() + "{{ . }}" + end
	}
	return o + g.pipeline(2) + s
}

func (g generator) pipeline(depth int) string {
	p := g.call(depth, 0)
	for range g.IntN(3) {
		p += " | " + g.call(depth-1, 1)
	}
	return p
}

// call is a function with arguments, of which the last some are to come from the
// pipeline: mostly of the right number and types.
func (g generator) call(depth, piped int) string {
	if piped == 0 && g.IntN(4) == 0 {
		return g.value()
	}
	funcs := signatures()
	name := pick(g, slices.Sorted(maps.Keys(funcs))...)
	var b strings.Builder
	b.WriteString(name)
	t := reflect.TypeOf(funcs[name])
	if t == nil || g.IntN(12) == 0 {
		for range g.IntN(4) {
			b.WriteString(" " + g.value())
		}
		return b.String()
	}
	n := t.NumIn()
	if t.IsVariadic() {
		n += g.IntN(3) - 1
	}
	for i := range max(n-piped, 0) {
		in := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			in = in.Elem()
		}
		if depth > 0 && g.IntN(4) == 0 {
			b.WriteString(" (" + g.call(depth-1, 0) + ")")
		} else {
			b.WriteString(" " + g.argument(in))
		}
	}
	return b.String()
}

// argument is mostly of a type.
func (g generator) argument(t reflect.Type) string {
	if g.IntN(10) == 0 {
		return g.value()
	}
	switch t.Kind() {
	case reflect.String:
		return pick(g, `"x"`, `"a,b"`, `""`, `"%s-%v"`, `"a: [1, {b: c}]"`, `"{\"a\": [1, 2]}"`, "`raw text`", `"1.2.3"`, `">=1.0"`, `"[a-z]+"`, `"5s"`, ".Values.b", ".Values.multi", ".Release.Name", ".Chart.Name", `"a = 1"`, `"ünï Cödé"`, `"aGVsbG8="`, `"http://u:p@h:1/p?q=1#f"`, `"a/b/../c.txt"`, `"Hello World-foo_bar"`)
	case reflect.Int, reflect.Int64, reflect.Uint32:
		return pick(g, "0", "1", "2", "5", "-1", "-3", "7", "(int .Values.a)", "(len .Values.c.e)")
	case reflect.Float64, reflect.Float32:
		return pick(g, "0.5", "1.5", "-2.25", "(float64 3)")
	case reflect.Bool:
		return pick(g, "true", "false", ".Values.t")
	case reflect.Map:
		return pick(g, ".Values", ".Values.c", ".Values.c.f", `(dict "k" "v" "a" (dict "b" 1))`, "(dict)", "$.Values.c.f")
	case reflect.Slice:
		return pick(g, ".Values.l", ".Values.c.e", `(list 1 "a" nil)`)
	}
	return g.value()
}

// signatures are the functions of templates, as far as their types matter: nil
// where they do not.
func signatures() map[string]any {
	out := sprig.TxtFuncMap()
	for _, name := range []string{"index", "len", "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "call"} {
		out[name] = nil
	}
	text, any1 := func(string) any { return nil }, func(any) string { return "" }
	for _, name := range []string{"fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "fromToml"} {
		out[name] = text
	}
	for _, name := range []string{"toYaml", "toYamlPretty", "toJson", "toToml", "mustToYaml", "mustToJson", "mustToToml", "mustToDuration", "durationSeconds", "durationHours"} {
		out[name] = any1
	}
	out["print"], out["printf"], out["println"], out["html"], out["js"], out["urlquery"] = fmt.Sprint, fmt.Sprintf, fmt.Sprintln, fmt.Sprint, fmt.Sprint, fmt.Sprint
	out["durationTruncateTo"] = func(_, _ any) any { return nil }
	out["required"] = func(string, any) any { return nil }
	out["lookup"] = func(_, _, _, _ string) any { return nil }
	out["tpl"] = func(string, any) string { return "" }
	for name := range out {
		for _, word := range append(unpredictable(), "env", "fail") {
			if strings.Contains(name, word) {
				delete(out, name)
			}
		}
	}
	return out
}

func (g generator) value() string {
	return pick(g, ".", "$", ".Values", ".Values.a", ".Values.b", ".Values.c", ".Values.c.d", ".Values.c.e", ".Values.c.f", ".Values.c.f.h", ".Values.c.none", ".Values.none", ".Values.none.x", ".Values.l", ".Values.n", ".Values.t", ".Values.z", ".Values.multi", ".Values.big",
		"1", "0", "-1", "2.5", "true", "nil", `"x"`, `"a,b"`, `""`, `"%s-%v"`, `"a: [1, {b: c}]"`, `"{\"a\": 1}"`, "`raw`", "'c'", `(list 1 "a")`, `(dict "k" "v" "a" (dict "b" 1))`, `"1.2.3"`, `">=1.0"`, `"[a-z]+"`, `"5s"`, "(list)", "(dict)",
		".Release", ".Release.Name", ".Chart.Name", ".Template.Name", `(.Files.Get "config/a.txt")`, `(.Files.Glob "config/*")`, `(.Files.Lines "config/a.txt")`, ".Values.c.e.x", "(index .Values.l 0)", "$.Values.b")
}
