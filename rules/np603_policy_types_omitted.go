package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// policyTypesOmitted reports policies that leave policyTypes to the API server,
// which fills in Ingress always and Egress where egress rules exist. What the
// policy isolates then changes with its sections (the API reference of
// NetworkPolicySpec). Where the default surely is a trap, other rules speak.
func policyTypesOmitted() *lint.Rule {
	return &lint.Rule{
		Code: "NP603", Name: "policy-types-omitted", Category: lint.Traps, Severity: lint.Info, Since: "0.1.0",
		Summary: "policyTypes is left out, so which directions are isolated depends on which sections there are",
		Check:   checkPolicyTypesOmitted,
	}
}

func checkPolicyTypesOmitted(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if !p.TypesOmitted || p.Spec == nil || defaultedTypesMislead(p) {
			continue
		}
		list, effect := "[Ingress]", "Ingress, and not Egress"
		if p.Isolates[cluster.Egress] {
			list, effect = "[Ingress, Egress]", "Ingress and Egress"
		}
		f := lint.Finding{
			At: p.At.At("/spec/policyTypes"), Key: "policyTypes",
			Message: fmt.Sprintf("policyTypes is left out, so the API server derives it from the sections, here as %s: adding or removing rules may change in which directions the policy isolates %s", effect, subject(p)),
			Help:    "write policyTypes: " + list + ", which is what holds now",
		}
		if p.NoSpec {
			f.Message = fmt.Sprintf("this policy has no spec, which the API server reads as a denial of all ingress to %s", subject(p))
			f.Help = "if that is meant write spec: {podSelector: {}, policyTypes: [Ingress]}, else remove the policy"
		}
		pass.Report(f)
	}
}

// defaultedTypesMislead reports whether the default is one of the two traps that
// have rules of their own: egress rules alone, which deny ingress as well, and
// an empty egress section, which denies nothing.
func defaultedTypesMislead(p *cluster.Policy) bool {
	written := p.Spec.Egress != nil || slices.Contains(p.Nulls, p.At.Child("spec").Child("egress"))
	return isolatesIngressByDefault(p) || len(p.Spec.Egress) == 0 && written
}
