package rules

import (
	"fmt"
	"path"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// namespaceWithoutPolicy reports namespaces that have pods and no policy at all.
// The CIS Kubernetes benchmark (5.3.2) asks that every namespace has policies.
func namespaceWithoutPolicy() *lint.Rule {
	return &lint.Rule{
		Code: "NP103", Name: "namespace-without-policy", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a namespace has pods and no network policy, so every pod of the cluster can reach them",
		Controls: []lint.Control{lint.CISEveryNamespace, lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    checkNamespaceWithoutPolicy,
	}
}

func checkNamespaceWithoutPolicy(pass *lint.Pass) {
	for _, c := range coverages(pass) {
		if c.gap[cluster.Ingress] != noPolicy {
			continue
		}
		pods, connect := fmt.Sprintf("its %d workloads (%s)", len(c.pods), names(c.pods)), "connect"
		if len(c.pods) == 1 {
			pods, connect = fmt.Sprintf("its only workload (%s)", names(c.pods)), "connects"
		}
		reached, connects := "can be reached from "+c.where(cluster.Ingress), connect+" to "+c.where(cluster.Egress)
		switch {
		case len(c.open[cluster.Egress]) == 0: // cluster-wide policies may deny it by default, and no ingress
			pods += " " + reached
		case openedByAdmin(pass)[c.ns]: // default-deny-defeated says by which rule
			pods += " " + connects
		default:
			pods += " " + reached + " and " + connects
		}
		f := lint.Finding{
			At: c.ns.At, Key: "policy", OfNamespace: true,
			Message: fmt.Sprintf("namespace %s has no network policy: %s", c.ns.Name, pods),
			Help:    fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {} and policyTypes: [Ingress, Egress], and allow DNS on port 53 and what each workload needs", c.ns.Name),
			Related: placesOf(c.pods, c.ns.At, "no policy isolates %s"),
		}
		if forgotten := c.notListed(pass.Model); len(forgotten) > 0 {
			p := forgotten[0]
			file := path.Base(p.At.Object.File())
			f.Related = append(f.Related, lint.Related{At: nameOf(p.At), Message: fmt.Sprintf("policy %s is here, and the kustomization of the directory does not list it, so it is not applied to %s", p.Name, c.ns.Name)})
			f.Help = fmt.Sprintf("list %s in the kustomization if it is meant for namespace %s; else %s", file, c.ns.Name, f.Help)
		}
		pass.Report(f)
	}
}
