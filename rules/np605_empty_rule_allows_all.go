package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// emptyRuleAllowsAll reports ingress rules with neither sources nor ports, which
// allow everything though they look like nothing. CiliumNetworkPolicy reads the
// same {} as deny all, which makes it easy to get wrong (Cilium's documentation,
// "Ingress Default Deny").
func emptyRuleAllowsAll() *lint.Rule {
	return &lint.Rule{
		Code: "NP605", Name: "empty-rule-allows-all", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an empty ingress rule looks like nothing and allows everything",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkEmptyRuleAllowsAll,
	}
}

func checkEmptyRuleAllowsAll(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		for i := range p.Rules[cluster.Ingress] {
			r := &p.Rules[cluster.Ingress][i]
			if !r.AllowsAll() || r.Null || saysOpen(p.Name) || defeatsDefaultDeny(p, cluster.Ingress) {
				continue
			}
			if _, open := openedPods(pass, p, r); !open {
				continue // edges, which anyone is meant to reach
			}
			consequence := "the policy limits no ingress"
			// A policy for all pods without a default deny beside it.
			if p.SelectsAll() && pass.Model.CoverageKnown(p.Namespace) {
				consequence = p.Namespace.Name + " has no default deny"
			}
			pass.Report(lint.Finding{
				At: r.At, Key: "ingress",
				Message: fmt.Sprintf("this empty ingress rule lets anyone, outside the cluster too, connect to %s on any port, so %s", subject(p), consequence),
				Help:    "to deny all write ingress: [] (only in a CiliumNetworkPolicy does - {} mean that); else name the callers under from: and the ports",
				Witness: inbound(pass, p, r),
				Covers:  []lint.Cover{{Code: "NP804", At: r.At}, {Code: "NP954", At: nameOf(p.At)}},
			})
		}
	}
}
