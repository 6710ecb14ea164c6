package reach

import (
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Engine answers questions about one model.
type Engine struct {
	model   *cluster.Model
	options Options
}

// New returns an engine for the model.
func New(m *cluster.Model, o Options) *Engine { return &Engine{model: m, options: o} }

// Side is the judgement of one direction of a flow: of the source's egress
// policies, or of the destination's ingress policies.
type Side struct {
	// Answer is Yes when the direction allows the flow: no policy isolates the
	// pod, or some rule allows it.
	Answer cluster.Truth
	// Isolating are the policies that isolate the pod in this direction.
	Isolating []*cluster.Policy
	// By is the policy and Rule the rule that allows the flow, or may allow it;
	// nil when none does or none needs to.
	By   *cluster.Policy
	Rule *cluster.Rule
}

// Verdict says whether a flow is allowed, and what decides it. Sides are
// indexed by direction.
type Verdict struct {
	Answer cluster.Truth
	Sides  [2]Side
}

// Explain judges one flow by the policies of its two ends. A flow is allowed
// only where both sides allow it; an address outside the cluster has no
// policies (the NetworkPolicy documentation, "the two sorts of pod isolation").
func (e *Engine) Explain(f Flow) Verdict {
	var v Verdict
	v.Sides[cluster.Egress] = e.side(f, cluster.Egress, f.From, f.To)
	v.Sides[cluster.Ingress] = e.side(f, cluster.Ingress, f.To, f.From)
	v.Answer = v.Sides[cluster.Egress].Answer.And(v.Sides[cluster.Ingress].Answer)
	return v
}

// side judges a flow by the policies of one end.
func (e *Engine) side(f Flow, d cluster.Direction, own, other Endpoint) Side {
	side := Side{Isolating: e.isolating(own, d)}
	if len(side.Isolating) == 0 {
		side.Answer = cluster.Yes
		return side
	}
	for _, p := range side.Isolating {
		for i := range p.Rules[d] {
			r := &p.Rules[d][i]
			answer := e.allows(p, r, other).And(portAllowed(r, f))
			if answer > side.Answer {
				side.Answer, side.By, side.Rule = answer, p, r
			}
			if answer == cluster.Yes {
				return side
			}
		}
	}
	return side
}

// isolating returns the policies that isolate an end in a direction.
func (e *Engine) isolating(own Endpoint, d cluster.Direction) []*cluster.Policy {
	switch {
	case own.Workload != nil:
		return own.Workload.Policies[d]
	case own.Pod != nil:
		ns := e.model.Namespace(own.Pod.Namespace)
		if ns == nil {
			return nil
		}
		var out []*cluster.Policy
		for _, p := range ns.Policies {
			if p.Isolates[d] && p.Subject.Matches(own.Pod.Labels) {
				out = append(out, p)
			}
		}
		return out
	}
	return nil
}

// allows reports whether a rule's peers include an end.
func (e *Engine) allows(p *cluster.Policy, r *cluster.Rule, other Endpoint) cluster.Truth {
	if r.AnyPeer() {
		return cluster.Yes
	}
	answer := cluster.No
	for i := range r.Peers {
		answer = answer.Or(e.peer(p, &r.Peers[i], other))
	}
	return answer
}

func (e *Engine) peer(p *cluster.Policy, peer *cluster.Peer, other Endpoint) cluster.Truth {
	if peer.IPBlock != nil {
		return blockHolds(peer.IPBlock, other)
	}
	namespace, labels, ok := e.identity(other)
	if !ok || peer.Namespaces == nil && peer.Pods == nil {
		return cluster.No
	}
	answer := cluster.Yes
	if peer.Namespaces == nil {
		if namespace != p.Namespace.Name {
			return cluster.No
		}
	} else if ns := e.model.Namespace(namespace); ns != nil {
		answer = ns.Matches(peer.Namespaces)
	} else {
		answer = peer.Namespaces.MatchesPartly(map[string]string{cluster.NameLabel: namespace})
	}
	if peer.Pods != nil && !peer.Pods.Matches(labels) {
		return cluster.No
	}
	return answer
}

// identity is what selectors see of an end; a pod on the host network and an
// address are not seen.
func (e *Engine) identity(x Endpoint) (namespace string, labels map[string]string, ok bool) {
	switch {
	case x.Workload != nil:
		return x.Workload.Namespace.Name, x.Workload.Labels, !x.Workload.HostNetwork
	case x.Pod != nil:
		return x.Pod.Namespace, x.Pod.Labels, true
	}
	return "", nil, false
}

// portAllowed reports whether a rule's ports include the flow's. A named port is
// looked up on the destination pod, and never matches an address.
func portAllowed(r *cluster.Rule, f Flow) cluster.Truth {
	if r.AnyPort() {
		return cluster.Yes
	}
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Covers(f.Protocol, f.Port) {
			return cluster.Yes
		}
		if p.Name != "" && p.Protocol == f.Protocol && resolves(f.To, p.Name, f.Protocol, f.Port) {
			return cluster.Yes
		}
	}
	return cluster.No
}

func resolves(to Endpoint, name, protocol string, port int32) bool {
	var ports []manifest.ContainerPort
	switch {
	case to.Workload != nil:
		ports = to.Workload.Ports
	case to.Pod != nil:
		ports = to.Pod.Ports
	}
	return slices.Contains(ports, manifest.ContainerPort{Name: name, Protocol: protocol, Port: port})
}

// blockHolds reports whether a block includes an end. The addresses of pods are
// not known from manifests, so a block matches pods surely only when it holds
// every private range, and surely not when it holds none of any.
func blockHolds(b *cluster.IPBlock, other Endpoint) cluster.Truth {
	if !b.Prefix.IsValid() {
		return cluster.No
	}
	if other.Addr.IsValid() {
		if !b.Prefix.Contains(other.Addr) {
			return cluster.No
		}
		for _, x := range b.Except {
			if x.Prefix.IsValid() && x.Prefix.Contains(other.Addr) {
				return cluster.No
			}
		}
		return cluster.Yes
	}
	return holdsPods(b)
}

// privateRanges are those from which clusters give pods their addresses.
func privateRanges(ipv4 bool) []netip.Prefix {
	if !ipv4 {
		return []netip.Prefix{netip.MustParsePrefix("fc00::/7")}
	}
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
		netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
	}
}

func holdsPods(b *cluster.IPBlock) cluster.Truth {
	all, none := true, true
	for _, private := range privateRanges(b.Prefix.Addr().Is4()) {
		switch {
		case !b.Prefix.Overlaps(private) || excepted(b, private):
			all = false
		case b.Prefix.Bits() <= private.Bits() && !cut(b, private):
			none = false
		default:
			all, none = false, false
		}
	}
	switch {
	case all:
		return cluster.Yes
	case none:
		return cluster.No
	}
	return cluster.Unknown
}

// excepted reports whether the exceptions take the whole range out of a block.
func excepted(b *cluster.IPBlock, r netip.Prefix) bool {
	for _, x := range b.Except {
		if x.Prefix.IsValid() && x.Prefix.Bits() <= r.Bits() && x.Prefix.Contains(r.Addr()) {
			return true
		}
	}
	return false
}

// cut reports whether some exception takes a part of the range out of a block.
func cut(b *cluster.IPBlock, r netip.Prefix) bool {
	for _, x := range b.Except {
		if x.Prefix.IsValid() && x.Prefix.Overlaps(r) {
			return true
		}
	}
	return false
}
