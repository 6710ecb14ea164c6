package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// ingressFromAny reports ingress rules that name no source, on pods that are no
// edge. A rule without from allows every source, outsiders included (the
// NetworkPolicy documentation, and trivy's KUBE-0001).
func ingressFromAny() *lint.Rule {
	return &lint.Rule{
		Code: "NP302", Name: "ingress-from-any", Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an ingress rule names no source, so anyone may connect to pods that are not exposed on purpose",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkIngressFromAny,
	}
}

func checkIngressFromAny(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		for i := range p.Rules[cluster.Ingress] {
			r := &p.Rules[cluster.Ingress][i]
			if !r.AnyPeer() || r.AnyPort() && !namedAllowAll(p, r) || !r.AnyPort() && opensAll(p, cluster.Ingress) != nil {
				continue
			}
			opened, open := openedPods(pass, p, r)
			if !open {
				continue
			}
			f := lint.Finding{
				At: r.At, Key: "ingress on " + portsText(r),
				Message: fmt.Sprintf("this rule names no source, so anyone, outside the cluster too, may connect to %s on %s", affected(p, opened), portsText(r)),
				Help:    "name the callers under from:, such as podSelector: {matchLabels: {app: frontend}}, or the namespace of the gateway in front",
				Witness: witnessAmong(pass, opened, r, cluster.Ingress, outside()),
			}
			if r.AllowsAll() {
				f.Covers = []lint.Cover{{Code: "NP804", At: r.At}}
			}
			pass.Report(f)
		}
	}
}

// namedAllowAll reports whether a rule allows everything by intention: the name
// of its policy says so. Null is never an intention.
func namedAllowAll(p *cluster.Policy, r *cluster.Rule) bool {
	return r.AllowsAll() && !r.Null && saysOpen(p.Name) && !defeatsDefaultDeny(p, cluster.Ingress)
}

// portsText lists the ports of a rule in words, the first few of them.
func portsText(r *cluster.Rule) string {
	const shown = 4
	if r.AnyPort() {
		return "any port"
	}
	var parts []string
	for i := range r.Ports {
		if i == shown {
			return fmt.Sprintf("%s and %d more", strings.Join(parts, ", "), len(r.Ports)-shown)
		}
		parts = append(parts, portText(&r.Ports[i]))
	}
	return strings.Join(parts, ", ")
}
