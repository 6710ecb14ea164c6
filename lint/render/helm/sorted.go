package helm

import (
	"maps"
	"slices"
	"text/template"
)

// sortedFunctions are the functions of sprig whose results have the random order of
// Go's maps; here it is that of the keys.
func sortedFunctions() template.FuncMap {
	return template.FuncMap{
		"keys": func(dicts ...map[string]any) []string {
			out := []string{}
			for _, d := range dicts {
				out = append(out, slices.Sorted(maps.Keys(d))...)
			}
			return out
		},
		"values": func(dict map[string]any) []any {
			out := []any{}
			for _, key := range slices.Sorted(maps.Keys(dict)) {
				out = append(out, dict[key])
			}
			return out
		},
	}
}
