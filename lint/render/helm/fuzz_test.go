package helm

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/netpolint/netpolint/lint/source"
)

// FuzzRender: whatever a template and values are, rendering ends, without a panic;
// what it prints is what text/template prints of the same template as it is; and
// what is led back exactly is the same in the template.
func FuzzRender(f *testing.F) {
	seedTemplates(f)
	f.Fuzz(func(t *testing.T, text, vals string) {
		if len(text)+len(vals) > 64<<10 {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		files := inMemory(map[string]string{"c/templates/t.yaml": text, "c/templates/_h.tpl": helpers, "c/values.yaml": vals})
		c, err := Load(ctx, files, "c")
		if err != nil {
			return
		}
		outputs, err := c.Render(ctx, ValueSet{}, Options{})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || strings.Contains(e.Message, "\n") || strings.HasPrefix(e.Message, "rendering template failed") {
				t.Fatalf("%#v", err)
			}
			return
		}
		want := plain(t, c)
		for _, o := range outputs {
			if got := string(o.Text.Bytes); got != want[o.Name] {
				t.Fatalf("got  %q\nwant %q", got, want[o.Name])
			}
			new(counts).mapping(t, o)
			askPlaces(t, o)
		}
	})
}

const helpers = `{{ define "h" }}helper {{ . }}{{ end }}{{ define "empty" }} {{ end }}`

// seedTemplates adds the templates of the cases with the values of their charts.
func seedTemplates(f *testing.F) {
	names, _ := filepath.Glob("testdata/cases/*/chart/templates/*.*")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // a directory
		}
		vals, _ := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(name)), "values.yaml"))
		f.Add(string(text), string(vals))
	}
	f.Add(`{{ include "h" . }}{{ template "h" 1 }}{{ tpl "a{{ . }}" 1 }}`, "a: 1")
	f.Add(`{{ define "h" }}other{{ end }}{{ template "empty" }}{{ template "c/templates/_h.tpl" . }}x`, "")
	f.Add(`<no {{ "value>" }}<no value>{{ .Values.x }}`, "x: null")
}

// plain renders the templates of a chart with text/template alone, as Helm does.
// The functions stay bounded.
func plain(t *testing.T, c *Chart) map[string]string {
	root, top, err := c.prepare(ValueSet{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	templates := allTemplates(root, top)
	l := newLimits(t.Context())
	set := template.New("gotpl").Option("missingkey=zero")
	funcs := functions()
	maps.Copy(funcs, l.mergeFunctions())
	maps.Copy(funcs, plainCalls(set))
	bounded := l.guarded(funcs)
	maps.Copy(bounded, plainCalls(set))
	set.Funcs(bounded)
	names := sortedTemplates(templates)
	for _, name := range names {
		if _, err := set.New(name).Parse(string(templates[name].file.data())); err != nil {
			t.Fatal(err)
		}
	}
	out := map[string]string{}
	for _, name := range names {
		if isPartial(name) {
			continue
		}
		templates[name].vals["Template"] = values{"Name": name, "BasePath": templates[name].basePath}
		var b strings.Builder
		if err := set.ExecuteTemplate(&b, name, templates[name].vals); err != nil {
			t.Fatal(err)
		}
		out[name] = withoutNoValue(b.String())
	}
	return out
}

func plainCalls(t *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, data any) (string, error) {
			var b strings.Builder
			err := t.ExecuteTemplate(&b, name, data)
			return b.String(), err
		},
		"tpl": func(text string, data any) (string, error) {
			clone, err := t.Clone()
			if err != nil {
				return "", err
			}
			clone.Option("missingkey=zero").Funcs(plainCalls(clone))
			clone, err = clone.New(t.Name()).Parse(text)
			if err != nil {
				return "", err
			}
			var b strings.Builder
			err = clone.Execute(&b, data)
			return withoutNoValue(b.String()), err
		},
	}
}

// askPlaces asks for the places of spans of an output: they lie in a file, and those
// of documents do not fail.
func askPlaces(t *testing.T, o *Output) {
	n := len(o.Text.Bytes)
	for start := 0; start <= n; start += 1 + n/50 {
		for end := start; end <= n; end += 1 + n/20 {
			at, exact := o.Place(source.Span{File: o.Text, Start: start, End: end})
			if at.File == nil || at.Start < 0 || at.Start > at.End || at.End > len(at.File.Bytes) {
				t.Fatalf("%d-%d is at %d-%d", start, end, at.Start, at.End)
			}
			if exact && at.Text() != string(o.Text.Bytes[start:end]) {
				t.Fatalf("%q is said to be %q", o.Text.Bytes[start:end], at.Text())
			}
		}
	}
	for _, d := range o.Documents() {
		origin := o.Origin(d)
		origin.Locate("")
		origin.Locate("/metadata/name")
		SourceComments(d)
	}
}
