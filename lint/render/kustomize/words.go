package kustomize

import (
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// asWords gives the words that are booleans only to YAML 1.1, such as y and off, back
// to a value that was decoded from a node, as kustomize takes them for text in the
// configurations of plugins. It returns the value.
func asWords(value any, n source.Node) any {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range n.Entries() {
			if old, found := v[key.Key()]; found {
				v[key.Key()] = asWords(old, item)
			}
		}
	case []any:
		for i, item := range n.Items() {
			if i < len(v) {
				v[i] = asWords(v[i], item)
			}
		}
	case bool:
		switch strings.ToLower(n.Text()) {
		case "true", "false":
		default:
			return n.Text()
		}
	}
	return value
}
