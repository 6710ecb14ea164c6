package helm

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/netpolint/netpolint/lint/render"
)

// TestErrorPlaces: errors name the place in the innermost file.
func TestErrorPlaces(t *testing.T) {
	t.Parallel()
	helpers := "{{ define \"fails\" }}\n  {{ fail \"no\" }}\n{{ end }}{{ define \"nil\" }}{{ .a.b.c }}{{ end }}"
	for name, c := range map[string]struct {
		files   map[string]string
		values  ValueSet
		file    string
		line    int
		at      string
		message string
	}{
		"in the template": {files: map[string]string{"c/templates/t.yaml": "a: 1\nb: {{ .Values.x.y }} c\n"}, file: "c/templates/t.yaml", line: 2, at: "{{ .Values.x.y }}", message: "nil pointer evaluating interface {}.y"},
		"in a helper":     {files: map[string]string{"c/templates/t.yaml": "a: {{ include \"nil\" (dict) }}\n"}, file: "c/templates/_h.tpl", line: 3, at: "{{ .a.b.c }}", message: "nil pointer"},
		"fail":            {files: map[string]string{"c/templates/t.yaml": "a: {{ include \"fails\" . }}\n"}, file: "c/templates/_h.tpl", line: 2, at: "{{ fail \"no\" }}", message: "execution error at (c/templates/t.yaml:1:6): no"},
		"in tpl":          {files: map[string]string{"c/templates/t.yaml": "a: 1\nb: {{ tpl \"{{ .x.y }}\" (dict) }}\n"}, file: "c/templates/t.yaml", line: 2, at: "{{ tpl \"{{ .x.y }}\" (dict) }}", message: "nil pointer"},
		"parsing":         {files: map[string]string{"c/templates/t.yaml": "a: 1\n\nb: {{ nope }}\n"}, file: "c/templates/t.yaml", line: 3, at: "b: {{ nope }}", message: "parse error at (c/templates/t.yaml:3): function \"nope\" not defined"},
		"values":          {files: map[string]string{"c/values.yaml": "a: 1\nb: [\n"}, file: "c/values.yaml", line: 2, at: "b: [", message: "cannot load values.yaml: "},
		"second document": {files: map[string]string{"c/values.yaml": "a: 1\n---\nb: 1\nc: d: e\n"}, file: "c/values.yaml", line: 4, at: "c: d: e", message: "mapping values are not allowed"},
		"values file":     {files: map[string]string{"prod.yaml": "a: 1\n\tb: 1\n"}, values: ValueSet{Files: []string{"prod.yaml"}}, file: "prod.yaml", line: 2, at: "\tb: 1", message: "failed to parse prod.yaml: "},
		"limit":           {files: map[string]string{"c/templates/t.yaml": "a: 1\nb: {{ repeat 1000000000 \"x\" }}\n"}, file: "c/templates/t.yaml", line: 2, at: "{{ repeat 1000000000 \"x\" }}", message: "in c/templates/t.yaml: rendering stopped: a value of more than 16 MiB"},
		"limit in helper": {files: map[string]string{"c/templates/t.yaml": "a: {{ include \"big\" . }}\n", "c/templates/_b.tpl": "{{ define \"big\" }}\n{{ repeat 1000000000 \"x\" }}{{ end }}"}, file: "c/templates/_b.tpl", line: 2, at: "{{ repeat 1000000000 \"x\" }}", message: "rendering stopped"},
		"byte order mark": {files: map[string]string{"c/templates/t.yaml": "\xef\xbb\xbfa: {{ .Values.x.y }}\n"}, file: "c/templates/t.yaml", line: 1, at: "{{ .Values.x.y }}", message: "nil pointer"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"c/templates/_h.tpl": helpers}
			for name, text := range c.files {
				files[name] = text
			}
			_, err := renderFiles(t.Context(), files, c.values)
			var e *Error
			if !errors.As(err, &e) || e.At.File == nil {
				t.Fatalf("%#v", err)
			}
			line := e.At.File.Position(e.At.Start).Line
			if e.At.File.Name != c.file || line != c.line || e.At.Text() != c.at || !strings.Contains(e.Message, c.message) {
				t.Errorf("%s:%d %q %s", e.At.File.Name, line, e.At.Text(), e.Message)
			}
			if e.Limit != strings.Contains(e.Message, "rendering stopped") {
				t.Error("limit")
			}
		})
	}
}

// TestErrors without a place.
func TestErrors(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	c, err := Load(t.Context(), inMemory(map[string]string{"c/templates/t.yaml": "{{ range 1000 }}x{{ end }}"}), "c")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Render(ended, ValueSet{}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
	for _, v := range []struct {
		set  ValueSet
		o    Options
		want string
	}{
		{ValueSet{Files: []string{"none.yaml"}}, Options{}, "values file none.yaml cannot be read: "},
		{ValueSet{Set: []string{"a"}}, Options{}, `failed parsing --set data: key "a" has no value`},
		{ValueSet{}, Options{KubeVersion: "x"}, "invalid kube version 'x': "},
	} {
		if _, err := c.Render(t.Context(), v.set, v.o); err == nil || !strings.HasPrefix(err.Error(), v.want) {
			t.Errorf("%v, want %q", err, v.want)
		}
	}
	c.fsys = &jail{FS: inMemory(nil), refused: "prod"}
	if _, err := c.Render(t.Context(), ValueSet{Files: []string{"prod.yaml"}}, Options{}); !errors.Is(err, render.ErrOutside) {
		t.Errorf("values outside: %v", err)
	}
}

// TestSame: a chart renders to the same bytes each time, also side by side, and
// templates that change values do not change those of others.
func TestSame(t *testing.T) {
	t.Parallel()
	c, err := Load(t.Context(), inMemory(map[string]string{
		"c/values.yaml":         "a: {b: 1}\n",
		"c/templates/t.yaml":    `{{ $_ := set .Values.a "b" (add .Values.a.b 1) }}{{ .Values.a.b }} {{ randAlphaNum 10 }} {{ uuidv4 }} {{ now }} {{ keys . }} {{ genCA "x" 1 }} {{ . }} {{ toYaml . }}`,
		"c/charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
	}), "c")
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, 16)
	var wg sync.WaitGroup
	for i := range texts {
		wg.Go(func() {
			outputs, err := c.Render(t.Context(), ValueSet{}, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			texts[i] = string(outputs[0].Text.Bytes)
		})
	}
	wg.Wait()
	for _, text := range texts {
		if text != texts[0] || !strings.HasPrefix(text, "2 ") {
			t.Fatalf("%q\n%q", text, texts[0])
		}
	}
}

// TestOptions reach the templates.
func TestOptions(t *testing.T) {
	t.Parallel()
	c, err := Load(t.Context(), inMemory(map[string]string{"c/templates/t.yaml": "{{ .Release.Name }} {{ .Release.Namespace }} {{ .Capabilities.KubeVersion }}"}), "c")
	if err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Options{
		"release-name default v1.37.0": {},
		"shop prod v1.30":              {ReleaseName: "shop", Namespace: "prod", KubeVersion: "1.30"},
	} {
		outputs, err := c.Render(t.Context(), ValueSet{}, o)
		if err != nil || string(outputs[0].Text.Bytes) != want {
			t.Errorf("%q, %v, want %q", outputs[0].Text.Bytes, err, want)
		}
	}
}
