package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// peersMayMeet reports whether a pod or an address may be a peer of two rules. Only
// what selectors rule out is ruled out; blocks may be for anyone.
func peersMayMeet(p *cluster.Policy, r *cluster.Rule, q *cluster.Policy, s *cluster.Rule) bool {
	const most = 1000 // pairs
	if r.AnyPeer() || s.AnyPeer() || len(r.Peers)*len(s.Peers) > most {
		return true
	}
	return slices.ContainsFunc(r.Peers, func(x cluster.Peer) bool {
		return slices.ContainsFunc(s.Peers, func(y cluster.Peer) bool { return mayMeet(p, &x, q, &y) })
	})
}

func mayMeet(p *cluster.Policy, x *cluster.Peer, q *cluster.Policy, y *cluster.Peer) bool {
	switch {
	case !selects(x) || !selects(y) || hasUnresolved(x) || hasUnresolved(y):
		return true
	case x.Pods != nil && y.Pods != nil && x.Pods.Disjoint(y.Pods):
		return false
	case p.Namespace == nil || q.Namespace == nil: // where peers name their namespaces
		return x.Namespaces == nil || y.Namespaces == nil || !x.Namespaces.Disjoint(y.Namespaces)
	case x.Namespaces == nil && y.Namespaces == nil:
		return p.Namespace == q.Namespace
	case x.Namespaces == nil:
		return p.Namespace.Matches(y.Namespaces) != cluster.No
	case y.Namespaces == nil:
		return q.Namespace.Matches(x.Namespaces) != cluster.No
	}
	return !x.Namespaces.Disjoint(y.Namespaces)
}

// selects reports whether a peer chooses pods by selectors.
func selects(peer *cluster.Peer) bool {
	return peer.IPBlock == nil && !peer.Unread && !peer.Elsewhere && (peer.Namespaces != nil || peer.Pods != nil)
}

// mayBePeer reports whether the pods of a workload may be a peer of a rule, by their
// labels or by an address.
func mayBePeer(p *cluster.Policy, r *cluster.Rule, w *cluster.Workload) bool {
	return r.AnyPeer() || slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool {
		switch {
		case !selects(&peer) || hasUnresolved(&peer):
			return true
		case peer.Pods != nil && !peer.Pods.Matches(w.Labels):
			return false
		case peer.Namespaces == nil:
			return w.Namespace == p.Namespace
		}
		return w.Namespace.Matches(peer.Namespaces) != cluster.No
	})
}
