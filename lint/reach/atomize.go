package reach

import (
	"encoding/binary"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// atomizer evaluates the peers of policies, each distinct one once.
type atomizer struct {
	table  *table
	model  *cluster.Model
	peers  map[atomKey]int32
	blocks map[string]block
	specs  map[string]int32
	limits []Limit
}

// atomKey is what a peer of pods depends on. Own is the namespace of a peer
// without a namespaceSelector.
type atomKey struct {
	own              *cluster.Namespace
	namespaces, pods string
	everyPod         bool
}

// block is an ipBlock and what it matches: all pods, all pods on the host network,
// or those of an atom.
type block struct {
	pods, hosts bool
	unnamed     bool  // all pods of which no address is known
	atom        int32 // -1 for none
}

func (a *atomizer) policy(p *cluster.Policy) policy {
	out := policy{Policy: p}
	for _, d := range cluster.Directions {
		for i := range p.Rules[d] {
			out.rules[d] = append(out.rules[d], a.rule(p, &p.Rules[d][i]))
		}
		if p.Tier == cluster.TierNetworkPolicy {
			out.peers[d] = a.table.byAtom(out.rules[d])
		}
	}
	return out
}

func (a *atomizer) rule(p *cluster.Policy, r *cluster.Rule) rule {
	out := rule{Rule: r, spec: a.ports(r)}
	if r.AnyPeer() {
		out.pods, out.hosts, out.outside = true, true, true
		return out
	}
	for i := range r.Peers {
		a.peer(p, &r.Peers[i], &out)
	}
	slices.Sort(out.atoms)
	out.atoms = slices.Compact(out.atoms)
	return out
}

func (a *atomizer) peer(p *cluster.Policy, peer *cluster.Peer, out *rule) {
	switch {
	case peer.Unread:
		out.unread = true
	case peer.Elsewhere:
		a.limits = append(a.limits, Limit{NotRead, peer.At})
	case peer.IPBlock != nil:
		b := a.block(peer.IPBlock)
		out.pods, out.hosts = out.pods || b.pods, out.hosts || b.hosts
		out.unnamed = out.unnamed || b.unnamed
		if b.atom >= 0 {
			out.atoms = append(out.atoms, b.atom)
		}
	case peer.Namespaces != nil && peer.Namespaces.Empty() && (peer.Pods == nil || peer.Pods.Empty()):
		out.pods = true
	case peer.Namespaces != nil || peer.Pods != nil && p.Namespace != nil:
		out.atoms = append(out.atoms, a.selected(p, peer))
	}
}

// selected is the atom of a peer with selectors.
func (a *atomizer) selected(p *cluster.Policy, peer *cluster.Peer) int32 {
	key := atomKey{everyPod: peer.Pods == nil}
	if peer.Pods != nil {
		key.pods = peer.Pods.Key()
	}
	if peer.Namespaces == nil {
		key.own = p.Namespace
	} else {
		key.namespaces = peer.Namespaces.Key()
	}
	if known, ok := a.peers[key]; ok {
		return known
	}
	c := a.table.classes
	var out atom
	if peer.Namespaces == nil {
		out.sure = c.find(c.bounds[p.Namespace], peer.Pods, nil)
	} else {
		a.across(peer, &out)
	}
	a.peers[key] = int32(len(a.table.atoms))
	a.table.uncertain = a.table.uncertain || len(out.maybe) > 0
	a.table.atoms = append(a.table.atoms, out)
	return a.peers[key]
}

// across evaluates a peer with a namespaceSelector.
func (a *atomizer) across(peer *cluster.Peer, out *atom) {
	c := a.table.classes
	everywhere := [2]int32{0, int32(len(c.list))}
	list, chosen := c.candidates(everywhere, peer.Pods)
	if chosen && len(list) < len(a.model.Namespaces) {
		truths := map[*cluster.Namespace]cluster.Truth{}
		for _, n := range list {
			w := c.list[n].sample
			if !peer.Pods.Matches(w.Labels) {
				continue
			}
			truth, ok := truths[w.Namespace]
			if !ok {
				truth = w.Namespace.Matches(peer.Namespaces)
				truths[w.Namespace] = truth
			}
			out.add(truth, n)
		}
		return
	}
	for _, ns := range a.model.NamespacesFor(peer.Namespaces) {
		switch ns.Matches(peer.Namespaces) {
		case cluster.Yes:
			out.sure = c.find(c.bounds[ns], peer.Pods, out.sure)
		case cluster.Unknown:
			out.maybe = c.find(c.bounds[ns], peer.Pods, out.maybe)
		}
	}
}

func (a *atom) add(truth cluster.Truth, class int32) {
	switch truth {
	case cluster.Yes:
		a.sure = append(a.sure, class)
	case cluster.Unknown:
		a.maybe = append(a.maybe, class)
	}
}

// block evaluates an ipBlock. Where it depends on addresses that nobody knows, it
// matches no pod, and that is a limit of the answer.
func (a *atomizer) block(b *cluster.IPBlock) block {
	key := b.Text
	for _, x := range b.Except {
		key += " " + x.Text
	}
	if known, ok := a.blocks[key]; ok {
		return known
	}
	set := blockSet(b)
	o := a.table.options
	pods, hosts := o.holdsPods(set), o.holdsNodes(set)
	out := block{pods: pods == cluster.Yes, hosts: hosts == cluster.Yes, atom: -1}
	if a.table.classes.anyAddrs {
		out = block{unnamed: pods == cluster.Yes, atom: a.addressed(set)}
	}
	if pods == cluster.Unknown && len(a.table.classes.list) > 0 {
		a.limits = append(a.limits, Limit{PartialBlock, b.At})
	}
	a.blocks[key] = out
	return out
}

// addressed is the atom of a block, class by class.
func (a *atomizer) addressed(set addrSet) int32 {
	var out atom
	for n := range a.table.classes.list {
		if a.table.options.blockHolds(set, a.table.classes.list[n].sample) == cluster.Yes {
			out.sure = append(out.sure, int32(n))
		}
	}
	a.table.atoms = append(a.table.atoms, out)
	return int32(len(a.table.atoms)) - 1
}

// ports numbers the ports of a rule.
func (a *atomizer) ports(r *cluster.Rule) int32 {
	spec := portSpec{fixed: AllConns()}
	var key []byte
	if !r.AnyPort() {
		var fixed []Conns
		for i := range r.Ports {
			p := &r.Ports[i]
			if p.Name != "" {
				spec.names = append(spec.names, namedPort{p.Name, p.Protocol})
				key = append(append(append(append(key, p.Name...), '/'), p.Protocol...), ' ')
				continue
			}
			fixed = append(fixed, PortConns(p.Protocol, p.From, p.To))
		}
		spec.fixed = unionOf(fixed)
	}
	number := a.table.conns.number(spec.fixed)
	key = binary.AppendUvarint(key, uint64(number))
	n, ok := a.specs[string(key)]
	if !ok {
		n = int32(len(a.table.specs))
		spec.number = number
		a.table.specs = append(a.table.specs, spec)
		a.specs[string(key)] = n
	}
	return n
}
