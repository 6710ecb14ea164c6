package rules

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
)

// singleValueIn reports In with one value, for which matchLabels is the short
// form: an entry of matchLabels is the same as an expression with In and that one
// value (the API reference of LabelSelector).
func singleValueIn() *lint.Rule {
	return &lint.Rule{
		Code: "NP409", Name: "single-value-in", Category: lint.Selectors, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary: "an expression with In and one value could be an entry of matchLabels",
		Check:   checkSingleValueIn,
	}
}

func checkSingleValueIn(pass *lint.Pass) {
	for u := range selectorUses(pass.Model) {
		s := u.selector
		if !judgeable(s) {
			continue
		}
		for i := range s.Requirements {
			r := &s.Requirements[i]
			if r.Op != metav1.LabelSelectorOpIn || len(r.Values) != 1 || fromMatchLabels(s, r) || hasKey(s.Requirements[:i], r.Key) {
				continue // with another requirement on the key it is a redundant or contradictory one
			}
			label := r.Key + ": " + scalar(r.Values[0])
			f := lint.Finding{
				At: r.At.Child("operator"), Key: r.String(),
				Message: fmt.Sprintf("operator In with the one value %s says the same as an entry of matchLabels, at more length", r.Values[0]),
				Help:    "write matchLabels: {" + label + "}",
			}
			if len(s.Requirements) == 1 {
				at := s.At.Child("matchExpressions")
				f.Fixes = []lint.Fix{{Title: "write it as matchLabels", Safety: lint.Safe, Edits: []lint.Edit{
					{At: at, OnKey: true, New: "matchLabels"}, {At: at, New: "{" + label + "}"},
				}}}
			}
			pass.Report(f)
		}
	}
}
