package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// contradictorySelector reports a selector whose requirements no object can meet
// together. All of them must hold (Kubernetes documentation, "Labels and
// Selectors": matchLabels and matchExpressions are ANDed), and an object has one
// value for a key.
func contradictorySelector() *lint.Rule {
	return &lint.Rule{
		Code: "NP407", Name: "contradictory-selector", Category: lint.Selectors, Severity: lint.Error, Since: "0.1.0",
		Summary:  "the requirements of a selector contradict each other, so it matches nothing",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkContradictorySelector,
	}
}

func checkContradictorySelector(pass *lint.Pass) {
	for u := range selectorUses(pass.Model) {
		c := contradiction(u.selector, u.ofNamespaces())
		if c == nil {
			continue
		}
		what := "pod"
		if u.ofNamespaces() {
			what = "namespace"
		}
		f := lint.Finding{At: valuesAt(u.selector, c.requirement), Key: u.selector.String()}
		if c.with == nil {
			f.Message = fmt.Sprintf("no namespace matches %s, as each has the label %s, so %s", c.requirement, cluster.NameLabel, u.nothing())
			f.Help = fmt.Sprintf("to leave some namespaces out, write matchExpressions: [{key: %s, operator: NotIn, values: [kube-system]}]", cluster.NameLabel)
		} else {
			f.Message = fmt.Sprintf("no %s can have both %s and %s, so %s", what, c.with, c.requirement, u.nothing())
			if len(c.others) > 0 {
				all := []string{c.with.String()}
				for _, r := range append(c.others, c.requirement) {
					all = append(all, r.String())
				}
				f.Message = fmt.Sprintf("no %s can have %s at once, so %s", what, listWords(all), u.nothing())
			}
			f.Help = "remove one of the two requirements; for either of two values, write one requirement with operator: In and both values"
			f.Related = []lint.Related{{At: valuesAt(u.selector, c.with), Message: fmt.Sprintf("contradicts %s", c.requirement)}}
			for _, r := range c.others {
				f.Related = append(f.Related, lint.Related{At: valuesAt(u.selector, r), Message: "rules out other values"})
			}
		}
		pass.Report(f)
	}
}
