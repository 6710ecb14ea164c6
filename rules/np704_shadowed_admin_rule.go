package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// shadowedAdminRule reports rules of cluster-wide policies that decide nothing: the
// first rule of a tier that matches a connection does, by priority and then by the
// order in the policy (KEP-2091, and the documentation of
// ClusterNetworkPolicySpec), and earlier ones match all that they match.
func shadowedAdminRule() *lint.Rule {
	return &lint.Rule{
		Code: "NP704", Name: "shadowed-admin-rule", Category: lint.Redundancy, Severity: lint.Warning, Since: "0.1.0",
		Summary: "earlier rules of the tier decide all that this rule of a cluster-wide policy matches",
		Check:   checkShadowedAdminRule,
	}
}

func checkShadowedAdminRule(pass *lint.Pass) {
	whole := map[*cluster.Policy][]shadowedRule{}
	all := shadowed(pass)
	for _, s := range all {
		if len(s.others) > 0 {
			whole[s.Policy] = append(whole[s.Policy], s)
		}
	}
	for _, s := range all {
		p := s.Policy
		if rules := len(p.Rules[cluster.Ingress]) + len(p.Rules[cluster.Egress]); rules > 1 && len(whole[p]) == rules {
			if s.Rule == whole[p][0].Rule {
				reportShadowedPolicy(pass, p, whole[p])
			}
			continue
		}
		reportShadowed(pass, s)
	}
}

func reportShadowed(pass *lint.Pass, s shadowedRule) {
	f := lint.Finding{
		At: s.Rule.At, Key: s.direction.String() + " " + ruleContent(s.Rule),
		Message: fmt.Sprintf("this rule never %s anything: %s first", verb(s.Rule.Action), deciding(s.Policy, s.by)),
		Help:    "move it before the rule that decides, or give its policy a lower number as priority; remove it if the earlier rule is right",
		Related: decidersAt(s.by),
	}
	if sameAction(s.Rule, s.by) {
		// Redundant, and nothing is lost.
		f.Message = fmt.Sprintf("this rule is never reached: %s first, with the same action", deciding(s.Policy, s.by))
		f.Help = "remove it"
		f.Fixes = []lint.Fix{{Title: "remove the rule", Safety: lint.Safe, Edits: []lint.Edit{{At: s.Rule.At, Remove: true}}}}
		pass.ReportAs(lint.Info, f)
		return
	}
	pass.Report(f)
}

// reportShadowedPolicy reports a policy none of whose rules is ever reached.
func reportShadowedPolicy(pass *lint.Pass, p *cluster.Policy, rules []shadowedRule) {
	var by []reach.Decider
	severity := lint.Info
	for _, s := range rules {
		if !sameAction(s.Rule, s.others) {
			severity = lint.Warning
		}
		for _, d := range s.others {
			if !slices.Contains(by, d) {
				by = append(by, d)
			}
		}
	}
	pass.ReportAs(severity, lint.Finding{
		At: nameOf(p.At), Key: "policy",
		Message: fmt.Sprintf("no rule of %s is ever reached: %s, with a lower number as priority, first decide what they match", p.Name, policyNames(by)),
		Help:    "give the policy a lower number as priority if its rules are the exceptions, or remove it",
		Related: decidersAt(by),
	})
}

// sameAction reports whether all rules that decide in place of one do the same.
func sameAction(r *cluster.Rule, deciders []reach.Decider) bool {
	return !slices.ContainsFunc(deciders, func(by reach.Decider) bool { return by.Rule.Action != r.Action })
}

// deciding says which earlier rules decide, and what they do.
func deciding(p *cluster.Policy, by []reach.Decider) string {
	var actions []string
	for _, d := range by {
		if a := verb(d.Rule.Action); !slices.Contains(actions, a) {
			actions = append(actions, a)
		}
	}
	does := strings.Join(actions, " or ")
	own := func(d reach.Decider) bool { return d.Policy == p }
	switch {
	case len(by) == 1 && by[0].Policy == p:
		return fmt.Sprintf("an earlier rule of the policy matches all of that and %s it", does)
	case !slices.ContainsFunc(by, func(d reach.Decider) bool { return !own(d) }):
		return fmt.Sprintf("earlier rules of the policy together match all of that, and their word (%s) comes", does)
	case len(by) == 1:
		return fmt.Sprintf("policy %s has a lower priority number, matches all of that and %s it", by[0].Policy.Name, does)
	}
	return fmt.Sprintf("%s together match all of that, and their word (%s) comes", policyNames(by), does)
}
