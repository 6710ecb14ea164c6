package baseline

import "github.com/netpolint/netpolint/lint"

// Match pairs findings with entries. Two findings of one fingerprint need two
// entries, so that a second defect of the same kind is new.
type Match struct {
	// Entry is the index of the entry of each finding, and -1 for a new one.
	Entry []int
	// Used says of each entry whether it has a finding.
	Used []bool
}

// Match finds the entries of findings. Of several that could be meant, the one of the
// same file is; a file that was renamed has the others. Suppressed are findings that
// are accepted by other means: one keeps the entry of its file from passing for that
// of a new finding elsewhere, and does not use it. Name is what a file is called in the
// baseline.
func (b *Baseline) Match(findings, suppressed []lint.Finding, name func(string) string) *Match {
	m := &Match{Entry: make([]int, len(findings)), Used: make([]bool, len(b.Entries))}
	type place struct{ fingerprint, file string }
	here, anywhere := map[place][]int{}, map[string][]int{}
	for i := range b.Entries {
		e := &b.Entries[i]
		for _, id := range append([]string{e.Fingerprint}, e.Also...) {
			id = bare(id)
			here[place{id, e.File}] = append(here[place{id, e.File}], i)
			anywhere[id] = append(anywhere[id], i)
		}
	}
	// take returns the first entry of a queue that is still free, and the rest of it.
	take := func(queue []int) (entry int, rest []int) {
		for len(queue) > 0 {
			entry, queue = queue[0], queue[1:]
			if !m.Used[entry] {
				m.Used[entry] = true
				return entry, queue
			}
		}
		return -1, nil
	}
	takeHere := func(f *lint.Finding) int {
		file := name(f.Location.File())
		for _, id := range identities(f) {
			var entry int
			if entry, here[place{id, file}] = take(here[place{id, file}]); entry >= 0 {
				return entry
			}
		}
		return -1
	}
	for i := range findings {
		m.Entry[i] = takeHere(&findings[i])
	}
	var reserved []int
	for i := range suppressed {
		if entry := takeHere(&suppressed[i]); entry >= 0 {
			reserved = append(reserved, entry)
		}
	}
	for i := range findings {
		for _, id := range identities(&findings[i]) {
			if m.Entry[i] < 0 {
				m.Entry[i], anywhere[id] = take(anywhere[id])
			}
		}
	}
	for _, entry := range reserved {
		m.Used[entry] = false
	}
	return m
}

// identities are the fingerprints of a finding, in all its renderings.
func identities(f *lint.Finding) []string {
	return append([]string{bare(f.Fingerprint)}, f.Merged...)
}

// Suppression is what an entry does to its finding on a day; nil where it holds no
// more.
func (e *Entry) Suppression(today string) *lint.Suppression {
	if e.Until != "" && e.Until < today {
		return nil
	}
	return &lint.Suppression{Kind: lint.ByBaseline, Reason: e.Reason, Until: e.Until}
}

// Inherit takes over what people wrote into an older baseline, which was matched with
// the findings that b was made of, and its entries without a finding that keep wants.
func (b *Baseline) Inherit(old *Baseline, m *Match, keep func(*Entry) bool) {
	for i, entry := range m.Entry {
		if entry >= 0 {
			b.Entries[i].Reason, b.Entries[i].Until = old.Entries[entry].Reason, old.Entries[entry].Until
		}
	}
	for i := range old.Entries {
		if !m.Used[i] && keep(&old.Entries[i]) {
			b.Entries = append(b.Entries, old.Entries[i])
		}
	}
}
