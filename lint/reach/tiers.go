package reach

import (
	"encoding/binary"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// signatures say which peers of the tiers' policies each class is matched by, in
// one direction. Without such policies there are none.
type signatures struct {
	of   []int32
	list []map[int32]cluster.Truth // truth by atom; 0 is the empty one
}

func (s *signatures) at(class int32) int32 {
	if s.of == nil {
		return 0
	}
	return s.of[class]
}

func (t *table) signatures(d cluster.Direction) signatures {
	var matched [][]int32
	seen := map[int32]bool{}
	for i := range t.policies {
		if t.policies[i].Tier == cluster.TierNetworkPolicy {
			continue
		}
		if matched == nil {
			matched = make([][]int32, len(t.classes.list))
		}
		for j := range t.policies[i].rules[d] {
			for _, a := range t.policies[i].rules[d][j].atoms {
				if seen[a] {
					continue
				}
				seen[a] = true
				for _, n := range t.atoms[a].sure {
					matched[n] = append(matched[n], a<<1)
				}
				for _, n := range t.atoms[a].maybe {
					matched[n] = append(matched[n], a<<1|1)
				}
			}
		}
	}
	if matched == nil {
		return signatures{}
	}
	out := signatures{of: make([]int32, len(matched)), list: []map[int32]cluster.Truth{{}}}
	numbers := map[string]int32{"": 0}
	var key []byte
	for n, words := range matched {
		key = key[:0]
		for _, word := range words {
			key = binary.AppendUvarint(key, uint64(word))
		}
		number, ok := numbers[string(key)]
		if !ok {
			number = int32(len(out.list))
			numbers[string(key)] = number
			truths := map[int32]cluster.Truth{}
			for _, word := range words {
				truths[word>>1] = cluster.Yes
				if word&1 == 1 {
					truths[word>>1] = cluster.Unknown
				}
			}
			out.list = append(out.list, truths)
		}
		out.of[n] = number
	}
	return out
}

// verdict is what the tiers around the NetworkPolicies say of the connections
// between two ends: the admin tier allows some and leaves the rest, and the
// baseline tier allows some of what it is asked about.
type verdict struct{ allow, rest, base conn }

// open is the verdict of no policy at all.
func open() verdict { return verdict{none, all, all} }

// of combines the tiers: what the admin tier leaves is decided by NetworkPolicies
// where some isolate the pod, and by the baseline tier where none does.
func (v verdict) of(t *table, isolated bool, allowed conn) conn {
	if !isolated {
		allowed = v.base
	}
	return t.conns.union(v.allow, t.conns.meet(v.rest, allowed))
}

// verdictKey is what a verdict about pods depends on.
type verdictKey struct {
	d                 cluster.Direction
	tiers, sig, names int32
	host, possible    bool
}

// verdict returns what the tiers' policies that apply to one end say about the
// other, whose signature is sig. Names are the named ports of the destination.
func (t *table) verdict(d cluster.Direction, p *profile, sig, names int32, host, possible bool) verdict {
	if p.tierKey == 0 {
		return open()
	}
	key := verdictKey{d, p.tierKey, sig, names, host, possible}
	if v, ok := t.verdicts[key]; ok {
		return v
	}
	truths := t.sigs[d].list[sig]
	v := t.judge(d, p.tiered, names, possible, func(r *rule) cluster.Truth {
		truth := cluster.No
		if r.hosts && host || r.pods && !host {
			truth = cluster.Yes
		}
		for _, a := range r.atoms {
			truth = truth.Or(truths[a])
		}
		return truth
	})
	t.verdicts[key] = v
	return v
}

// judge goes through the rules of policies in order: the first that matches a
// connection decides it. What is not known for sure is taken the way that allows
// least, or most if possible is set.
func (t *table) judge(d cluster.Direction, policies []applied, names int32, possible bool, match func(*rule) cluster.Truth) verdict {
	allow := [2]conn{}
	left := [2]conn{all, all}
	passed := [2]conn{}
	for _, a := range policies {
		p := &t.policies[a.policy]
		tier := 0
		if p.Tier == cluster.TierBaseline {
			tier = 1
		}
		for i := range p.rules[d] {
			r := &p.rules[d][i]
			truth, action := match(r), r.Action
			if r.unread {
				truth, action = failClosed(action)
			}
			if !a.sure {
				truth = truth.And(cluster.Unknown)
			}
			hit := t.conns.meet(left[tier], t.ports(r.spec, names))
			if truth == cluster.Unknown {
				if (action == cluster.Allow) != possible && action != cluster.Pass {
					continue
				}
				action = cluster.Deny
				if possible {
					action = cluster.Allow
				}
			} else if truth == cluster.No {
				continue
			}
			left[tier] = t.conns.minus(left[tier], hit)
			switch action {
			case cluster.Allow:
				allow[tier] = t.conns.union(allow[tier], hit)
			case cluster.Pass:
				passed[tier] = t.conns.union(passed[tier], hit)
			}
		}
	}
	// What passes the baseline tier goes on to the default, which allows.
	return verdict{
		allow: allow[0],
		rest:  t.conns.union(passed[0], left[0]),
		base:  t.conns.union(allow[1], t.conns.union(passed[1], left[1])),
	}
}

// failClosed is what a rule does that has a peer which nobody knows: "for Accept rules,
// treat the rule as matching no traffic; for Deny and Pass rules, treat the rule as a
// Deny all rule" (the documentation of ClusterNetworkPolicyIngressPeer).
func failClosed(action cluster.Action) (cluster.Truth, cluster.Action) {
	if action == cluster.Allow {
		return cluster.No, action
	}
	return cluster.Yes, cluster.Deny
}

func unread(r *cluster.Rule) bool {
	return slices.ContainsFunc(r.Peers, func(p cluster.Peer) bool { return p.Unread })
}
