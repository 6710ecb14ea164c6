package source

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// Duplicate is a key that stands twice in one mapping: the API server takes the
// last and says nothing. First and Second are the spans of the keys.
type Duplicate struct {
	Key           string
	First, Second Span
}

// Duplicates returns the duplicate keys of all mappings in n, in source order of
// their second places. Keys are equal if they are in JSON (1 and "1" are). A key
// that stands three times gives two duplicates of its first place. Merge keys,
// and what they bring in, do not count; aliases are not followed.
func (n Node) Duplicates() []Duplicate {
	var found []Duplicate
	walk(n.n, func(m *yaml.Node) {
		if m.Kind == yaml.MappingNode && n.t.repeats(m) {
			found = n.t.duplicates(m, found)
		}
	})
	slices.SortStableFunc(found, func(a, b Duplicate) int { return a.Second.Start - b.Second.Start })
	return found
}

// repeats reports whether a key stands twice in mapping m.
func (t *tree) repeats(m *yaml.Node) bool {
	count := len(m.Content) / 2
	if count < 2 {
		return false
	}
	var few [fewKeys]string // nearly all mappings are small: no garbage for them
	keys := few[:0]
	var many map[string]bool
	if count > fewKeys {
		many = make(map[string]bool, count)
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, ok := t.key(m.Content[i])
		switch {
		case !ok || isMerge(m.Content[i]):
		case many == nil:
			if contains(keys, key) {
				return true
			}
			keys = append(keys, key)
		case many[key]:
			return true
		default:
			many[key] = true
		}
	}
	return false
}

// duplicates appends the duplicate keys of mapping m to found.
func (t *tree) duplicates(m *yaml.Node, found []Duplicate) []Duplicate {
	first := make(map[string]*yaml.Node, len(m.Content)/2)
	for i := 0; i+1 < len(m.Content); i += 2 {
		k := m.Content[i]
		key, ok := t.key(k)
		if !ok || isMerge(k) {
			continue
		}
		if f, ok := first[key]; ok {
			found = append(found, Duplicate{Key: key, First: t.node(f).Span(), Second: t.node(k).Span()})
			continue
		}
		first[key] = k
	}
	return found
}
