package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// redundantRules reports rules that allow nothing which other rules for the same
// pods do not allow: the rules of all policies of a pod add up (the NetworkPolicy
// documentation, "the two sorts of pod isolation").
func redundantRules() *lint.Rule {
	return &lint.Rule{
		Code: "NP702", Name: "redundant-rule", Category: lint.Redundancy, Severity: lint.Info, Since: "0.1.0",
		Summary: "other rules for the same pods allow all that this rule allows",
		Options: []lint.Option{{
			Name: "wider-policies", Kind: lint.BoolOption,
			Doc: "whether rules of policies with a wider podSelector make a rule redundant too, as those of a policy for every pod of the namespace",
		}},
		Check: checkRedundantRule,
	}
}

func checkRedundantRule(pass *lint.Pass) {
	for _, r := range redundant(pass, pass.Bool("wider-policies")).rules {
		if len(reopened(pass)[r.Rule]) > 0 {
			continue // what is wrong is that its exceptions have no effect
		}
		f := lint.Finding{
			At: r.Rule.At, Key: r.direction.String() + " " + ruleContent(r.Rule),
			Message: fmt.Sprintf("this rule changes nothing: %s all that it allows to the same pods", allowingRules(r.Policy, r.by)),
			Help:    "remove the rule, or narrow the other one if it allows more than was meant",
			Related: decidersAt(r.by),
			Fixes:   []lint.Fix{{Title: "remove the rule", Safety: lint.Safe, Edits: []lint.Edit{{At: r.Rule.At, Remove: true}}}},
		}
		if r.direction == cluster.Egress {
			f.Message = fmt.Sprintf("this rule changes nothing: %s all that it allows from the same pods", allowingRules(r.Policy, r.by))
		}
		pass.Report(f)
	}
}

// allowingRules says which rules allow something, seen from one of their policies.
func allowingRules(p *cluster.Policy, by []reach.Decider) string {
	var others []reach.Decider
	for _, d := range by {
		if d.Policy != p {
			others = append(others, d)
		}
	}
	switch {
	case len(others) > 0 && len(others) == len(by):
		return allowing(others)
	case len(others) > 0:
		return "other rules of this policy and " + policyNames(others) + " allow"
	case len(by) == 1:
		return "another rule of this policy allows"
	}
	return "other rules of this policy together allow"
}
