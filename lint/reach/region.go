package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// Region is what a rule matches in one direction, by what it asks for and not by
// the pods of the input: connections of all pods that its policy may ever select,
// with all peers that it may ever match. It is a union of boxes.
type Region struct {
	boxes []box
	// partial is set where some peers are left out, as it is not known what they match.
	partial bool
}

// role says whose labels a condition is about.
type role uint8

const (
	subjectNamespace role = iota
	subjectPod
	peerNamespace
	peerPod
)

// labelOf is a label of one of the two ends.
type labelOf struct {
	role role
	key  string
}

func compareLabels(a, b labelOf) int {
	return cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.key, b.key))
}

// unasked is the condition on a label that nothing asks for. Every namespace has
// one with its name.
func (l labelOf) unasked() cluster.Condition {
	if l.key == cluster.NameLabel && (l.role == subjectNamespace || l.role == peerNamespace) {
		return cluster.Condition{But: true}
	}
	return cluster.NoCondition()
}

// condition is one on a label.
type condition struct {
	labelOf
	cluster.Condition
}

// peerKind tells peers apart that never cover each other: by the API a block may
// match pods, and whether it does depends on their addresses and on the network.
type peerKind uint8

const (
	everyone peerKind = iota // pods, nodes, addresses
	pods
	addresses
)

// box is what meets all of some conditions. A port by name is a set of its own, as
// each pod resolves it: conns are then the ports that it may stand for.
type box struct {
	conditions []condition // sorted
	kind       peerKind
	addrs      addrSet
	prefix     netip.Prefix // that holds addrs
	name       string
	conns      Conns
	names      []namedPort // of a box that covers others
}

// RegionOf is what a rule of a policy matches.
func RegionOf(p *cluster.Policy, d cluster.Direction, r *cluster.Rule) Region {
	out := Region{}
	if unread(r) {
		out.partial = true
		return out
	}
	subject := subjectConditions(p)
	spec := portsOfRule(r)
	if r.AnyPeer() {
		out.add(box{conditions: subject, kind: everyone}, spec)
	}
	for i := range r.Peers {
		out.peer(p, &r.Peers[i], subject, spec)
	}
	return out
}

// PeerRegion is what a single peer of a rule matches.
func PeerRegion(p *cluster.Policy, r *cluster.Rule, peer *cluster.Peer) Region {
	out := Region{}
	out.peer(p, peer, subjectConditions(p), portsOfRule(r))
	return out
}

// SubjectRegion is every connection of the pods that a policy may select.
func SubjectRegion(p *cluster.Policy) Region {
	out := Region{}
	out.add(box{conditions: subjectConditions(p), kind: everyone}, portSpec{fixed: AllConns()})
	return out
}

// Empty reports whether nothing can ever be matched.
func (r Region) Empty() bool { return len(r.boxes) == 0 && !r.partial }

// And is what is in both regions, but for named ports, which are left out.
func (r Region) And(o Region) Region {
	out := Region{partial: r.partial || o.partial}
	for i := range r.boxes {
		for j := range o.boxes {
			a, b := &r.boxes[i], &o.boxes[j]
			if a.name != "" || b.name != "" || a.kind != b.kind && a.kind != everyone && b.kind != everyone {
				continue
			}
			both := *a
			if a.kind == everyone {
				both.kind, both.addrs, both.prefix = b.kind, b.addrs, b.prefix
			}
			for k := range b.conditions {
				c := &b.conditions[k]
				both.conditions = both.with(c.labelOf, both.condition(c.labelOf).And(c.Condition))
			}
			if a.kind == addresses && b.kind == addresses {
				both.addrs = intersection(a.addrs, b.addrs)
			}
			both.conns = a.conns.Intersect(b.conns)
			if !both.empty() {
				out.boxes = append(out.boxes, both)
			}
		}
	}
	return out
}

// portsOfRule reads the ports of a rule; a name without a protocol stands for one of
// each.
func portsOfRule(r *cluster.Rule) portSpec {
	if r.AnyPort() {
		return portSpec{fixed: AllConns()}
	}
	var out portSpec
	var fixed []Conns
	for i := range r.Ports {
		p := &r.Ports[i]
		switch {
		case p.Name == "":
			fixed = append(fixed, PortConns(p.Protocol, p.From, p.To))
		case p.Protocol == "":
			for _, protocol := range Protocols() {
				out.names = append(out.names, namedPort{p.Name, protocol})
			}
		default:
			out.names = append(out.names, namedPort{p.Name, p.Protocol})
		}
	}
	out.fixed = unionOf(fixed)
	return out
}

// add adds a box for the numbers of some ports, and one for each name.
func (r *Region) add(b box, spec portSpec) {
	b.conns, b.names = spec.fixed, nil
	if !b.empty() {
		r.boxes = append(r.boxes, b)
	}
	for _, n := range spec.names {
		b.name, b.conns = n.name, PortConns(n.protocol, minPort, maxPort)
		if !b.empty() {
			r.boxes = append(r.boxes, b)
		}
	}
}

func (r *Region) peer(p *cluster.Policy, peer *cluster.Peer, subject []condition, spec portSpec) {
	switch {
	case peer.Unread || peer.Elsewhere:
		r.partial = true
	case peer.IPBlock != nil:
		if !readable(peer.IPBlock) {
			r.partial = true
			return
		}
		r.add(box{conditions: subject, kind: addresses, addrs: blockSet(peer.IPBlock), prefix: peer.IPBlock.Prefix}, spec)
	case peer.Namespaces == nil && (peer.Pods == nil || p.Namespace == nil),
		peer.Namespaces != nil && peer.Namespaces.Unresolved(), peer.Pods != nil && peer.Pods.Unresolved():
		r.partial = true
	default:
		list := slices.Clone(subject)
		if peer.Namespaces == nil {
			list = append(list, condition{labelOf{peerNamespace, cluster.NameLabel}, cluster.Condition{List: []string{p.Namespace.Name}}})
		} else {
			list = appendConditions(list, peerNamespace, peer.Namespaces)
		}
		list = appendConditions(list, peerPod, peer.Pods)
		r.add(box{conditions: list, kind: pods}, spec)
	}
}

func readable(b *cluster.IPBlock) bool {
	return b.Prefix.IsValid() && !slices.ContainsFunc(b.Except, func(e cluster.Except) bool { return !e.Prefix.IsValid() })
}

// subjectConditions are those on the pods that a policy selects.
func subjectConditions(p *cluster.Policy) []condition {
	var list []condition
	if p.Namespace != nil {
		list = append(list, condition{labelOf{subjectNamespace, cluster.NameLabel}, cluster.Condition{List: []string{p.Namespace.Name}}})
	} else {
		list = appendConditions(list, subjectNamespace, p.Namespaces)
	}
	return appendConditions(list, subjectPod, p.Subject)
}

func appendConditions(list []condition, whose role, s *cluster.Selector) []condition {
	from := len(list)
	for key, values := range s.Conditions() {
		l := labelOf{whose, key}
		list = append(list, condition{l, values.And(l.unasked())})
	}
	slices.SortFunc(list[from:], func(a, b condition) int { return compareLabels(a.labelOf, b.labelOf) })
	return list
}

// condition is what the box asks of a label.
func (b *box) condition(l labelOf) cluster.Condition {
	if i, found := b.find(l); found {
		return b.conditions[i].Condition
	}
	return l.unasked()
}

func (b *box) find(l labelOf) (int, bool) {
	return slices.BinarySearchFunc(b.conditions, l, func(c condition, l labelOf) int { return compareLabels(c.labelOf, l) })
}

// with is the list of conditions with another one on a label.
func (b *box) with(l labelOf, values cluster.Condition) []condition {
	i, found := b.find(l)
	out := slices.Clone(b.conditions)
	if !found {
		return slices.Insert(out, i, condition{l, values})
	}
	out[i].Condition = values
	return out
}

func (b *box) empty() bool {
	return b.conns.Empty() || b.kind == addresses && len(b.addrs) == 0 ||
		slices.ContainsFunc(b.conditions, func(c condition) bool { return c.Empty() })
}
