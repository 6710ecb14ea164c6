package helm

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

// TestPlace asks for the place of a value of a rendered document.
func TestPlace(t *testing.T) {
	t.Parallel()
	helpers := "{{ define \"labels\" }}app: web\ntier: front{{ end }}\n{{ define \"text\" }}kind: Text\n{{ template \"labels\" }}\n{{ end }}"
	vals := "name: web\nport: 80\nempty: \"\"\nlabels: {a: b}\nlist: [x, z]\n"
	for _, c := range []struct {
		name, template string
		path           source.Path
		key, value, by string
		exact          bool
	}{
		{"text", "kind: Pod\nmetadata:\n  name: x\n", "/metadata/name", "name", "x", "", true},
		{"after an action", "a: {{ .Values.name }}\nb: c\n", "/b", "b", "c", "", true},
		{"an action", "a: {{ .Values.name }}\n", "/a", "a", "{{ .Values.name }}", "{{ .Values.name }}", false},
		{"text and action", "a: pre-{{ .Values.name }}-post # c\n", "/a", "a", "pre-{{ .Values.name }}-post", "{{ .Values.name }}", false},
		{"action and text", "a: {{ .Values.name }}-post\n", "/a", "a", "{{ .Values.name }}-post", "{{ .Values.name }}", false},
		{"two actions", "a: {{ .Values.name }}:{{ .Values.port }}\n", "/a", "a", "{{ .Values.name }}:{{ .Values.port }}", "{{ .Values.name }} and others", false},
		{"quoted", `a: "{{ .Values.name }}"` + "\n", "/a", "a", `"{{ .Values.name }}"`, "{{ .Values.name }}", false},
		{"trimmed", "a:\n{{- if true }}\n  b: c\n{{- end }}\n", "/a/b", "b", "c", "", true},
		{"trimmed action", "a:   {{- printf \" %s\" .Values.name }}   \nb: 1", "/a", "a", "{{- printf \" %s\" .Values.name }}", "{{- printf \" %s\" .Values.name }}", false},
		{"key of an action", "{{ .Values.name }}: x\n", "/web", "{{ .Values.name }}", "x", "", true},
		{"include", "m:\n  {{- include \"labels\" . | nindent 2 }}\n", "/m/tier", "{{- include \"labels\" . | nindent 2 }}", "{{- include \"labels\" . | nindent 2 }}", "{{- include \"labels\" . | nindent 2 }}", false},
		{"toYaml", "m: {{ toYaml .Values.labels | nindent 2 }}\n", "/m/a", "{{ toYaml .Values.labels | nindent 2 }}", "{{ toYaml .Values.labels | nindent 2 }}", "{{ toYaml .Values.labels | nindent 2 }}", false},
		{"template", "{{ template \"text\" . }}x: y\n", "/tier", "{{ template \"text\" . }}", "{{ template \"text\" . }}", "{{ template \"text\" . }}", false},
		{"after a template", "{{ template \"text\" . }}x: y\n", "/x", "x", "y", "", true},
		{"block", "{{ block \"b\" . }}p: q{{ end }}\nx: y\n", "/p", "{{ block \"b\" . }}", "{{ block \"b\" . }}", "{{ block \"b\" . }}", false},
		{"range", "l:\n{{- range .Values.list }}\n- m: {{ . }}\n  o: p\n{{- end }}\n", "/l/1/o", "o", "p", "", true},
		{"range value", "l:\n{{- range .Values.list }}\n- m: {{ . }}\n{{- end }}\n", "/l/1/m", "m", "{{ . }}", "{{ . }}", false},
		{"whole range", "l:\n{{- range .Values.list }}\n- m: {{ . }}\n{{- end }}\nz: 1", "/l", "l", "- m: {{ . }}", "{{ . }}", false},
		{"left out", "a:\nb: 1\n", "/a", "a", "", "", true},
		{"printed nothing", "a: {{ .Values.empty }}\nb: 1\n", "/a", "a", "{{ .Values.empty }}", "{{ .Values.empty }}", false},
		{"not there", "a: {{ .Values.none }}\nb: 1\n", "/a", "a", "{{ .Values.none }}", "{{ .Values.none }}", false},
		{"printed nothing at the end", "b: 1\na: {{ .Values.empty }}", "/a", "a", "{{ .Values.empty }}", "{{ .Values.empty }}", false},
		{"no value in text", "a: x<no value>y\n", "/a", "a", "x<no value>y", "", false},
		{"after no value", "a: <no value>\nb: c\n", "/b", "b", "c", "", true},
		{"variables", "{{- $x := \"v\" }}\na: {{ $x }}\n", "/a", "a", "{{ $x }}", "{{ $x }}", false},
		{"braces in a text", "a: {{ printf \"%s}}\" \"{{\" | quote }}\n", "/a", "a", "{{ printf \"%s}}\" \"{{\" | quote }}", "{{ printf \"%s}}\" \"{{\" | quote }}", false},
		{"comment", "a: b{{/* }} */}}\nc: d\n", "/c", "c", "d", "", true},
		{"carriage returns", "a: {{ .Values.name }}\r\nb: c\r\n", "/b", "b", "c", "", true},
		{"byte order mark", "\xef\xbb\xbfa: {{ .Values.name }}\nb: é\n", "/b", "b", "é", "", true},
		{"second document", "a: 1\n---\nb: {{ .Values.name }}\nc: d\n", "/c", "c", "d", "", true},
		{"missing", "a:\n  b: c\n", "/a/x", "a", "b: c", "", false},
		{"long action", "a: {{ .Values.name | default \"0123456789\" | default \"0123456789\" }}\n", "/a", "a", "{{ .Values.name | default \"0123456789\" | default \"0123456789\" }}", "{{ .Values.name | default \"0123456789\" | default \"0123456...", false},
		{"action of two lines", "a: {{ .Values.name |\n  quote }}\n", "/a", "a", "{{ .Values.name |\n  quote }}", "{{ .Values.name | quote }}", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := mustRender(t, map[string]string{"c/values.yaml": vals, "c/templates/_h.tpl": helpers, "c/templates/t.yaml": c.template})
			documents := o.Documents()
			got := o.Origin(documents[len(documents)-1]).Locate(c.path)
			by := strings.TrimPrefix(got.By, "printed by ")
			if got.Key.Text() != c.key || got.Value.Text() != c.value || by != c.by || got.Exact != c.exact {
				t.Errorf("key %q, value %q, exact %v, by %q", got.Key.Text(), got.Value.Text(), got.Exact, got.By)
			}
			if got.Value.File.Name != "c/templates/t.yaml" || string(got.Value.File.Bytes) != c.template {
				t.Errorf("in %s", got.Value.File.Name)
			}
		})
	}
}

// TestPlaceInOther: a template action that names a file leads into that file.
func TestPlaceInOther(t *testing.T) {
	t.Parallel()
	o := mustRender(t, map[string]string{
		"c/templates/t.yaml":     "before: 1\n{{ template \"c/templates/other.yaml\" . }}after: 2\n",
		"c/templates/other.yaml": "other: {{ .Release.Name }}\nplain: x\n",
	})
	for path, want := range map[source.Path]string{
		"/before": "c/templates/t.yaml 1", "/after": "c/templates/t.yaml 2",
		"/other": "c/templates/other.yaml {{ .Release.Name }}", "/plain": "c/templates/other.yaml x",
	} {
		p := o.Origin(o.Documents()[0]).Locate(path)
		if got := p.Value.File.Name + " " + p.Value.Text(); got != want {
			t.Errorf("%s is at %q, want %q", path, got, want)
		}
	}
}
