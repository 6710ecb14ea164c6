package rules

import (
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// dnsAccess is what the egress rules of one policy do for DNS.
type dnsAccess struct {
	// reaches says by transport whether they let pods ask a DNS server. Unknown
	// stands for servers that may be there and do not show.
	reaches [2]cluster.Truth
	// over is the rule that lets them ask over UDP, and server the one they ask. A
	// rule that names DNS servers counts, although it is not known that they are there.
	over   *cluster.Rule
	server dnsServer
	// connects is set when they allow connections that most likely begin with a
	// name: to more than single addresses.
	connects bool
}

// access judges the egress rules of one policy.
func (v *resolver) access(p *cluster.Policy) *dnsAccess {
	if a := v.policies[p]; a != nil {
		return a
	}
	a := &dnsAccess{}
	v.policies[p] = a
	// A pod that has this policy alone.
	client := &cluster.Workload{Namespace: p.Namespace}
	client.Policies[cluster.Egress] = []*cluster.Policy{p}
	rules := p.Rules[cluster.Egress]
	for i := range rules {
		a.connects = a.connects || connects(&rules[i])
	}
	for _, t := range [...]transport{udp, tcp} {
		for i := range rules {
			if v.mayBeDNS(&rules[i], t) {
				a.reaches[t] = a.reaches[t].Or(v.ask(client, t, a))
				break
			}
		}
		for i := range rules {
			if a.reaches[t] == cluster.No && meansDNS(p, &rules[i], t) {
				a.reaches[t] = cluster.Unknown
			}
		}
	}
	for i := range rules {
		if port := v.namedForDNS(&rules[i]); port != 0 && a.reaches[udp] == cluster.Unknown {
			a.over, a.server = &rules[i], dnsServer{port: port}
			break
		}
	}
	return a
}

// ask puts the question to the engine, for every DNS server there may be.
func (v *resolver) ask(client *cluster.Workload, t transport, a *dnsAccess) cluster.Truth {
	answer := cluster.No
	for _, s := range v.servers {
		flow := reach.Flow{From: reach.Endpoint{Workload: client}, To: s.at, Protocol: t.String(), Port: s.port}
		side := v.pass.Reach.Explain(flow).Sides[cluster.Egress]
		answer = answer.Or(side.Answer)
		if side.Answer == cluster.Yes {
			if t == udp {
				a.over, a.server = side.Rule, s
			}
			break
		}
	}
	return answer
}

// mayBeDNS reports whether a rule allows a port on which a DNS server listens, so
// that the engine needs to be asked.
func (v *resolver) mayBeDNS(r *cluster.Rule, t transport) bool {
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Protocol == t.String() && (p.Name != "" || slices.ContainsFunc(v.servers, func(s dnsServer) bool { return p.Covers(t.String(), s.port) })) {
			return true
		}
	}
	return r.AnyPort()
}

// connects reports whether a rule allows more than single addresses: whoever
// connects to one of those needs no name for it.
func connects(r *cluster.Rule) bool {
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b == nil || b.Prefix.IsValid() && !b.Prefix.IsSingleIP() {
			return true
		}
	}
	return r.AnyPeer()
}

// meansDNS reports whether the author of a rule thought of a DNS server that is
// not among the known ones: one outside the cluster, in another namespace, or in
// this one where the input shows it.
func meansDNS(p *cluster.Policy, r *cluster.Rule, t transport) bool {
	port := namesDNSPort(r, t)
	for i := range r.Peers {
		peer := &r.Peers[i]
		switch {
		case peer.IPBlock != nil:
			// A block that holds a variable may be anything.
			if port || r.AnyPort() && !peer.IPBlock.Prefix.IsValid() {
				return true
			}
		case peer.Namespaces != nil:
			if (port || allowsTransport(r, t) && (asksForDNS(peer.Namespaces) || asksForDNS(peer.Pods))) && leavesNamespace(p, peer) {
				return true
			}
		case port && slices.ContainsFunc(peer.Selected, servesDNS):
			return true
		}
	}
	return false
}

// namesDNSPort reports whether a rule lists a port of DNS over a transport.
func namesDNSPort(r *cluster.Rule, t transport) bool {
	return slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return listsDNS(&p, t) })
}

func listsDNS(p *cluster.Port, t transport) bool {
	if p.Name != "" {
		return p.Protocol == t.String() && strings.Contains(p.Name, "dns")
	}
	return !p.AllPorts() && (p.Covers(t.String(), 53) || p.Covers(t.String(), 5353))
}

// allowsTransport reports whether a rule allows every port of a transport.
func allowsTransport(r *cluster.Rule, t transport) bool {
	return r.AnyPort() || slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return p.Protocol == t.String() && p.AllPorts() })
}

// namedForDNS returns the port over which a rule lets pods ask servers that it
// names as those of DNS, over UDP, or 0. The namespaces where these live must be
// such as the peer may mean.
func (v *resolver) namedForDNS(r *cluster.Rule) int32 {
	if !slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool {
		return peer.Namespaces != nil && (asksForDNS(peer.Namespaces) || asksForDNS(peer.Pods)) && v.mayBeHome(peer.Namespaces)
	}) {
		return 0
	}
	for _, port := range [...]int32{53, 5353} {
		if slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return !p.AllPorts() && p.Covers("UDP", port) }) {
			return port
		}
	}
	return 0
}

// mayBeHome reports whether a selector may match a namespace where DNS servers
// live. Those that the input declares are where they do.
func (v *resolver) mayBeHome(s *cluster.Selector) bool {
	declared, may := false, false
	for name := range dnsNamespaces(v.pass) {
		ns := v.pass.Model.Namespace(name)
		switch {
		case ns == nil:
			may = may || s.MatchesPartly(map[string]string{cluster.NameLabel: name}) != cluster.No
		case ns.Declared && ns.Matches(s) == cluster.Yes:
			return true
		default:
			declared = declared || ns.Declared
			may = may || ns.Matches(s) == cluster.Unknown
		}
	}
	return may && !declared
}

// asksForDNS reports whether a selector names something of DNS.
func asksForDNS(s *cluster.Selector) bool {
	return s != nil && strings.Contains(strings.ToLower(s.String()), "dns")
}

// leavesNamespace reports whether a peer may be in another namespace than the
// policy's own.
func leavesNamespace(p *cluster.Policy, peer *cluster.Peer) bool {
	for i := range peer.Namespaces.Requirements {
		r := &peer.Namespaces.Requirements[i]
		if r.Key == cluster.NameLabel && r.Positive() && len(r.Values) == 1 && r.Values[0] == p.Namespace.Name {
			return false
		}
	}
	return true
}
