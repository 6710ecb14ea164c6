package manifest

import (
	"strings"
	"testing"
)

func TestMarker(t *testing.T) {
	for value, want := range map[string]string{
		"": "", "web": "", "$": "", "${": "", "{": "", "$HOME": "", "${}": "", "$()": "", "{{": "", "<web>": "", "a{b}c": "",
		"${NAME}": "${NAME}", "web-${NAME}-1": "${NAME}", "${NAME:-web}": "${NAME:-web}", "${{PORT}}": "${{PORT}}", "${1}": "",
		"$(NAME)": "$(NAME)", "$(cat x)": "", "$(a.b-c)": "$(a.b-c)",
		"{{ name }}": "{{ name }}", "x{{.Values.a}}y": "{{.Values.a}}", "{% if a %}": "{% if a %}", "<%= a %>": "<%= a %>",
		"a ${ b": "", "${A\n}": "", "${A ${B}": "${A ${B}", "$ {A} ${B}": "${B}",
		strings.Repeat("${a ", 1<<20) + "${B}": "${B}",
	} {
		if got := marker(value); got != want && len(value) < 100 {
			t.Errorf("marker(%q) = %q, want %q", value, got, want)
		}
	}
}

func TestMarkerIn(t *testing.T) {
	for text, want := range map[string]string{
		"a: b\n": "", "# {{ a }}\n": "", "a: b # ${A}\n": "", "a: {{ b }}\n": "{{ b }}", "a: b#${A}\n": "${A}", "\n{{- range\n  .x }}\n": "{{",
	} {
		if got := markerIn([]byte(text)); got != want {
			t.Errorf("markerIn(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestYtt(t *testing.T) {
	for text, want := range map[string]bool{
		"#@ load(\"@ytt:data\", \"data\")\n": true, "a: #@ data.values.a\n": true, "#@overlay/match by=\"x\"\n": true, "  #@ if a:\n": true,
		"#@data/values\n---\n": true, "# @ a\n": false, "a#@ b\n": false, "#@todo\n": false, "#@\n": false, "#@A/b\n": false, "#@": false, "# mail me#@ home\n": false,
	} {
		if got := ytt([]byte(text)); got != want {
			t.Errorf("ytt(%q) = %v", text, got)
		}
	}
}
