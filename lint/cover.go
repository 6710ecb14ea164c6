package lint

import (
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Cover names findings that say less of one defect than the finding which has it,
// or end with it: those of another rule at a place or below. They are left out
// where that finding is reported. A rule that is not chosen covers nothing, so that
// each rule alone finds all that is its own.
type Cover struct {
	Code string
	At   manifest.Ref
}

// withoutCovered leaves out the findings that others cover. It comes after what takes
// findings away, so that none is covered by one that nobody sees; one that is
// suppressed still covers, as its defect is accepted.
func withoutCovered(findings []Finding) []Finding {
	covered := map[Cover]bool{}
	for i := range findings {
		for _, c := range findings[i].Covers {
			covered[c] = true
		}
	}
	if len(covered) == 0 {
		return findings
	}
	return slices.DeleteFunc(findings, func(f Finding) bool {
		for at := f.At; at.Object != nil; at.Path = at.Path.Parent() {
			if covered[Cover{f.Rule.Code, at}] {
				return true
			}
			if at.Path == "" {
				break
			}
		}
		return false
	})
}
