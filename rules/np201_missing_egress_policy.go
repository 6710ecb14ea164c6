package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// missingEgressPolicy reports namespaces whose policies guard ingress alone, so
// that a compromised pod can send data to anywhere. The NSA/CISA Kubernetes
// hardening guide asks for policies in both directions.
func missingEgressPolicy() *lint.Rule {
	return &lint.Rule{
		Code: "NP201", Name: "missing-egress-policy", Category: lint.Egress, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a namespace isolates pods for ingress and none for egress",
		Controls: []lint.Control{lint.NSADefaultDeny, lint.BothDirections},
		Check:    checkMissingEgressPolicy,
	}
}

func checkMissingEgressPolicy(pass *lint.Pass) {
	for _, c := range coverages(pass) {
		if c.gap[cluster.Egress] != noEgressPolicy {
			continue
		}
		has := fmt.Sprintf("namespace %s has policies for ingress and none for egress", c.ns.Name)
		if len(c.ns.Policies) == 0 {
			has = fmt.Sprintf("cluster-wide policies deny ingress to namespace %s by default, and none denies egress", c.ns.Name)
		}
		f := lint.Finding{
			At: c.at(cluster.Egress), Key: "egress", OfNamespace: true,
			Message: has + ": " + c.openPods(cluster.Egress),
			Help:    c.help(cluster.Egress),
		}
		for _, p := range c.ns.Policies {
			if len(p.Selected) > 0 && p.Isolates[cluster.Ingress] {
				f.Related = append(f.Related, lint.Related{At: nameOf(p.At), Message: fmt.Sprintf("policy %s controls ingress only", p.Name)})
				break
			}
		}
		pass.Report(f)
	}
}
