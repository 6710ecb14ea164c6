package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// emptyEgressNoEffect reports an empty list of egress rules in a policy without
// policyTypes. API defaulting adds the type Egress only where there are egress
// rules (SetDefaults_NetworkPolicy), so that the list, which reads like a deny,
// denies nothing.
func emptyEgressNoEffect() *lint.Rule {
	return &lint.Rule{
		Code: "NP209", Name: "empty-egress-no-effect", Category: lint.Egress, Severity: lint.Error, Since: "0.1.0",
		Summary:  "an empty egress list without policyTypes denies nothing",
		Controls: []lint.Control{lint.NSADefaultDeny, lint.BothDirections},
		Check:    checkEmptyEgressNoEffect,
	}
}

func checkEmptyEgressNoEffect(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if !emptyEgress(p) {
			continue
		}
		consequence := ""
		if defaultDeny(p.Namespace, cluster.Egress) == nil && !allIsolated(p.Selected, cluster.Egress) {
			consequence = fmt.Sprintf(", so %s can connect to anywhere", subject(p))
		}
		pass.Report(lint.Finding{
			At: p.At.Child("spec").Child("egress"), Key: "egress",
			Message: "this empty egress list denies nothing: without policyTypes, a policy controls egress only if it has egress rules" + consequence,
			Help:    "write policyTypes: [Ingress, Egress] to deny all egress, or remove the egress line",
			Covers:  []lint.Cover{{Code: "NP954", At: nameOf(p.At)}},
		})
	}
}

// emptyEgress reports whether a policy has an egress section without rules, and
// no policyTypes that would give it a meaning.
func emptyEgress(p *cluster.Policy) bool {
	written := p.Spec.Egress != nil || slices.Contains(p.Nulls, p.At.Child("spec").Child("egress"))
	return p.TypesOmitted && len(p.Spec.Egress) == 0 && written
}

// allIsolated reports whether there are pods, and each is isolated in the
// direction.
func allIsolated(workloads []*cluster.Workload, d cluster.Direction) bool {
	return len(workloads) > 0 && !slices.ContainsFunc(workloads, func(w *cluster.Workload) bool { return !w.Isolated(d) })
}
