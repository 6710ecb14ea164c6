package reach

import (
	"encoding/binary"

	"github.com/netpolint/netpolint/lint/cluster"
)

// profile is a set of policies that apply together in one direction.
type profile struct {
	isolating []int32 // NetworkPolicies
	tiered    []applied
	tierKey   int32 // equal for equal lists in tiered; 0 is the empty one
}

// applied is a policy of a tier, and whether it applies for sure: the labels of
// the namespace may not be known.
type applied struct {
	policy int32
	sure   bool
}

// profiles are the distinct ones of one direction, and that of each class.
type profiles struct {
	list []profile
	of   []int32
}

// profile finds the policies that apply to each class.
func (t *table) profile(m *cluster.Model) {
	c := t.classes
	var isolating [2][][]int32
	var tiered [2][][]applied
	for _, d := range cluster.Directions {
		isolating[d] = make([][]int32, len(c.list))
		if len(m.Tiered) > 0 {
			tiered[d] = make([][]applied, len(c.list))
		}
	}
	var found []int32
	for i := range t.policies {
		p := &t.policies[i]
		if p.Tier == cluster.TierNetworkPolicy {
			found = c.find(c.bounds[p.Namespace], p.Subject, found[:0])
			for _, d := range cluster.Directions {
				if p.Isolates[d] {
					for _, n := range found {
						isolating[d][n] = append(isolating[d][n], int32(i))
					}
				}
			}
			continue
		}
		for _, ns := range m.NamespacesFor(p.Namespaces) {
			truth := ns.Matches(p.Namespaces)
			if truth == cluster.No {
				continue
			}
			found = c.find(c.bounds[ns], p.Subject, found[:0])
			t.uncertain = t.uncertain || truth == cluster.Unknown && len(found) > 0
			for _, d := range cluster.Directions {
				if len(p.rules[d]) > 0 {
					for _, n := range found {
						tiered[d][n] = append(tiered[d][n], applied{int32(i), truth == cluster.Yes})
					}
				}
			}
		}
	}
	for _, d := range cluster.Directions {
		t.profiles[d] = distinct(isolating[d], tiered[d])
	}
}

func distinct(isolating [][]int32, tiered [][]applied) profiles {
	out := profiles{of: make([]int32, len(isolating))}
	numbers := map[string]int32{}
	tierNumbers := map[string]int32{"": 0}
	var key, tierKey []byte
	for n := range isolating {
		p := profile{isolating: isolating[n]}
		key = key[:0]
		for _, i := range p.isolating {
			key = binary.AppendUvarint(key, uint64(i)+1)
		}
		if tiered != nil {
			p.tiered = tiered[n]
			tierKey = tierKey[:0]
			for _, a := range p.tiered {
				word := uint64(a.policy) << 1
				if a.sure {
					word |= 1
				}
				tierKey = binary.AppendUvarint(tierKey, word)
			}
			p.tierKey = numberOf(tierNumbers, tierKey)
			key = append(append(key, 0), tierKey...)
		}
		number := int32(len(numbers))
		if known, ok := numbers[string(key)]; ok {
			number = known
		} else {
			numbers[string(key)] = number
			out.list = append(out.list, p)
		}
		out.of[n] = number
	}
	return out
}

func numberOf(numbers map[string]int32, key []byte) int32 {
	n, ok := numbers[string(key)]
	if !ok {
		n = int32(len(numbers))
		numbers[string(key)] = n
	}
	return n
}

// divide puts the classes into groups.
func (t *table) divide() {
	for _, d := range cluster.Directions {
		t.sigs[d] = t.signatures(d)
	}
	numbers := map[group]int32{}
	t.groupOf = make([]int32, len(t.classes.list))
	for n := range t.classes.list {
		g := group{
			profile: t.profiles[cluster.Ingress].of[n], names: t.classes.list[n].names,
			sig: t.sigs[cluster.Egress].at(int32(n)), host: t.classes.list[n].host,
		}
		number, ok := numbers[g]
		if !ok {
			number = int32(len(t.groups))
			numbers[g] = number
			t.groups = append(t.groups, g)
			t.grouped = append(t.grouped, nil)
		}
		t.groupOf[n] = number
		t.grouped[number] = append(t.grouped[number], int32(n))
	}
	t.applied = make([][]int32, len(t.policies))
	for g := range t.groups {
		for _, p := range t.profiles[cluster.Ingress].list[t.groups[g].profile].isolating {
			t.applied[p] = append(t.applied[p], int32(g))
		}
	}
}
