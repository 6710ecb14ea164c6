package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// partialNamespaceCoverage reports the pods that were left out where most pods
// of their namespace are isolated: the way in for lateral movement, against
// which the NSA/CISA Kubernetes hardening guide asks for policies that select
// all pods.
func partialNamespaceCoverage() *lint.Rule {
	return &lint.Rule{
		Code: "NP108", Name: "partial-namespace-coverage", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a namespace isolates at least half of its pods, and leaves others out",
		Controls: []lint.Control{lint.CISEveryNamespace, lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    checkPartialNamespaceCoverage,
	}
}

func checkPartialNamespaceCoverage(pass *lint.Pass) {
	for _, c := range coverages(pass) {
		in, out := c.gap[cluster.Ingress] == partly, c.gap[cluster.Egress] == partly
		if in && out && slices.Equal(c.open[cluster.Ingress], c.open[cluster.Egress]) {
			reportPartial(pass, &c, cluster.Ingress, "ingress and egress", "policyTypes: [Ingress, Egress]")
			continue
		}
		if in {
			reportPartial(pass, &c, cluster.Ingress, "ingress", "policyTypes: [Ingress]")
		}
		if out {
			reportPartial(pass, &c, cluster.Egress, "egress", "policyTypes: [Egress]")
		}
	}
}

// reportPartial points at the first pods that are open, as the fix begins there.
func reportPartial(pass *lint.Pass, c *coverage, d cluster.Direction, direction, types string) {
	open := c.open[d]
	verb := "are"
	if len(open) == 1 {
		verb = "is"
	}
	allow := ""
	if direction != "ingress" {
		allow = ", and allow DNS on port 53"
	}
	at := nameOf(open[0].At)
	pass.Report(lint.Finding{
		At: at, Key: direction, OfNamespace: true,
		Message: fmt.Sprintf("%s %s isolated by no policy for %s, while %d of %d workloads of namespace %s are", names(open), verb, direction, len(c.pods)-len(open), len(c.pods), c.ns.Name),
		Help:    fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {} and %s, so that no pod is left out%s", c.ns.Name, types, allow),
		Related: placesOf(open, at, "no policy isolates %s for "+direction+" either"),
	})
}
