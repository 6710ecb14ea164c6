package rules

import (
	"fmt"

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
		Summary:  "policyTypes is left out, so which directions are isolated depends on which sections there are",
		Controls: []lint.Control{lint.BothDirections},
		Check:    checkPolicyTypesOmitted,
	}
}

func checkPolicyTypesOmitted(pass *lint.Pass) {
	denied := map[*cluster.Namespace]map[string]bool{}
	for _, p := range pass.Model.Policies {
		// Two traps of the default have rules of their own.
		if !p.TypesOmitted || misleads(p, denied) || emptyEgress(p) {
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
