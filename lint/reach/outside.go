package reach

import (
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// external is what a pod may exchange with addresses outside of the cluster: for
// sure, and beyond that perhaps.
type external struct {
	addrs        addrSet
	conns, maybe conn
}

// outside is what the policies of a profile allow to or from addresses outside of
// the cluster: sets of addresses that do not overlap. The other side of such a
// connection has no policies. Names are the named ports of the destination, if that
// is the pod.
func (m *Matrix) outside(d cluster.Direction, number, names int32) []external {
	profile := &m.table.profiles[d].list[number]
	blocks := m.table.blocks(d, profile)
	parts := map[[2]conn][]addrRange{}
	var order [][2]conn
	for _, r := range cutPoints(blocks) {
		conns, maybe := m.certain.exchange(d, profile, names, blocks, r), none
		if m.possible != nil {
			maybe = m.table.conns.minus(m.possible.exchange(d, profile, names, blocks, r), conns)
		}
		key := [2]conn{conns, maybe}
		if key == [2]conn{} {
			continue
		}
		if parts[key] == nil {
			order = append(order, key)
		}
		parts[key] = append(parts[key], r)
	}
	var out []external
	for _, key := range order {
		out = append(out, external{join(parts[key]), key[0], key[1]})
	}
	return out
}

// blockOf is a block of a rule, exceptions removed.
type blockOf struct {
	rule  *rule
	addrs addrSet
}

func (t *table) blocks(d cluster.Direction, profile *profile) []blockOf {
	var out []blockOf
	collect := func(i int32) {
		for j := range t.policies[i].rules[d] {
			r := &t.policies[i].rules[d][j]
			for k := range r.Peers {
				if b := r.Peers[k].IPBlock; b != nil {
					out = append(out, blockOf{r, blockSet(b)})
				}
			}
		}
	}
	for _, i := range profile.isolating {
		collect(i)
	}
	for _, a := range profile.tiered {
		collect(a.policy)
	}
	return out
}

// cutPoints divides all addresses into ranges that no block divides any further.
func cutPoints(blocks []blockOf) []addrRange {
	var out []addrRange
	for _, family := range world() {
		starts := []netip.Addr{family.from}
		for _, b := range blocks {
			for _, r := range b.addrs {
				if r.from.Is4() != family.from.Is4() {
					continue
				}
				starts = append(starts, r.from)
				if r.to != family.to {
					starts = append(starts, r.to.Next())
				}
			}
		}
		slices.SortFunc(starts, netip.Addr.Compare)
		starts = slices.Compact(starts)
		for i, from := range starts {
			to := family.to
			if i+1 < len(starts) {
				to = starts[i+1].Prev()
			}
			out = append(out, addrRange{from, to})
		}
	}
	return out
}

// exchange is what a profile allows for one range of addresses.
func (p *pass) exchange(d cluster.Direction, profile *profile, names int32, blocks []blockOf, r addrRange) conn {
	in := map[*rule]bool{}
	for _, b := range blocks {
		if b.addrs.has(r.from) {
			in[b.rule] = true
		}
	}
	isolated := len(profile.isolating) > 0
	out := all
	if isolated {
		out = none
		for _, i := range profile.isolating {
			for j := range p.policies[i].rules[d] {
				if rule := &p.policies[i].rules[d][j]; rule.outside || in[rule] {
					out = p.conns.union(out, p.ports(rule.spec, names))
				}
			}
		}
	}
	if profile.tierKey == 0 {
		return out
	}
	v := p.judge(d, profile.tiered, names, p.possible, func(r *rule) cluster.Truth {
		if in[r] {
			return cluster.Yes
		}
		return cluster.No
	})
	return v.of(p.table, isolated, out)
}
