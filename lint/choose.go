package lint

import (
	"fmt"
	"slices"
	"strings"
)

// Select returns the rules that a run checks, in the order of all: every rule
// that is not optional, or those that sel names, without those that ignore
// names. A rule is named by its code, a prefix of codes (NP3), its name, its
// category, a benchmark (cis) or one of its controls (cis-5.3.2). A name that fits no rule is an error that suggests the nearest.
func Select(all []*Rule, sel, ignore []string) ([]*Rule, error) {
	for _, name := range slices.Concat(sel, ignore) {
		if !slices.ContainsFunc(all, func(r *Rule) bool { return r.Named(name) }) {
			return nil, unknown(all, name, true)
		}
	}
	var out []*Rule
	for _, r := range all {
		named := func(name string) bool { return r.Named(name) }
		wanted := len(sel) == 0 && !r.Optional || slices.ContainsFunc(sel, named)
		if wanted && !slices.ContainsFunc(ignore, named) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Find returns the rule of that code or name.
func Find(all []*Rule, name string) (*Rule, error) {
	for _, r := range all {
		if strings.EqualFold(r.Code, name) || r.Name == name {
			return r, nil
		}
	}
	return nil, unknown(all, name, false)
}

// Named reports whether a word of --select or --ignore means the rule. "all"
// means every rule, optional ones too.
func (r *Rule) Named(word string) bool {
	if word == "all" || word == r.Name || word == string(r.Category) {
		return true
	}
	for _, c := range r.Controls {
		if strings.EqualFold(word, string(c.Benchmark)) || strings.EqualFold(word, c.Name()) {
			return true
		}
	}
	word = strings.ToUpper(word)
	return len(word) >= 3 && strings.HasPrefix(word, "NP") && strings.HasPrefix(r.Code, word)
}

func unknown(all []*Rule, name string, groups bool) error {
	hint := "list rules and categories with 'netpolint rules'"
	if near := nearRule(all, name, groups); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return fmt.Errorf("unknown rule %q: %s", name, hint)
}

// nearRule is the rule, or the category, that a misspelt word most likely meant; ""
// for none.
func nearRule(all []*Rule, name string, groups bool) string {
	var known []string
	for _, r := range all {
		known = append(known, r.Name, r.Code)
		if groups {
			known = append(known, string(r.Category))
			for _, c := range r.Controls {
				known = append(known, string(c.Benchmark), c.Name())
			}
		}
	}
	near := Closest(name, known)
	// A code has no letters to spare: NP999 is no slip for NP209.
	if strings.HasPrefix(strings.ToUpper(name), "NP") && Distance(strings.ToUpper(name), near, 1) > 1 {
		return ""
	}
	return near
}
