package reach

import (
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

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
	switch {
	case peer.IPBlock != nil:
		return e.blockHolds(peer.IPBlock, other)
	case other.Controller:
		return e.controllerMatches(peer)
	}
	namespace, labels, ok := e.identity(other)
	if !ok || peer.Namespaces == nil && peer.Pods == nil {
		return cluster.No
	}
	answer := cluster.Yes
	if peer.Namespaces == nil {
		if p.Namespace == nil || namespace != p.Namespace.Name {
			return cluster.No
		}
	} else {
		answer = e.inNamespace(namespace, peer.Namespaces)
	}
	if peer.Pods != nil && !peer.Pods.Matches(labels) {
		return cluster.No
	}
	return answer
}

// inNamespace applies a selector to a namespace, which the model need not know.
func (e *Engine) inNamespace(namespace string, s *cluster.Selector) cluster.Truth {
	if ns := e.model.Namespace(namespace); ns != nil {
		return ns.Matches(s)
	}
	return s.MatchesPartly(map[string]string{cluster.NameLabel: namespace})
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

// blockHolds reports whether a block includes an end. The addresses of pods are
// mostly unknown, and so may be the answer; a [Matrix] takes it for no then.
func (e *Engine) blockHolds(b *cluster.IPBlock, other Endpoint) cluster.Truth {
	set := blockSet(b)
	switch {
	case other.Workload != nil:
		return e.options.blockHolds(set, other.Workload)
	case other.Pod != nil, other.Controller:
		return e.options.holdsPods(set)
	case set.has(other.Addr):
		return cluster.Yes
	}
	return cluster.No
}

// portAllowed reports whether a rule's ports include the flow's. A named port is
// looked up on the destination pod, and never matches an address.
func portAllowed(r *cluster.Rule, f Flow) cluster.Truth {
	if r.AnyPort() {
		return cluster.Yes
	}
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Covers(f.Protocol, f.Port) || p.Name != "" && resolves(f.To, p, f) {
			return cluster.Yes
		}
	}
	return cluster.No
}

// resolves reports whether the destination has the flow's port under the name that
// a rule gives.
func resolves(to Endpoint, p *cluster.Port, f Flow) bool {
	if p.Protocol != "" && p.Protocol != f.Protocol {
		return false
	}
	for _, port := range portsOf(to) {
		if port.Name == p.Name && port.Protocol == f.Protocol && port.Port == f.Port {
			return true
		}
	}
	return false
}

// portsOf are the ports that a pod declares.
func portsOf(x Endpoint) []manifest.ContainerPort {
	switch {
	case x.Workload != nil:
		return x.Workload.Ports
	case x.Pod != nil:
		return x.Pod.Ports
	}
	return nil
}
