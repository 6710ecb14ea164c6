package rules

import (
	"fmt"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// rulesIgnoredByPolicyTypes reports rules of a direction that an explicit
// policyTypes leaves out. policyTypes alone decides which sections count (the
// API reference of NetworkPolicySpec); Cilium enforces ingress rules of an
// Egress-only policy anyway.
func rulesIgnoredByPolicyTypes() *lint.Rule {
	return &lint.Rule{
		Code: "NP602", Name: "rules-ignored-by-policy-types", Category: lint.Traps, Severity: lint.Error, Since: "0.1.0",
		Summary:  "rules are written for a direction that policyTypes leaves out, so they have no effect",
		Controls: []lint.Control{lint.BothDirections},
		Check:    checkRulesIgnoredByPolicyTypes,
	}
}

func checkRulesIgnoredByPolicyTypes(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		// A type that does not exist is refused: nothing has any effect then.
		if p.TypesOmitted || p.Spec == nil || !knownTypes(p) {
			continue
		}
		spec := p.At.Child("spec")
		if n := len(p.Spec.Ingress); ignores(p, cluster.Ingress) {
			pass.Report(lint.Finding{
				At: spec.Child("ingress"), Key: "ingress",
				Message: fmt.Sprintf("%s no effect: policyTypes is %s, so by the API ingress of %s stays as open as without this policy; Cilium enforces such rules all the same and denies the rest, so the policy means different things on different clusters",
					rulesHave(n, "ingress"), types(p), subject(p)),
				Help:    "add Ingress to policyTypes, or remove the ingress section",
				Related: []lint.Related{{At: spec.Child("policyTypes"), Message: "Ingress is missing here"}},
			})
		}
		if n := len(p.Spec.Egress); ignores(p, cluster.Egress) {
			pass.Report(lint.Finding{
				At: spec.Child("egress"), Key: "egress",
				Message: fmt.Sprintf("%s no effect: policyTypes is %s, so by the API egress of %s stays as open as without this policy",
					rulesHave(n, "egress"), types(p), subject(p)),
				Help:    "add Egress to policyTypes, and a rule for DNS on port 53 if there is none, or remove the egress section",
				Related: []lint.Related{{At: spec.Child("policyTypes"), Message: "Egress is missing here"}},
			})
		}
	}
}

// ignores reports whether a policy has rules for a direction that its policyTypes
// leave out.
func ignores(p *cluster.Policy, d cluster.Direction) bool {
	n := len(p.Spec.Ingress)
	if d == cluster.Egress {
		n = len(p.Spec.Egress)
	}
	return n > 0 && !p.TypesOmitted && !p.Isolates[d] && knownTypes(p)
}

func rulesHave(n int, direction string) string {
	if n == 1 {
		return "this " + direction + " rule has"
	}
	return fmt.Sprintf("these %d %s rules have", n, direction)
}

func knownTypes(p *cluster.Policy) bool {
	return !slices.ContainsFunc(p.Spec.PolicyTypes, func(t networkingv1.PolicyType) bool {
		return t != networkingv1.PolicyTypeIngress && t != networkingv1.PolicyTypeEgress
	})
}

// types writes policyTypes as the author did.
func types(p *cluster.Policy) string {
	var out []string
	for _, t := range p.Spec.PolicyTypes {
		out = append(out, string(t))
	}
	return "[" + strings.Join(out, ", ") + "]"
}
