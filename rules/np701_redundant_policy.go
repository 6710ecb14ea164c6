package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// redundantPolicies reports policies without which every pod, now and later, keeps
// exactly the connections that it has: policies only add up (the NetworkPolicy
// documentation, "the two sorts of pod isolation"), and others isolate the same
// pods and allow them the same.
func redundantPolicies() *lint.Rule {
	return &lint.Rule{
		Code: "NP701", Name: "redundant-policy", Category: lint.Redundancy, Severity: lint.Info, Since: "0.1.0",
		Summary: "other policies isolate the same pods and allow all that this one allows",
		Check:   checkRedundantPolicy,
	}
}

func checkRedundantPolicy(pass *lint.Pass) {
	for _, r := range redundant(pass, false).policies {
		p := r.policy
		if r.twin == nil && hasReopened(pass, p) {
			continue // what is wrong is that its exceptions have no effect
		}
		f := lint.Finding{At: nameOf(p.At), Key: "policy"}
		if r.twin != nil {
			f.Message = fmt.Sprintf("policy %s says the same as policy %s of the same namespace, so it changes nothing", p.Name, r.twin.Name)
			f.Help = "remove one of them, or give this one the podSelector and the rules that were meant"
			f.Related = []lint.Related{{At: nameOf(r.twin.At), Message: "policy " + r.twin.Name + " says the same"}}
		} else {
			f.Message = fmt.Sprintf("policy %s changes nothing: the same pods are isolated without it, and %s all that it allows", p.Name, allowing(r.by))
			f.Help = "remove the policy, or narrow the other one if it allows more than was meant"
			f.Related = decidersAt(r.by)
		}
		pass.Report(f)
	}
}

// allowing says which policies allow something: policy a allows, policies a and b
// allow.
func allowing(by []reach.Decider) string {
	if len(policiesOf(by)) == 1 {
		return policyNames(by) + " allows"
	}
	return policyNames(by) + " allow"
}

// policyNames lists the policies of some rules in words, the first few of them.
func policyNames(by []reach.Decider) string {
	const shown = 3
	var names []string
	policies := policiesOf(by)
	for i, p := range policies {
		if i == shown {
			names = append(names, fmt.Sprintf("%d more", len(policies)-shown))
			break
		}
		names = append(names, p.Name)
	}
	switch len(names) {
	case 0:
		return "no policy"
	case 1:
		return "policy " + names[0]
	}
	return "policies " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func policiesOf(by []reach.Decider) []*cluster.Policy {
	var out []*cluster.Policy
	seen := map[*cluster.Policy]bool{}
	for _, d := range by {
		if !seen[d.Policy] {
			seen[d.Policy] = true
			out = append(out, d.Policy)
		}
	}
	return out
}

// decidersAt points at some rules, the first few of them.
func decidersAt(by []reach.Decider) []lint.Related {
	const shown = 4
	var out []lint.Related
	for i := range by[:min(len(by), shown)] {
		out = append(out, lint.Related{At: by[i].Rule.At, Message: fmt.Sprintf("this rule of %s %s it", by[i].Policy.Name, verb(by[i].Rule.Action))})
	}
	return out
}
