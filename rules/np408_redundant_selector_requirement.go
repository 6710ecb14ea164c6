package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// redundantSelectorRequirement reports an expression that another requirement of
// the same selector implies. All requirements must hold (Kubernetes
// documentation, "Labels and Selectors"), so it changes nothing.
func redundantSelectorRequirement() *lint.Rule {
	return &lint.Rule{
		Code: "NP408", Name: "redundant-selector-requirement", Category: lint.Selectors, Severity: lint.Info, Since: "0.1.0",
		Summary: "a requirement of a selector is implied by another one",
		Check:   checkRedundantSelectorRequirement,
	}
}

func checkRedundantSelectorRequirement(pass *lint.Pass) {
	for u := range selectorUses(pass.Model) {
		s := u.selector
		if len(s.Requirements) < 2 || oversize(s) || !judgeable(s) || contradiction(s, u.ofNamespaces()) != nil {
			continue
		}
		alone := len(expressions(s)) == 1
		for i := range s.Requirements {
			r := &s.Requirements[i]
			by := impliedBy(s, i)
			if by == nil {
				continue
			}
			remove := r.At
			if alone {
				remove = s.At.Child("matchExpressions")
			}
			pass.Report(lint.Finding{
				At: valuesAt(s, r), Key: r.String(),
				Message: fmt.Sprintf("%s adds nothing: whatever meets %s meets it too", r, by),
				Help:    fmt.Sprintf("remove this expression, or the other one if %s alone is meant", r),
				Related: []lint.Related{{At: valuesAt(s, by), Message: "implies the other requirement"}},
				Fixes:   []lint.Fix{{Title: "remove the redundant requirement", Safety: lint.Safe, Edits: []lint.Edit{{At: remove, Remove: true}}}},
			})
		}
	}
}

// impliedBy returns a requirement that implies the one at an index; of two that say
// the same, the first implies the second. An entry of matchLabels is never said to
// be redundant, as whatever implies it says the same.
func impliedBy(s *cluster.Selector, i int) *cluster.Requirement {
	r := &s.Requirements[i]
	if fromMatchLabels(s, r) {
		return nil
	}
	for j := range s.Requirements {
		if other := &s.Requirements[j]; j != i && implies(other, r) && (j < i || !implies(r, other)) {
			return other
		}
	}
	return nil
}
