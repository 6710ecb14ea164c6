package reach_test

import (
	"slices"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// naiveTiered is a policy of one of the tiers around the NetworkPolicies, of
// whichever kind: what it is about is asked one connection at a time.
type naiveTiered struct {
	tier     string
	priority int32
	name     string
	subject  naivePeer
	rules    map[bool][]naiveRule // by whether of egress
}

// naiveRule acts on what some peer and some port match. No ports are all.
type naiveRule struct {
	action   string // Allow, Deny or Pass
	peers    []naivePeer
	anyPort  bool
	portions []func(naiveFlow) bool
}

// naivePeer has exactly one of: a selector of namespaces, one of namespaces and one of
// pods, networks.
type naivePeer struct {
	namespaces *metav1.LabelSelector
	pods       *metav1.LabelSelector
	networks   []string
}

// naiveOrder: "Policies with lower priority values have higher precedence." Of equals
// we take the name.
func naiveOrder(list []*naiveTiered) {
	slices.SortFunc(list, func(a, b *naiveTiered) int {
		switch {
		case a.priority < b.priority || a.priority == b.priority && a.name < b.name:
			return -1
		}
		return 1
	})
}

// tier: the first rule that matches a connection decides. "Pass skips all further
// rules in the current tier, and passes evaluation to the next tier."
func (c *naiveCluster) tier(tier string, f naiveFlow, own, other naiveEnd, egress bool) (allowed, final bool) {
	for _, p := range c.tiers {
		if p.tier != tier {
			continue
		}
		for _, r := range p.rules[egress] {
			match := func(guess bool) bool {
				c.guess = guess
				return c.selected(p.subject, own) && r.ports(f) && c.anyOf(&r, other)
			}
			if !match(true) {
				continue
			}
			action := r.action
			if r.unknown() && action != "Allow" {
				action = "Deny"
			}
			if !match(false) {
				// It may match or not, so the answer is the one that is asked for,
				// unless going on can give it too.
				switch {
				case action == "Allow" && !c.favour, action == "Deny" && c.favour:
					continue
				case c.favour:
					action = "Allow"
				default:
					action = "Deny"
				}
			}
			if action == "Pass" {
				return false, false
			}
			return action == "Allow", true
		}
	}
	return false, false
}

// anyOf reports whether some peer matches. A rule with a peer that has no field which
// is known fails closed: it accepts nothing, or else it denies all.
func (c *naiveCluster) anyOf(r *naiveRule, other naiveEnd) bool {
	if r.unknown() {
		return r.action != "Allow"
	}
	return slices.ContainsFunc(r.peers, func(peer naivePeer) bool { return c.selected(peer, other) })
}

func (r *naiveRule) unknown() bool {
	return slices.ContainsFunc(r.peers, func(peer naivePeer) bool { return peer.namespaces == nil && len(peer.networks) == 0 })
}

// selected: "host-networked pods are not included", but "cluster-internal traffic will
// be checked against networks as well".
func (c *naiveCluster) selected(p naivePeer, e naiveEnd) bool {
	for _, cidr := range p.networks {
		if e.pod == nil && naiveIn(cidr, e.ip) || e.pod != nil && c.holds(&networkingv1.IPBlock{CIDR: cidr}, e.pod, c.guess) {
			return true
		}
	}
	if p.namespaces == nil || e.pod == nil || e.pod.hostNetwork {
		return false
	}
	return c.namespace(e.pod.namespace, p.namespaces) && (p.pods == nil || naiveMatch(p.pods, e.pod.labels))
}

func (r *naiveRule) ports(f naiveFlow) bool {
	return r.anyPort || slices.ContainsFunc(r.portions, func(matches func(naiveFlow) bool) bool { return matches(f) })
}

// naiveRange matches ports of a protocol, TCP if none is said.
func naiveRange(protocol string, from, to int32) func(naiveFlow) bool {
	if protocol == "" {
		protocol = "TCP"
	}
	return func(f naiveFlow) bool { return f.protocol == protocol && from <= f.port && f.port <= to }
}

// naiveNamed matches the ports of a name that the destination has, of any protocol.
func naiveNamed(name string) func(naiveFlow) bool {
	return func(f naiveFlow) bool {
		if f.to.pod == nil {
			return false
		}
		for _, own := range f.to.pod.ports {
			protocol := string(own.Protocol)
			if protocol == "" {
				protocol = "TCP"
			}
			if own.Name == name && own.ContainerPort == f.port && protocol == f.protocol {
				return true
			}
		}
		return false
	}
}
