// Ported from Helm v4.3.1 (pkg/engine/funcs.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"bytes"
	"encoding/json"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
)

// textFunctions write and read YAML, JSON and TOML. Those without "must" swallow
// errors, as Helm's do.
func textFunctions() template.FuncMap {
	return template.FuncMap{
		"toYaml":        toYAML,
		"mustToYaml":    mustToYAML,
		"toYamlPretty":  toYAMLPretty,
		"fromYaml":      fromYAML,
		"fromYamlArray": fromYAMLArray,
		"toJson":        toJSON,
		"mustToJson":    mustToJSON,
		"fromJson":      fromJSON,
		"fromJsonArray": fromJSONArray,
		"toToml":        toTOML,
		"mustToToml":    mustToTOML,
		"fromToml":      fromTOML,
	}
}

func mustToYAML(v any) (string, error) {
	b, err := encodeYAML(v)
	return strings.TrimSuffix(string(b), "\n"), err
}

func toYAML(v any) string {
	s, err := mustToYAML(v)
	if err != nil {
		return ""
	}
	return s
}

func toYAMLPretty(v any) string {
	b, err := encodePrettyYAML(v)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(b), "\n")
}

// fromYAML reads a table; an error becomes its value "Error".
func fromYAML(s string) map[string]any {
	m := map[string]any{}
	if err := decodeYAML([]byte(s), &m); err != nil {
		m = failed(m, err)
	}
	return m
}

// fromYAMLArray reads a list; an error becomes its only item.
func fromYAMLArray(s string) []any {
	a := []any{}
	if err := decodeYAML([]byte(s), &a); err != nil {
		a = []any{err.Error()}
	}
	return a
}

func mustToJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func toJSON(v any) string {
	s, err := mustToJSON(v)
	if err != nil {
		return ""
	}
	return s
}

func fromJSON(s string) map[string]any {
	m := map[string]any{}
	if err := json.Unmarshal([]byte(s), &m); err != nil {
		m = failed(m, err)
	}
	return m
}

func fromJSONArray(s string) []any {
	a := []any{}
	if err := json.Unmarshal([]byte(s), &a); err != nil {
		a = []any{err.Error()}
	}
	return a
}

func mustToTOML(v any) (string, error) {
	var b bytes.Buffer
	err := toml.NewEncoder(&b).Encode(v)
	return b.String(), err
}

func toTOML(v any) string {
	s, err := mustToTOML(v)
	if err != nil {
		return err.Error()
	}
	return s
}

func fromTOML(s string) map[string]any {
	m := map[string]any{}
	if err := toml.Unmarshal([]byte(s), &m); err != nil {
		m = failed(m, err)
	}
	return m
}

// failed puts an error into a table, which decoding may have set to nil.
func failed(m map[string]any, err error) map[string]any {
	if m == nil {
		m = map[string]any{}
	}
	m["Error"] = err.Error()
	return m
}
