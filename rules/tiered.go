package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// everyPolicy lists the NetworkPolicies and then the cluster-wide ones, for rules
// that read both.
func everyPolicy(m *cluster.Model) []*cluster.Policy {
	if len(m.Tiered) == 0 {
		return m.Policies
	}
	return slices.Concat(m.Policies, m.Tiered)
}

// namespaceName is the name of a policy's namespace: of a cluster-wide policy that
// of the one namespace it applies to, if there is one.
func namespaceName(p *cluster.Policy) string {
	if p.Namespace != nil {
		return p.Namespace.Name
	}
	for i := range p.Namespaces.Requirements {
		if r := &p.Namespaces.Requirements[i]; r.Key == cluster.NameLabel && r.Positive() && len(r.Values) == 1 {
			return r.Values[0]
		}
	}
	return ""
}

// permits reports whether a rule gives permission that would be missing without
// it. Those of NetworkPolicies do. One of the admin tier does if it allows: no
// NetworkPolicy can take that back. One of the baseline tier does if it allows
// what another rule of its policy would deny.
func permits(p *cluster.Policy, d cluster.Direction, r *cluster.Rule) bool {
	switch {
	case p.Tier == cluster.TierNetworkPolicy:
		return true
	case r.Action != cluster.Allow || slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return peer.Unread }):
		return false
	case p.Tier == cluster.TierAdmin:
		return true
	}
	for i := range p.Rules[d] {
		if p.Rules[d][i].Action == cluster.Deny {
			return true
		}
	}
	return false
}

// beyond says in words what sets the permission of a cluster-wide policy apart from
// that of a NetworkPolicy.
func beyond(p *cluster.Policy) string {
	switch p.Tier {
	case cluster.TierAdmin:
		return ", and no NetworkPolicy can deny it"
	case cluster.TierBaseline:
		return " unless a NetworkPolicy isolates them"
	}
	return ""
}

// preempted reports whether an earlier rule of the same cluster-wide policy takes
// all that some peer of a rule is about: such a rule allows nothing by that peer.
func preempted(p *cluster.Policy, d cluster.Direction, r *cluster.Rule, peer *cluster.Peer) bool {
	if p.Tier == cluster.TierNetworkPolicy {
		return false
	}
	const most = 100 // rules of a policy that the API server takes
	for i := range p.Rules[d][:min(len(p.Rules[d]), most)] {
		earlier := &p.Rules[d][i]
		if earlier == r {
			return false
		}
		if !earlier.AnyPort() {
			continue
		}
		for j := range earlier.Peers {
			q := &earlier.Peers[j]
			switch {
			case q.IPBlock != nil && peer.IPBlock != nil:
				if q.IPBlock.Prefix.IsValid() && q.IPBlock.Prefix.Bits() <= peer.IPBlock.Prefix.Bits() && q.IPBlock.Prefix.Contains(peer.IPBlock.Prefix.Addr()) {
					return true
				}
			case q.Namespaces != nil && peer.Namespaces != nil:
				if anyPod(q) {
					return true
				}
			}
		}
	}
	return false
}

// anyPod reports whether a peer is every pod of every namespace.
func anyPod(peer *cluster.Peer) bool {
	return peer.Namespaces != nil && anyNamespace(peer.Namespaces) && (peer.Pods == nil || peer.Pods.Empty())
}

// tierDenial is what the cluster-wide policies deny some pods in one direction:
// all other pods, all addresses outside of the cluster, or part of that. Other pods
// are all that an ingress rule can name.
type tierDenial struct{ pods, internet, some bool }

// closes reports whether they deny by default.
func (t tierDenial) closes(d cluster.Direction) bool {
	return t.pods && (t.internet || d == cluster.Ingress)
}

// tierDenials finds out what the cluster-wide policies deny by default. A policy
// that may apply to some pods, as the labels of their namespace are not shown,
// counts where it denies.
func tierDenials(m *cluster.Model) map[*cluster.Workload]*[2]tierDenial {
	if len(m.Tiered) == 0 {
		return nil
	}
	// By scope, pods and addresses: whether a rule has decided for good, or left the
	// decision to the tiers below.
	type state struct{ decided, passed [2]bool }
	out := map[*cluster.Workload]*[2]tierDenial{}
	states := map[*cluster.Workload]*[2]state{}
	for _, p := range m.Tiered {
		var sums [2]tierSum
		for _, d := range cluster.Directions {
			sums[d] = sumOf(p, d)
		}
		if sums == [2]tierSum{} {
			continue
		}
		for _, ns := range m.NamespacesFor(p.Namespaces) {
			truth := ns.Matches(p.Namespaces)
			if truth == cluster.No {
				continue
			}
			for _, w := range m.Select(ns, p.Subject) {
				if out[w] == nil {
					out[w], states[w] = &[2]tierDenial{}, &[2]state{}
				}
				for _, d := range cluster.Directions {
					t, s := &out[w][d], &states[w][d]
					t.some = t.some || sums[d].some
					for scope, action := range sums[d].all {
						if !action.there || s.decided[scope] || s.passed[scope] && p.Tier == cluster.TierAdmin || truth != cluster.Yes && action.Action != cluster.Deny {
							continue
						}
						if action.Action == cluster.Pass {
							s.passed[scope] = true
							continue
						}
						s.decided[scope] = true
						if action.Action == cluster.Deny {
							*[...]*bool{&t.pods, &t.internet}[scope] = true
						}
					}
				}
			}
		}
	}
	return out
}

// tierSum is what one cluster-wide policy does in a direction with all pods and with
// all outside addresses, and whether it denies anything at all.
type tierSum struct {
	all [2]struct {
		there bool
		cluster.Action
	}
	some bool
}

func sumOf(p *cluster.Policy, d cluster.Direction) (sum tierSum) {
	for i := range p.Rules[d] {
		r := &p.Rules[d][i]
		sum.some = sum.some || r.Action == cluster.Deny
		if !r.AnyPort() {
			continue
		}
		var whole [2]bool
		for j := range r.Peers {
			peer := &r.Peers[j]
			whole[0] = whole[0] || anyPod(peer) || everyIPv4(peer.IPBlock) || peer.Unread && r.Action == cluster.Deny
			whole[1] = whole[1] || wholeInternet(peer.IPBlock) || peer.Unread && r.Action == cluster.Deny
		}
		for scope := range whole {
			if whole[scope] && !sum.all[scope].there {
				sum.all[scope].there, sum.all[scope].Action = true, r.Action
			}
		}
	}
	return sum
}

// everyIPv4 reports whether a block is every IPv4 address, those of pods included:
// networks of a cluster-wide policy match pods too.
func everyIPv4(b *cluster.IPBlock) bool {
	return b != nil && b.Prefix.IsValid() && b.Prefix.Addr().Is4() && b.Prefix.Bits() == 0 && len(b.Except) == 0
}

// opensAllTraffic reports whether a rule of a cluster-wide policy allows every
// connection in a direction. Ingress of such a policy is about pods alone.
func opensAllTraffic(p *cluster.Policy, d cluster.Direction, r *cluster.Rule) bool {
	return p.Tier != cluster.TierNetworkPolicy && permits(p, d, r) && r.AnyPort() &&
		slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return anyPod(&peer) && !preempted(p, d, r, &peer) }) &&
		(d == cluster.Ingress || len(wholeBlocks(r)) > 0)
}

// defeat is a rule of the admin tier that undoes the default denies of NetworkPolicies.
type defeat struct {
	policy    *cluster.Policy
	direction cluster.Direction
	rule      *cluster.Rule
	denies    []*cluster.Policy
}

func defeats(pass *lint.Pass) []defeat {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []defeat {
		var out []defeat
		for _, p := range pass.Model.Tiered {
			for _, d := range cluster.Directions {
				for i := range p.Rules[d] {
					if denies := defeatedDenies(pass, p, d, &p.Rules[d][i]); len(denies) > 0 {
						out = append(out, defeat{p, d, &p.Rules[d][i], denies})
					}
				}
			}
		}
		return out
	})
}

// openedByAdmin are the namespaces whose pods such a rule opens for ingress, whatever
// NetworkPolicies they have.
func openedByAdmin(pass *lint.Pass) map[*cluster.Namespace]bool {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) map[*cluster.Namespace]bool {
		out := map[*cluster.Namespace]bool{}
		for _, d := range defeats(pass) {
			if d.direction != cluster.Ingress {
				continue
			}
			for _, ns := range pass.Model.NamespacesFor(d.policy.Namespaces) {
				out[ns] = out[ns] || ns.Matches(d.policy.Namespaces) == cluster.Yes
			}
		}
		return out
	})
}

// defeatedDenies lists the default denies of the namespaces in which a rule of the
// admin tier allows every pod all that the cluster's pods send or accept; none for
// another rule.
func defeatedDenies(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule) []*cluster.Policy {
	if p.Tier != cluster.TierAdmin || r.Action != cluster.Allow || !r.AnyPort() || !p.Subject.Empty() ||
		!slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return anyPod(&peer) && !preempted(p, d, r, &peer) }) {
		return nil
	}
	type key struct{}
	denies := lint.Once(pass, key{}, func(pass *lint.Pass) (denies [2]map[*cluster.Namespace]*cluster.Policy) {
		for _, d := range cluster.Directions {
			denies[d] = map[*cluster.Namespace]*cluster.Policy{}
			for _, ns := range pass.Model.Namespaces {
				if deny := defaultDeny(ns, d); deny != nil {
					denies[d][ns] = deny
				}
			}
		}
		return denies
	})
	var out []*cluster.Policy
	for _, ns := range pass.Model.NamespacesFor(p.Namespaces) {
		if deny := denies[d][ns]; deny != nil && ns.Matches(p.Namespaces) == cluster.Yes {
			out = append(out, deny)
		}
	}
	return out
}
