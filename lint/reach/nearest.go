package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Miss is a rule that allows something, but not the flow in question, and what the
// flow lacks for it.
type Miss struct {
	Decider
	// At is the peer or the ports that do not match, and Lacks says why not.
	At    manifest.Ref
	Lacks string

	distance int
}

// Nearest lists the rules of a direction that do not allow a flow, those first that
// lack least: only the port, only a label, only the namespace.
func (e *Engine) Nearest(f Flow, d cluster.Direction) []Miss {
	own, other := f.From, f.To
	if d == cluster.Ingress {
		own, other = f.To, f.From
	}
	var out []Miss
	for _, p := range e.isolating(own, d) {
		for i := range p.Rules[d] {
			if m := e.miss(p, &p.Rules[d][i], f, other); m.Lacks != "" {
				out = append(out, m)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Miss) int { return cmp.Compare(a.distance, b.distance) })
	return out
}

// miss says what a flow lacks for a rule.
func (e *Engine) miss(p *cluster.Policy, r *cluster.Rule, f Flow, other Endpoint) Miss {
	out := Miss{Decider: Decider{p, r}}
	var why []string
	if e.allows(p, r, other) != cluster.Yes {
		best := Miss{distance: 100}
		for i := range r.Peers {
			if m := e.peerMiss(p, &r.Peers[i], other); m.distance < best.distance {
				best = m
			}
		}
		out.At, out.distance = best.At, best.distance
		why = append(why, best.Lacks)
	}
	if portAllowed(r, f) != cluster.Yes {
		if len(why) == 0 {
			out.At = r.At.Child("ports")
			if len(r.Ports) == 1 {
				out.At = r.Ports[0].At.Child("port")
			}
		} else {
			out.distance += 10
		}
		why = append(why, portLacks(r, f))
	}
	out.Lacks = strings.Join(why, ", and ")
	return out
}

// peerMiss says what an end lacks for a peer. The distance is 1 for pods of the
// right namespace, 2 for others, 3 for what no selector or no block can match.
func (e *Engine) peerMiss(p *cluster.Policy, peer *cluster.Peer, other Endpoint) Miss {
	out := Miss{At: peer.At, distance: 3}
	if b := peer.IPBlock; b != nil {
		switch {
		case !other.Addr.IsValid() && e.blockHolds(b, other) == cluster.Unknown:
			out.Lacks = fmt.Sprintf("the addresses of pods are not known, so whether %s holds that of %s is not either: --pod-cidr tells it", b.Text, other)
			out.distance = 2
		case !other.Addr.IsValid():
			out.Lacks = fmt.Sprintf("%s is a block of addresses, and %s is a pod", b.Text, other)
		case b.Prefix.IsValid() && b.Prefix.Contains(other.Addr):
			out.Lacks = fmt.Sprintf("an exception of %s takes out %s", b.Text, other)
			out.distance = 1
		default:
			out.Lacks = fmt.Sprintf("%s is not in %s", other, b.Text)
		}
		return out
	}
	namespace, labels, ok := e.identity(other)
	if !ok {
		out.Lacks = "selectors match pods, and " + other.String() + " is an address"
		if other.Workload != nil {
			out.Lacks = "no selector matches " + other.String() + ", which is on the host network"
		}
		return out
	}
	switch {
	case peer.Namespaces == nil && p.Namespace != nil && namespace != p.Namespace.Name:
		out.distance = 2
		out.Lacks = fmt.Sprintf("without a namespaceSelector it selects pods of namespace %s only", p.Namespace.Name)
		return out
	case peer.Namespaces != nil:
		switch e.inNamespace(namespace, peer.Namespaces) {
		case cluster.No:
			out.distance = 2
			out.Lacks = fmt.Sprintf("its namespaceSelector asks for %s, and namespace %s %s", peer.Namespaces, namespace, has(e.namespaceLabels(namespace), peer.Namespaces))
			return out
		case cluster.Unknown:
			out.distance = 1
			out.Lacks = fmt.Sprintf("its namespaceSelector asks for %s, and no manifest of namespace %s shows its labels", peer.Namespaces, namespace)
			return out
		}
	}
	out.distance = 1
	if peer.Pods != nil {
		out.Lacks = fmt.Sprintf("its podSelector asks for %s, and %s %s", peer.Pods, other, has(labels, peer.Pods))
	}
	return out
}

func (e *Engine) namespaceLabels(name string) map[string]string {
	if ns := e.model.Namespace(name); ns != nil {
		return ns.Labels
	}
	return map[string]string{cluster.NameLabel: name}
}

// has says how labels fail a selector: by the first requirement that they do not
// meet.
func has(labels map[string]string, s *cluster.Selector) string {
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if r.Matches(labels) {
			continue
		}
		if value, ok := labels[r.Key]; ok {
			return "has " + r.Key + "=" + value
		}
		return "has no label " + r.Key
	}
	return "does not match"
}

// portLacks says which ports a rule allows instead of the flow's.
func portLacks(r *cluster.Rule, f Flow) string {
	var allowed []string
	for i := range r.Ports {
		p := &r.Ports[i]
		protocol := cmp.Or(p.Protocol, "any protocol")
		switch {
		case p.Name != "":
			allowed = append(allowed, p.Name+"/"+protocol+named(p, f.To))
		case p.AllPorts():
			allowed = append(allowed, "all ports of "+protocol)
		case p.From == p.To:
			allowed = append(allowed, fmt.Sprintf("%d/%s", p.From, protocol))
		default:
			allowed = append(allowed, fmt.Sprintf("%d-%d/%s", p.From, p.To, protocol))
		}
	}
	return fmt.Sprintf("it allows %s, not %d/%s", strings.Join(allowed, ", "), f.Port, f.Protocol)
}

// named says which port a name stands for on a destination.
func named(p *cluster.Port, to Endpoint) string {
	for _, port := range portsOf(to) {
		if port.Name == p.Name && (port.Protocol == p.Protocol || p.Protocol == "") {
			return fmt.Sprintf(" (%d on %s)", port.Port, to)
		}
	}
	return " (no port of " + to.String() + ")"
}
