package source

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// entry is one key and value of a mapping. merge is the key `<<` that brought
// it in from another mapping, nil for an own entry, and site the value of that
// key, or the item of it, in the mapping that was asked.
type entry struct {
	key, value  *yaml.Node
	merge, site *yaml.Node
}

// isMerge reports whether a mapping's key is the merge key `<<`.
func isMerge(key *yaml.Node) bool {
	if key.Kind != yaml.ScalarNode || key.Value != "<<" {
		return false
	}
	if key.Style&yaml.TaggedStyle != 0 {
		return key.Tag == "!!merge"
	}
	return key.Style&notPlain == 0
}

// find returns the entry of mapping m that has the given key in JSON.
func (t *tree) find(m *yaml.Node, key string) (entry, bool) {
	// Last wins, so the search runs backwards.
	for i := len(m.Content) - 2; i >= 0; i -= 2 {
		k, v := m.Content[i], m.Content[i+1]
		if t.special && isMerge(k) {
			for _, e := range t.entries(m, nil) {
				if s, ok := t.key(e.key); ok && s == key {
					return e, true
				}
			}
			return entry{}, false
		}
		if t.keyIs(k, key) {
			return entry{key: k, value: v}, true
		}
	}
	return entry{}, false
}

// entries appends the entries of mapping m to dst: its own in source order,
// then the merged ones. Entries that lose against another are left out; those
// whose key JSON cannot have are all kept.
func (t *tree) entries(m *yaml.Node, dst []entry) []entry {
	first := len(dst)
	own := len(m.Content) / 2
	dst = slices.Grow(dst, own)
	g := gathering{t: t, seen: newKeySet(own)}
	// Backwards, so that the first seen of a key is the one that wins.
	g.dst = dst
	g.mapping(m, entry{})
	dst = g.dst
	slices.Reverse(dst[first:])
	if g.merged {
		slices.SortStableFunc(dst[first:], func(a, b entry) int {
			switch {
			case (a.merge == nil) == (b.merge == nil):
				return 0
			case a.merge == nil:
				return -1
			}
			return 1
		})
	}
	return dst
}

// gathering is the state of one call of entries.
type gathering struct {
	t      *tree
	dst    []entry
	seen   keySet
	merged bool
	// visited holds the mappings merged so far. A mapping merged twice brings
	// nothing new, and without this a few lines of merges of merges would take
	// exponential time.
	visited map[*yaml.Node]bool
}

// mapping gathers the entries of m, backwards. via holds the merge key and site
// if m is being merged.
func (g *gathering) mapping(m *yaml.Node, via entry) {
	for i := len(m.Content) - 2; i >= 0; i -= 2 {
		k, v := m.Content[i], m.Content[i+1]
		if g.t.special && isMerge(k) {
			g.merge(k, v, via)
			continue
		}
		if s, ok := g.t.key(k); ok && !g.seen.add(s) {
			continue
		}
		g.dst = append(g.dst, entry{key: k, value: v, merge: via.merge, site: via.site})
	}
}

// merge gathers the entries of the mapping, or the sequence of mappings, that
// stands under a merge key.
func (g *gathering) merge(key, value *yaml.Node, via entry) {
	g.merged = true
	v := target(value)
	if v == nil {
		return
	}
	sources := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		sources = value.Content // the first has precedence
	}
	for _, s := range sources {
		m := target(s)
		if m == nil || m.Kind != yaml.MappingNode || g.visited[m] {
			continue
		}
		if g.visited == nil {
			g.visited = map[*yaml.Node]bool{}
		}
		g.visited[m] = true
		at := via
		if at.merge == nil {
			at = entry{merge: key, site: s}
		}
		g.mapping(m, at)
	}
}

// keySet is a set of keys: a list while it is small, then a map.
type keySet struct {
	few  []string
	many map[string]struct{}
	buf  [16]string
}

// newKeySet returns a set that expects n keys.
func newKeySet(n int) keySet {
	var s keySet
	if n > len(s.buf) {
		s.many = make(map[string]struct{}, n)
	}
	return s
}

// add adds a key and reports whether it is new.
func (s *keySet) add(key string) bool {
	if s.many == nil {
		if s.few == nil {
			s.few = s.buf[:0]
		}
		if slices.Contains(s.few, key) {
			return false
		}
		if len(s.few) < cap(s.few) {
			s.few = append(s.few, key)
			return true
		}
		s.many = make(map[string]struct{}, 2*len(s.few))
		for _, k := range s.few {
			s.many[k] = struct{}{}
		}
	}
	if _, ok := s.many[key]; ok {
		return false
	}
	s.many[key] = struct{}{}
	return true
}
