package rules

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// ownNamespaceWidePeer reports peers of every pod of the policy's own namespace. An
// empty podSelector selects them all (the NetworkPolicy documentation, "Behavior of
// to and from selectors"), so that one pod that is taken over reaches each other.
func ownNamespaceWidePeer() *lint.Rule {
	return &lint.Rule{
		Code: "NP307", Name: "own-namespace-wide-peer", Category: lint.Breadth, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "a peer is every pod of the namespace, so that nothing is kept apart within it",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Options: []lint.Option{{
			Name: "smallest-namespace", Doc: "how many workloads a namespace has at least to be reported, where the input shows them", Kind: lint.IntOption,
			Int: 3, Min: 1, Max: 100000,
		}},
		Check: checkOwnNamespaceWidePeer,
	}
}

func checkOwnNamespaceWidePeer(pass *lint.Pass) {
	least := pass.Int("smallest-namespace")
	for _, p := range pass.Model.Policies {
		if p.Namespace.Shown() && len(p.Namespace.Workloads) < least {
			continue
		}
		for _, d := range cluster.Directions {
			if opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				r := &p.Rules[d][i]
				for j := range r.Peers {
					if everyPodOfOwn(p, &r.Peers[j]) && !dnsOnly(r) {
						reportOwnNamespace(pass, p, d, r, &r.Peers[j])
						break
					}
				}
			}
		}
	}
}

// everyPodOfOwn reports whether a peer is every pod of the policy's namespace, and
// of no other.
func everyPodOfOwn(p *cluster.Policy, peer *cluster.Peer) bool {
	if peer.IPBlock != nil || peer.Pods != nil && !peer.Pods.Empty() {
		return false
	}
	if peer.Namespaces == nil {
		return peer.Pods != nil
	}
	return slices.ContainsFunc(peer.Namespaces.Requirements, func(r cluster.Requirement) bool {
		return r.Key == cluster.NameLabel && r.Op == metav1.LabelSelectorOpIn && len(r.Values) == 1 && r.Values[0] == p.Namespace.Name
	})
}

func reportOwnNamespace(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, peer *cluster.Peer) {
	f := lint.Finding{
		At: peer.At, Key: d.String() + " " + portsText(r),
		Help: "name the pods, such as podSelector: {matchLabels: {app: frontend}}",
	}
	if peer.Pods != nil {
		f.At = peer.Pods.At
	} else {
		f.At = peer.Namespaces.At
	}
	if d == cluster.Ingress {
		f.Message = fmt.Sprintf("every pod of %s may connect to %s on %s, so that one which is taken over reaches all of them", p.Namespace.Name, subject(p), portsText(r))
	} else {
		f.Message = fmt.Sprintf("%s may connect to every pod of %s on %s, so that one which is taken over reaches all of them", subject(p), p.Namespace.Name, portsText(r))
	}
	f.Witness = within(pass, p, d, r, peer)
	pass.Report(f)
}

// within is a flow between two workloads of one namespace that the peer lets
// through, or nil where the input shows none.
func within(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, peer *cluster.Peer) *reach.Flow {
	const tries = 3
	for _, w := range p.Selected[:min(len(p.Selected), tries)] {
		for _, other := range peer.Selected[:min(len(peer.Selected), tries)] {
			if w == other || !cheap(w, d) || !cheap(other, 1-d) {
				continue
			}
			from, to := other, w
			if d == cluster.Egress {
				from, to = w, other
			}
			protocol, port := aPort(r, to, cluster.Ingress)
			flow := reach.Flow{From: reach.Endpoint{Workload: from}, To: reach.Endpoint{Workload: to}, Protocol: protocol, Port: port}
			if pass.Reach.Explain(flow).Answer == cluster.Yes {
				return &flow
			}
		}
	}
	return nil
}
