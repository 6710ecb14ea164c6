package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// conflictingPriority reports pairs of cluster-wide policies that decide the same
// connections differently and have the same priority: "there is no way for the user to
// reliably determine which one it will choose" (the documentation of priority in
// ClusterNetworkPolicySpec).
func conflictingPriority() *lint.Rule {
	return &lint.Rule{
		Code: "NP705", Name: "conflicting-priority", Category: lint.Redundancy, Severity: lint.Warning, Since: "0.1.0",
		Summary: "two cluster-wide policies of one tier and priority decide the same connections differently",
		Check:   checkConflictingPriority,
	}
}

func checkConflictingPriority(pass *lint.Pass) {
	for _, c := range pass.Model.Clashes {
		p, q := c.Policy, c.Other
		pass.Report(lint.Finding{
			At: p.At.Child("spec").Child("priority"), Key: kindOf(q) + " " + q.Name,
			Message: fmt.Sprintf("%s %s has the same tier and priority %d, and may %s what this policy may %s: which comes first is undefined",
				kindOf(q), q.Name, p.Priority, c.OtherRule.Action, c.Rule.Action),
			Help: fmt.Sprintf("give one of them another number as priority; the lower number decides first, such as priority: %d", freePriority(pass.Model, p)),
			Related: []lint.Related{
				{At: c.Rule.At, Message: fmt.Sprintf("this rule %s it", verb(c.Rule.Action))},
				{At: c.OtherRule.At, Message: fmt.Sprintf("and this one of %s %s it", q.Name, verb(c.OtherRule.Action))},
			},
		})
	}
}

// freePriority is the next higher number that no policy of the tier has.
func freePriority(m *cluster.Model, p *cluster.Policy) int32 {
	free := p.Priority + 1
	for _, o := range m.Tiered { // by priority
		if o.Tier == p.Tier && o.Priority == free {
			free++
		}
	}
	return free
}
