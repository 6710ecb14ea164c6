package reach

import (
	"encoding/binary"

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
	rules, blocks := m.table.blocks(d, profile)
	parts := map[[2]conn][]addrRange{}
	var order [][2]conn
	known := map[string][2]conn{} // by rules
	var key []byte
	certain := m.certain.anywhere(d, profile, names)
	possible := certain
	if m.possible != nil {
		possible = m.possible.anywhere(d, profile, names)
	}
	sweep(blocks, func(r addrRange, in []int32) {
		key = key[:0]
		var matched []blockRule
		for _, i := range in {
			if n := len(matched); n == 0 || matched[n-1] != rules[i] {
				matched = append(matched, rules[i])
				key = binary.AppendUvarint(key, uint64(rules[i].number))
			}
		}
		conns, ok := known[string(key)]
		if !ok {
			conns[0] = m.certain.exchange(d, profile, names, certain, matched)
			if m.possible != nil {
				conns[1] = m.table.conns.minus(m.possible.exchange(d, profile, names, possible, matched), conns[0])
			}
			if len(key) <= maxKnown {
				known[string(key)] = conns
			}
		}
		if conns == [2]conn{} {
			return
		}
		if parts[conns] == nil {
			order = append(order, conns)
		}
		parts[conns] = append(parts[conns], r)
	})
	var out []external
	for _, conns := range order {
		out = append(out, external{join(parts[conns]), conns[0], conns[1]})
	}
	return out
}

// maxKnown is how long a list of rules may be, in bytes, of which it is remembered what
// they allow.
const maxKnown = 64

// blockRule is a rule with blocks among its peers, and its number in its profile.
type blockRule struct {
	*rule
	number int
	tier   bool
}

// blocks lists the blocks of a profile's rules, exceptions removed, and the rule of each.
func (t *table) blocks(d cluster.Direction, profile *profile) (rules []blockRule, blocks []addrSet) {
	number := 0
	collect := func(i int32, tier bool) {
		for j := range t.policies[i].rules[d] {
			r := &t.policies[i].rules[d][j]
			number++
			for k := range r.Peers {
				if b := r.Peers[k].IPBlock; b != nil {
					rules, blocks = append(rules, blockRule{r, number, tier}), append(blocks, blockSet(b))
				}
			}
		}
	}
	for _, i := range profile.isolating {
		collect(i, false)
	}
	for _, a := range profile.tiered {
		collect(a.policy, true)
	}
	return rules, blocks
}

// anywhere is what the NetworkPolicies of a profile allow for every address.
func (p *pass) anywhere(d cluster.Direction, profile *profile, names int32) conn {
	var list []conn
	for _, i := range profile.isolating {
		for j := range p.policies[i].rules[d] {
			if r := &p.policies[i].rules[d][j]; r.outside {
				list = append(list, p.ports(r.spec, names))
			}
		}
	}
	return p.conns.sum(list)
}

// exchange is what a profile allows for addresses that blocks of the matched rules
// hold, beyond what it allows for all.
func (p *pass) exchange(d cluster.Direction, profile *profile, names int32, anywhere conn, matched []blockRule) conn {
	isolated := len(profile.isolating) > 0
	out := all
	if isolated {
		list := []conn{anywhere}
		for _, r := range matched {
			if !r.tier {
				list = append(list, p.ports(r.spec, names))
			}
		}
		out = p.conns.sum(list)
	}
	if profile.tierKey == 0 {
		return out
	}
	in := map[*rule]bool{}
	for _, r := range matched {
		in[r.rule] = true
	}
	v := p.judge(d, profile.tiered, names, p.possible, func(r *rule) cluster.Truth {
		if r.outside || in[r] {
			return cluster.Yes
		}
		return cluster.No
	})
	return v.of(p.table, isolated, out)
}
