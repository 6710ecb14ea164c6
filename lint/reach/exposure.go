package reach

import (
	"cmp"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// PodSet is a set of pods that need not be in the input: those with certain labels,
// or, with two empty selectors, any pod of any namespace. The selectors are written as
// kubectl's -l flag reads them. The zero value is no set.
type PodSet struct {
	Namespaces, Pods string
	set              bool
}

// IsZero reports whether this is no set.
func (s PodSet) IsZero() bool { return !s.set }

// AnyPod is every pod of every namespace.
func AnyPod() PodSet { return PodSet{set: true} }

// String names the set as messages do.
func (s PodSet) String() string {
	switch {
	case s == AnyPod():
		return "any pod"
	case s.Pods == "":
		return "any pod of namespaces with " + s.Namespaces
	case s.Namespaces == "":
		return "pods with " + s.Pods + " of any namespace"
	}
	return "pods with " + s.Pods + " of namespaces with " + s.Namespaces
}

// exposed is what a workload may exchange with a set of pods.
type exposed struct {
	pods  PodSet
	conns conn
}

// exposure is what a class may exchange with pods that the input does not show: any
// pod at all, and pods with labels that a policy names and nobody has yet. What is
// allowed with any pod is left out of the others.
func (m *Matrix) exposure(d cluster.Direction, class int32) []exposed {
	t := m.table
	if t.classes.list[class].host {
		return []exposed{{AnyPod(), all}}
	}
	names := int32(0)
	if d == cluster.Ingress {
		names = t.classes.list[class].names
	}
	number := t.profiles[d].of[class]
	profile := &t.profiles[d].list[number]
	isolated := len(profile.isolating) > 0
	v := open()
	if profile.tierKey != 0 {
		v = t.judge(d, profile.tiered, names, false, func(r *rule) cluster.Truth {
			switch {
			case r.pods || r.unnamed:
				return cluster.Yes
			case len(r.atoms) > 0:
				return cluster.Unknown
			}
			return cluster.No
		})
	}
	var out []exposed
	base := v.of(t, isolated, t.toAnyPod(d, profile, names))
	if base != none {
		out = append(out, exposed{AnyPod(), base})
	}
	for _, i := range profile.isolating {
		for j := range t.policies[i].rules[d] {
			r := &t.policies[i].rules[d][j]
			conns := t.conns.minus(v.of(t, true, t.ports(r.spec, names)), base)
			if conns == none {
				continue
			}
			for k := range r.Peers {
				if peer := &r.Peers[k]; nobody(peer) {
					out = append(out, exposed{podSet(t.policies[i].Policy, peer), conns})
				}
			}
		}
	}
	return t.mergeExposed(out)
}

// toAnyPod is what the NetworkPolicies of a profile allow with a pod of which nothing is
// known.
func (t *table) toAnyPod(d cluster.Direction, profile *profile, names int32) conn {
	out := none
	for _, i := range profile.isolating {
		for j := range t.policies[i].rules[d] {
			if r := &t.policies[i].rules[d][j]; r.pods || r.unnamed {
				out = t.conns.union(out, t.ports(r.spec, names))
			}
		}
	}
	return out
}

// nobody reports whether a peer selects pods, and none of the input.
func nobody(p *cluster.Peer) bool {
	return p.IPBlock == nil && (p.Namespaces != nil || p.Pods != nil) && len(p.Selected) == 0
}

func podSet(policy *cluster.Policy, peer *cluster.Peer) PodSet {
	out := PodSet{set: true, Namespaces: cluster.NameLabel + "=" + policy.Namespace.Name}
	if peer.Namespaces != nil {
		out.Namespaces = peer.Namespaces.String()
	}
	if peer.Pods != nil {
		out.Pods = peer.Pods.String()
	}
	return out
}

func (t *table) mergeExposed(list []exposed) []exposed {
	slices.SortStableFunc(list, func(a, b exposed) int { return comparePods(a.pods, b.pods) })
	var out []exposed
	for _, x := range list {
		if n := len(out); n > 0 && out[n-1].pods == x.pods {
			out[n-1].conns = t.conns.union(out[n-1].conns, x.conns)
		} else {
			out = append(out, x)
		}
	}
	return out
}

func comparePods(a, b PodSet) int {
	return cmp.Or(cmp.Compare(a.Namespaces, b.Namespaces), cmp.Compare(a.Pods, b.Pods))
}

// exposures visits what pods that are not in the input may open to workloads.
func (w *walk) exposures() {
	type arrival struct {
		from  PodSet
		to    int32
		conns conn
	}
	var list []arrival
	c := w.table.classes
	for n := range c.list {
		for _, x := range w.exposure(cluster.Ingress, int32(n)) {
			for _, i := range c.list[n].members {
				list = append(list, arrival{x.pods, i, x.conns})
			}
		}
	}
	slices.SortFunc(list, func(a, b arrival) int { return cmp.Or(comparePods(a.from, b.from), cmp.Compare(a.to, b.to)) })
	for _, a := range list {
		w.out.From = Node{Pods: a.from}
		if !w.emitTo(a.to, a.conns, none) {
			return
		}
	}
}
