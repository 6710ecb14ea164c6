package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// oneSided is a rule that lets pods connect to others, or lets them in, while the
// policies of the other side allow none of it.
type oneSided struct {
	reach.Decider
	direction cluster.Direction // of the rule
	// peer is the one that is denied, beside others that are not; nil where all are.
	peer   *cluster.Peer
	others []*cluster.Workload
	flow   reach.Flow // one that the other side denies
	// known is set where an egress rule is reported for the same pods.
	known bool
}

const (
	// sidePairs is how many pairs of workloads of a rule are looked at: of a rule that
	// is about more, nothing is said.
	sidePairs = 400
	// sideWork is how much work all rules together may take, in rules that are asked
	// about one connection.
	sideWork = 3_000_000
)

// sides looks for one-sided rules.
type sides struct {
	pass *lint.Pass
	left int
	// denied are pairs of which an egress rule is reported, from and to.
	denied map[[2]*cluster.Workload]bool
}

func oneSidedRules(pass *lint.Pass) []oneSided {
	if len(pass.Model.ClusterPolicies) > 0 {
		return nil // which may allow anything
	}
	s := &sides{pass: pass, left: sideWork, denied: map[[2]*cluster.Workload]bool{}}
	var out []oneSided
	for _, d := range [...]cluster.Direction{cluster.Egress, cluster.Ingress} {
		for _, p := range pass.Model.Policies {
			if !settled(p.Namespace) || len(p.Selected) == 0 || p.Subject.Unresolved() || opensAll(p, d) != nil {
				continue
			}
			for i := range p.Rules[d] {
				out = append(out, s.rule(p, &p.Rules[d][i], d)...)
			}
		}
	}
	return out
}

// settled reports whether the input shows the pods of a namespace and all of its
// policies.
func settled(ns *cluster.Namespace) bool {
	return ns.Shown() && len(ns.Unread) == 0 && !ns.Guessed
}

// rule looks at one rule, whose peers must all name the pods of the other side by
// their labels, peer by peer. One that allows nothing by any of them is one finding.
func (s *sides) rule(p *cluster.Policy, r *cluster.Rule, d cluster.Direction) []oneSided {
	// Beside an address or whole namespaces, the ports may be meant for those.
	if r.AnyPeer() || slices.ContainsFunc(r.Peers, func(p cluster.Peer) bool { return !namesPodsOf(&p) || len(p.Selected) == 0 }) {
		return nil
	}
	var out []oneSided
	pairs := 0
	for i := range r.Peers {
		found, ok := s.peer(p, r, &r.Peers[i], d)
		if pairs += len(p.Selected) * len(found.others); pairs > sidePairs {
			return nil
		}
		if ok {
			out = append(out, found)
		}
	}
	if len(out) == 0 {
		return nil
	}
	whole := out[0]
	for _, found := range out[1:] {
		whole.known = whole.known && found.known
		for _, w := range found.others {
			if !slices.Contains(whole.others, w) {
				whole.others = append(whole.others, w)
			}
		}
	}
	if len(out) == len(r.Peers) {
		whole.peer = nil
		out = []oneSided{whole}
	}
	return slices.DeleteFunc(out, func(found oneSided) bool { return found.known })
}

// peer looks at one peer.
func (s *sides) peer(p *cluster.Policy, r *cluster.Rule, peer *cluster.Peer, d cluster.Direction) (oneSided, bool) {
	found := oneSided{Decider: reach.Decider{Policy: p, Rule: r}, direction: d, peer: peer}
	found.others = slices.Clip(peer.Selected)
	if len(found.others)*len(p.Selected) > sidePairs || slices.ContainsFunc(found.others, func(w *cluster.Workload) bool { return !settled(w.Namespace) || !ruledIn(w, 1-d) }) {
		return found, false
	}
	var pairs [][2]*cluster.Workload
	found.known = d == cluster.Ingress
	for _, own := range p.Selected {
		for _, other := range found.others {
			from, to := own, other
			if d == cluster.Ingress {
				from, to = other, own
			}
			flow, blocked := s.blocked(r, from, to, 1-d)
			if !blocked {
				return found, false
			}
			if len(pairs) == 0 {
				found.flow = flow
			}
			// Where both sides allow something and nothing that fits, the egress rule is
			// reported already.
			pair := [2]*cluster.Workload{from, to}
			found.known = found.known && s.denied[pair]
			pairs = append(pairs, pair)
		}
	}
	if d == cluster.Egress {
		for _, pair := range pairs {
			s.denied[pair] = true
		}
	}
	return found, true
}

// namesPodsOf reports whether a peer names its pods on purpose, in namespaces that
// are all known.
func namesPodsOf(p *cluster.Peer) bool {
	return p.Pods != nil && !p.Pods.Empty() && !p.Pods.Unresolved() && !p.Maybe && !p.Unread
}

// ruledIn reports whether policies isolate a workload in a direction, and some allow
// something there: someone has thought of who may connect.
func ruledIn(w *cluster.Workload, d cluster.Direction) bool {
	return slices.ContainsFunc(w.Policies[d], func(p *cluster.Policy) bool { return len(p.Rules[d]) > 0 }) && !opened(w, d)
}

// blocked reports whether the policies of one side deny every connection between two
// workloads that a rule of the other side allows, and shows one of them.
func (s *sides) blocked(r *cluster.Rule, from, to *cluster.Workload, side cluster.Direction) (reach.Flow, bool) {
	if from == to && from.Alone() {
		return reach.Flow{}, false
	}
	judge := to
	if side == cluster.Egress {
		judge = from
	}
	rules := len(s.pass.Model.Tiered)
	for _, p := range judge.Policies[side] {
		rules += len(p.Rules[side])
	}
	var first reach.Flow
	some := false
	for _, port := range s.tries(r, judge.Policies[side], side, to) {
		if s.left -= rules; s.left < 0 {
			return reach.Flow{}, false
		}
		flow := reach.Flow{From: reach.Endpoint{Workload: from}, To: reach.Endpoint{Workload: to}, Protocol: port.protocol, Port: port.number}
		verdict := s.pass.Reach.Explain(flow)
		if verdict.Sides[side].Answer != cluster.No || verdict.Sides[1-side].Answer != cluster.Yes || verdict.Sides[side].Rule != nil {
			return reach.Flow{}, false
		}
		if !some || exposes(to, port) {
			if !some || !exposes(to, protocolPort{first.Protocol, first.Port}) {
				first = flow
			}
			some = true
		}
	}
	return first, some
}

type protocolPort struct {
	protocol string
	number   int32
}

func exposes(w *cluster.Workload, p protocolPort) bool {
	for i := range w.Ports {
		if w.Ports[i].Protocol == p.protocol && w.Ports[i].Port == p.number {
			return true
		}
	}
	return false
}

// tries are ports that a rule allows, among them one of each range that it has in
// common with a rule of the other side: where two ranges meet, the first port of one
// of them lies in both.
func (s *sides) tries(r *cluster.Rule, others []*cluster.Policy, side cluster.Direction, to *cluster.Workload) []protocolPort {
	own := portsOn(r, to)
	var out []protocolPort
	add := func(p protocolPort) {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	for _, a := range own {
		add(protocolPort{a.protocol, a.from})
	}
	for _, c := range to.Ports {
		if slices.ContainsFunc(own, func(a allowedPorts) bool { return a.holds(c.Protocol, c.Port) }) {
			add(protocolPort{c.Protocol, c.Port})
		}
	}
	for _, p := range others {
		for i := range p.Rules[side] {
			for _, b := range portsOn(&p.Rules[side][i], to) {
				if slices.ContainsFunc(own, func(a allowedPorts) bool { return a.holds(b.protocol, b.from) }) {
					add(protocolPort{b.protocol, b.from})
				}
				if s.left--; s.left < 0 {
					return nil
				}
			}
		}
	}
	return out
}

// allowedPorts is a range of ports of a protocol.
type allowedPorts struct {
	protocol string
	from, to int32
}

func (r allowedPorts) holds(protocol string, port int32) bool {
	return r.protocol == protocol && r.from <= port && port <= r.to
}

// portsOn are the ports of a rule on a destination.
func portsOn(r *cluster.Rule, to *cluster.Workload) []allowedPorts {
	if r.AnyPort() {
		return []allowedPorts{{"TCP", 1, 65535}, {"UDP", 1, 65535}, {"SCTP", 1, 65535}}
	}
	var out []allowedPorts
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Name == "" {
			out = append(out, allowedPorts{p.Protocol, p.From, p.To})
			continue
		}
		for _, c := range to.Ports {
			if c.Name == p.Name && (p.Protocol == "" || p.Protocol == c.Protocol) {
				out = append(out, allowedPorts{c.Protocol, c.Port, c.Port})
			}
		}
	}
	return out
}
