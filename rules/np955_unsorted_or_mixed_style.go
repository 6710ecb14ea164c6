package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// unsortedOrMixedStyle reports lists that are out of order, and rules that write one
// thing in two ways. Order means nothing to the API; a reader finds what is missing
// in a list that has one.
func unsortedOrMixedStyle() *lint.Rule {
	return &lint.Rule{
		Code: "NP955", Name: "unsorted-or-mixed-style", Category: lint.Hygiene, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "blocks, exceptions or ports are out of order, or a rule writes one thing in two ways",
		Controls: []lint.Control{lint.WatchTraffic},
		Options: []lint.Option{
			{Name: "shortest-list", Kind: lint.IntOption, Doc: "entries from which on a list should be in order", Int: 4, Min: 2, Max: 1000},
		},
		Check: checkUnsortedOrMixedStyle,
	}
}

func checkUnsortedOrMixedStyle(pass *lint.Pass) {
	shortest := pass.Int("shortest-list")
	for _, p := range pass.Model.Policies {
		for _, d := range cluster.Directions {
			for i := range p.Rules[d] {
				checkOrder(pass, d, &p.Rules[d][i], shortest)
				if written := writtenRule(p, d, i); written != nil {
					checkMixedProtocol(pass, d, &p.Rules[d][i], written)
				}
			}
		}
	}
}

// checkOrder looks for the first entry of each list that stands after a greater one.
func checkOrder(pass *lint.Pass, d cluster.Direction, r *cluster.Rule, shortest int) {
	var blocks []*cluster.IPBlock
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b != nil && b.Prefix.IsValid() {
			blocks = append(blocks, b)
		}
	}
	reportOrder(pass, d, blocks, shortest, func(x, y *cluster.IPBlock) int { return x.Prefix.Compare(y.Prefix) }, func(b *cluster.IPBlock) (manifest.Ref, string, string) {
		return b.At, b.Text, "blocks"
	})
	for _, b := range blocks {
		reportOrder(pass, d, b.Except, shortest, func(x, y cluster.Except) int { return x.Prefix.Compare(y.Prefix) }, func(e cluster.Except) (manifest.Ref, string, string) {
			return e.At, e.Text, "exceptions of " + b.Text
		})
	}
	var ports []*cluster.Port
	for i := range r.Ports {
		if r.Ports[i].Name == "" {
			ports = append(ports, &r.Ports[i])
		}
	}
	// Ports are often listed by protocol first.
	byPort := func(x, y *cluster.Port) int { return int(x.From - y.From) }
	if !ordered(ports, func(x, y *cluster.Port) int {
		if x.Protocol != y.Protocol {
			return 0
		}
		return byPort(x, y)
	}) {
		reportOrder(pass, d, ports, shortest, byPort, func(p *cluster.Port) (manifest.Ref, string, string) {
			return p.At, fmt.Sprintf("%d/%s", p.From, p.Protocol), "ports"
		})
	}
}

func ordered[T any](list []T, compare func(x, y T) int) bool {
	return slices.IsSortedFunc(list, compare)
}

func reportOrder[T any](pass *lint.Pass, d cluster.Direction, list []T, shortest int, compare func(x, y T) int, describe func(T) (manifest.Ref, string, string)) {
	if len(list) < shortest {
		return
	}
	for i := 1; i < len(list); i++ {
		if compare(list[i-1], list[i]) > 0 {
			at, text, what := describe(list[i])
			_, before, _ := describe(list[i-1])
			pass.Report(lint.Finding{
				At: at, Key: d.String() + " " + what + " " + text,
				Message: fmt.Sprintf("%s stands after %s, so the %d %s are in no order and a missing one is hard to see", text, before, len(list), what),
				Help:    fmt.Sprintf("put the %s in ascending order", what),
			})
			return
		}
	}
}

// writtenRule returns the ports of a rule as its author wrote them.
func writtenRule(p *cluster.Policy, d cluster.Direction, i int) []networkingv1.NetworkPolicyPort {
	switch {
	case d == cluster.Ingress && i < len(p.Spec.Ingress):
		return p.Spec.Ingress[i].Ports
	case d == cluster.Egress && i < len(p.Spec.Egress):
		return p.Spec.Egress[i].Ports
	}
	return nil
}

// checkMixedProtocol looks for a port that leaves its protocol to the default beside
// one that says TCP.
func checkMixedProtocol(pass *lint.Pass, d cluster.Direction, r *cluster.Rule, written []networkingv1.NetworkPolicyPort) {
	said, left := -1, -1
	for i := range written {
		switch {
		case written[i].Protocol == nil:
			if left < 0 {
				left = i
			}
		case *written[i].Protocol == corev1.ProtocolTCP:
			said = i
		}
	}
	if said < 0 || left < 0 || left >= len(r.Ports) {
		return
	}
	pass.Report(lint.Finding{
		At: r.Ports[left].At, Key: d.String() + " protocol " + portsText(&cluster.Rule{Ports: r.Ports[left : left+1]}),
		Message: "this port leaves out its protocol, and another one of the rule says TCP, which is the default: one thing in two ways",
		Help:    "write protocol: TCP here too",
	})
}
