// Ported from Helm v4.3.1 (pkg/chart/v2/loader/load.go) and from
// k8s.io/apimachinery v0.37.1 (pkg/util/yaml/decoder.go).
// Copyright The Helm Authors and The Kubernetes Authors, Apache License 2.0.

package helm

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// readValues reads values from the text of a file: its documents, merged.
func readValues(f *source.File, text []byte) (map[string]any, error) {
	out := map[string]any{}
	documents, err := cutDocuments(text)
	if err != nil {
		return nil, fmt.Errorf("error reading yaml document: %w", err)
	}
	for _, d := range documents {
		one := map[string]any{}
		if err := decodeYAML(d.text, &one); err != nil {
			return nil, atLine(f, d.line, fmt.Errorf("cannot unmarshal yaml document: %w", err))
		}
		out = mergeMaps(out, one)
	}
	return out, nil
}

// valuesDocument is a document of a file of values, and how many lines stand
// before it.
type valuesDocument struct {
	text []byte
	line int
}

// cutDocuments cuts a file of values as Kubernetes does, which is not quite as YAML
// says.
func cutDocuments(text []byte) ([]valuesDocument, error) {
	var out []valuesDocument
	var current bytes.Buffer
	start := 0
	finish := func() {
		if current.Len() > 0 {
			out = append(out, valuesDocument{bytes.Clone(current.Bytes()), start})
			current.Reset()
		}
	}
	for line := 0; len(text) > 0; line++ {
		var one []byte
		one, text, _ = bytes.Cut(text, []byte("\n"))
		one = bytes.TrimSuffix(one, []byte("\r"))
		if rest, found := bytes.CutPrefix(one, []byte("---")); found {
			if trimmed := strings.TrimSpace(string(rest)); trimmed != "" && trimmed[0] != '#' {
				return nil, fmt.Errorf("invalid Yaml document separator: %s", trimmed)
			}
			if current.Len() > 0 {
				finish()
				continue
			}
		}
		if current.Len() == 0 {
			start = line
		}
		current.Write(one)
		current.WriteByte('\n')
	}
	finish()
	return out, nil
}

// mergeMaps merges two tables; what b says counts.
func mergeMaps(a, b map[string]any) map[string]any {
	out := make(map[string]any, len(a))
	maps.Copy(out, a)
	for k, v := range b {
		if table, ok := v.(map[string]any); ok {
			if old, ok := out[k].(map[string]any); ok {
				out[k] = mergeMaps(old, table)
				continue
			}
		}
		out[k] = v
	}
	return out
}
