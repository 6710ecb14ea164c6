package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// genericPolicyName reports policies whose name says the contrary of what they do:
// a default deny that allows everything or leaves its direction alone, an allow that
// allows nothing. Whoever lists the policies of a namespace sees the names alone.
func genericPolicyName() *lint.Rule {
	return &lint.Rule{
		Code: "NP954", Name: "generic-policy-name", Category: lint.Hygiene, Severity: lint.Info, Since: "0.1.0",
		Summary:  "the name of a policy says the contrary of what it does",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkGenericPolicyName,
	}
}

func checkGenericPolicyName(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if p.NoSpec || ignores(p, cluster.Ingress) || ignores(p, cluster.Egress) {
			continue // rules-ignored-by-policy-types
		}
		if key, says, does, help := nameAgainst(p, meaningOf(p.Name)); key != "" {
			reportName(pass, p, key, says, does, help)
		}
	}
	for _, p := range pass.Model.Tiered {
		only, some := onlyAction(p)
		n := meaningOf(p.Name)
		switch {
		case !some:
		case n.denies && !n.allows && only == cluster.Allow:
			reportName(pass, p, "deny", "denies", "has rules that allow, and none that denies", "write action: Deny in the rules that should deny, or rename the policy")
		case n.allows && !n.denies && only == cluster.Deny:
			reportName(pass, p, "allow", "allows", "has rules that deny, and none that allows", "write action: Allow (Accept in a ClusterNetworkPolicy) in the rules that should allow, or rename the policy")
		}
	}
}

func reportName(pass *lint.Pass, p *cluster.Policy, key, says, does, help string) {
	pass.Report(lint.Finding{
		At: nameOf(p.At), Key: key,
		Message: fmt.Sprintf("the name %s says that this policy %s, but it %s", p.Name, says, does),
		Help:    help,
	})
}

// nameAgainst compares what the name of a NetworkPolicy says with what it does.
func nameAgainst(p *cluster.Policy, n meaning) (key, says, does, help string) {
	in, out := cluster.Ingress, cluster.Egress
	nothing := len(p.Rules[in])+len(p.Rules[out]) == 0
	switch {
	case n.denies && !n.allows && (n.all || n.ends[in] || n.ends[out]):
		for _, d := range cluster.Directions {
			if p.Isolates[d] && opensAll(p, d) != nil && (n.ends[d] || !n.ends[in] && !n.ends[out]) {
				return "deny " + d.String(), "denies " + d.String(), "allows everything by an empty rule", fmt.Sprintf("write %s: [], which allows nothing, or rename the policy", d)
			}
		}
		for _, d := range cluster.Directions {
			if n.ends[d] && !p.Isolates[d] {
				other := cluster.Directions[1-d]
				return "deny " + d.String(), "denies " + d.String(), fmt.Sprintf("controls %s alone", other),
					fmt.Sprintf("write policyTypes: [%s], or name the policy for %s", map[cluster.Direction]string{in: "Ingress", out: "Egress"}[d], other)
			}
		}
	case n.allows && !n.denies && nothing:
		return "allow", "allows something", "has no rules, so it allows nothing and denies " + isolated(p), "write the rules, or name the policy for what it denies"
	case n.allows && !n.denies && n.ends[out] && !n.ends[in] && !p.Isolates[out]:
		return "allow egress", "is about egress", "controls ingress alone", "write policyTypes: [Egress] and the rules under egress:, or rename the policy"
	}
	return "", "", "", ""
}

// isolated names the directions that a policy isolates.
func isolated(p *cluster.Policy) string {
	switch p.Isolates {
	case [2]bool{true, true}:
		return "all ingress and egress"
	case [2]bool{false, true}:
		return "all egress"
	}
	return "all ingress"
}

// onlyAction returns the action that all rules of a cluster-wide policy have, those
// that pass left out; some is false where there is none, or two.
func onlyAction(p *cluster.Policy) (only cluster.Action, some bool) {
	for _, d := range cluster.Directions {
		for i := range p.Rules[d] {
			switch action := p.Rules[d][i].Action; {
			case action == cluster.Pass:
				return 0, false
			case some && action != only:
				return 0, false
			default:
				only, some = action, true
			}
		}
	}
	return only, some
}

// meaning is what the words of a policy's name say.
type meaning struct {
	allows, denies bool
	// all is set for a name that says all, any or default beside deny.
	all bool
	// ends are the directions that the name ends with, or has beside deny or allow.
	ends [2]bool
}

func meaningOf(name string) (n meaning) {
	words := nameWords(name)
	deny := -1
	for i, word := range words {
		switch word {
		case "allow", "allows", "permit", "permits", "accept":
			n.allows = true
		case "deny", "denies", "denyall":
			n.denies = true
			deny = i
			n.all = n.all || word == "denyall"
		// A policy that allows some of what another one denies.
		case "except", "exception", "no", "not", "without", "limit", "restrict", "only", "block", "blocks":
			n.allows, n.denies = true, true
		}
	}
	if deny >= 0 {
		n.all = n.all || slices.Contains(words, "all") || slices.Contains(words, "default") || slices.Contains(words, "any") || slices.Contains(words, "everything")
	}
	for i, word := range words {
		d, is := direction(word)
		if !is {
			continue
		}
		last := i == len(words)-1 || endsName(words[i+1:])
		_, next := direction(wordAt(words, i+1))
		_, before := direction(wordAt(words, i-1))
		// In allow-ingress-nginx and allow-egress-gateway the word is part of a name.
		if last || next || wordAt(words, i+1) == "and" || before && wordAt(words, i+1) == "" || wordAt(words, i+1) == "to" || wordAt(words, i+1) == "from" {
			n.ends[d] = true
		}
	}
	return n
}

// direction is the direction that a word of a name stands for.
func direction(word string) (cluster.Direction, bool) {
	switch word {
	case "ingress", "inbound", "incoming":
		return cluster.Ingress, true
	case "egress", "outbound", "outgoing":
		return cluster.Egress, true
	}
	return 0, false
}

// endsName reports whether the last words of a name add nothing to it.
func endsName(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool {
		switch word {
		case "policy", "np", "netpol", "networkpolicy", "traffic", "all", "default", "rule", "rules":
			return false
		}
		return true
	})
}

// wordAt returns a word of a name, or "" outside of it.
func wordAt(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}
