package lint

import (
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
)

// unsaid reminds of objects that the API server refuses where no finding says so,
// as the rules that would were not chosen: what other rules say of them may not
// hold.
func unsaid(set *manifest.Set, findings []Finding) []manifest.Problem {
	said := map[*manifest.Object]bool{}
	for i := range findings {
		if f := &findings[i]; f.Rule.Category == Validity && f.Severity == Error {
			said[f.At.Object] = true
		}
	}
	var out []manifest.Problem
	for _, o := range set.Objects {
		i := slices.IndexFunc(o.Violations, manifest.Violation.Refuses)
		if i < 0 || said[o] {
			continue
		}
		out = append(out, manifest.Problem{
			Severity: manifest.Info, Ref: o.Ref(o.Violations[i].Path), File: o.File(),
			Message: "the API server refuses this object as it stands, and the chosen rules do not say why: see 'netpolint lint --select validity'",
		})
	}
	return out
}
