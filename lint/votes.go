package lint

import (
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// votes keeps a finding only if every world that holds its object makes it: a
// policy that selects nothing beside one overlay may well select pods of another.
type votes struct {
	worlds int
	held   map[*manifest.Object]int // in how many worlds an object is, where there are several
	counts map[ballot]int
}

// ballot is what a finding says, whatever the world.
type ballot struct {
	code, key string
	object    *manifest.Object
	path      source.Path
}

func newVotes(worlds [][]*manifest.Object) *votes {
	v := &votes{worlds: len(worlds), held: map[*manifest.Object]int{}, counts: map[ballot]int{}}
	if v.worlds > 1 {
		for _, objects := range worlds {
			for _, o := range objects {
				v.held[o]++
			}
		}
	}
	return v
}

// cast counts the findings of one world, each once.
func (v *votes) cast(found []Finding) {
	if v.worlds < 2 {
		return
	}
	seen := map[ballot]bool{}
	for i := range found {
		b := ballotOf(&found[i])
		if !seen[b] {
			seen[b] = true
			v.counts[b]++
		}
	}
}

// unanimous drops the findings that some world does not share.
func (v *votes) unanimous(all []Finding) []Finding {
	if v.worlds < 2 {
		return all
	}
	var out []Finding
	for i := range all {
		if b := ballotOf(&all[i]); b.object == nil || v.counts[b] >= v.held[b.object] {
			out = append(out, all[i])
		}
	}
	return out
}

func ballotOf(f *Finding) ballot { return ballot{f.Rule.Code, f.Key, f.At.Object, f.At.Path} }
