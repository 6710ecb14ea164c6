package cluster

import (
	"slices"
	"sort"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// index finds the workloads that carry a label without visiting all of them.
// Workloads are numbered so that those of one namespace are neighbours; every
// list below is sorted, so the part of one namespace is a slice of it.
type index struct {
	workloads []*Workload
	pairs     map[label][]int32
	keys      map[string][]int32
	ranges    map[*Namespace][2]int32
	// cache holds what a selector matches in one namespace.
	cache map[scoped][]*Workload
}

type label struct{ key, value string }

type scoped struct {
	namespace *Namespace
	selector  string
}

// newIndex numbers the workloads of the namespaces in order.
func newIndex(namespaces []*Namespace) *index {
	x := &index{
		pairs:  map[label][]int32{},
		keys:   map[string][]int32{},
		ranges: map[*Namespace][2]int32{},
		cache:  map[scoped][]*Workload{},
	}
	for _, ns := range namespaces {
		from := int32(len(x.workloads))
		for _, w := range ns.Workloads {
			w.id = int32(len(x.workloads))
			x.workloads = append(x.workloads, w)
			for k, v := range w.Labels {
				x.pairs[label{k, v}] = append(x.pairs[label{k, v}], w.id)
				x.keys[k] = append(x.keys[k], w.id)
			}
		}
		x.ranges[ns] = [2]int32{from, int32(len(x.workloads))}
	}
	return x
}

// find returns the workloads of a namespace that a selector matches, in order.
// The result is shared and must not be changed.
func (x *index) find(ns *Namespace, s *Selector) []*Workload {
	if s.Empty() {
		return ns.Workloads
	}
	at := scoped{ns, s.key}
	if found, ok := x.cache[at]; ok {
		return found
	}
	found := x.scan(ns, s)
	x.cache[at] = found
	return found
}

// scan evaluates a selector, without the cache: it may run beside others.
func (x *index) scan(ns *Namespace, s *Selector) []*Workload {
	if s.Empty() {
		return ns.Workloads
	}
	var found []*Workload
	for _, id := range x.candidates(ns, s) {
		if w := x.workloads[id]; s.Matches(w.Labels) {
			found = append(found, w)
		}
	}
	return found
}

// candidates returns the shortest list that surely holds all matches: that of a
// requirement which needs the label, or else the whole namespace.
func (x *index) candidates(ns *Namespace, s *Selector) []int32 {
	bounds := x.ranges[ns]
	var best []int32
	chosen := false
	for i := range s.Requirements {
		r := &s.Requirements[i]
		var list []int32
		switch {
		case r.Op == metav1.LabelSelectorOpIn && len(r.Values) == 1:
			list = within(x.pairs[label{r.Key, r.Values[0]}], bounds)
		case r.Positive():
			list = within(x.keys[r.Key], bounds)
		default:
			continue
		}
		if !chosen || len(list) < len(best) {
			best, chosen = list, true
		}
	}
	if chosen {
		return best
	}
	all := make([]int32, 0, bounds[1]-bounds[0])
	for id := bounds[0]; id < bounds[1]; id++ {
		all = append(all, id)
	}
	return all
}

// within is the part of a sorted list that lies in [bounds[0], bounds[1]).
func within(ids []int32, bounds [2]int32) []int32 {
	from := sort.Search(len(ids), func(i int) bool { return ids[i] >= bounds[0] })
	to := from + sort.Search(len(ids[from:]), func(i int) bool { return ids[from+i] >= bounds[1] })
	return ids[from:to]
}

// Select returns the workloads of a namespace that a selector matches, those on
// the host network included. The result is shared and must not be changed.
func (m *Model) Select(ns *Namespace, s *Selector) []*Workload {
	return m.index.scan(ns, s)
}

// HasLabel reports whether some workload of any namespace carries the pair.
func (m *Model) HasLabel(key, value string) bool { return len(m.index.pairs[label{key, value}]) > 0 }

// WithLabel returns the workloads of a namespace that carry the pair.
func (m *Model) WithLabel(ns *Namespace, key, value string) []*Workload {
	var out []*Workload
	for _, id := range within(m.index.pairs[label{key, value}], m.index.ranges[ns]) {
		out = append(out, m.index.workloads[id])
	}
	return out
}

// LabelValues returns the values that a label key has among the workloads of a
// namespace, sorted.
func (m *Model) LabelValues(ns *Namespace, key string) []string {
	var values []string
	for _, id := range within(m.index.keys[key], m.index.ranges[ns]) {
		values = append(values, m.index.workloads[id].Labels[key])
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// LabelKeys returns the label keys of the workloads of a namespace, sorted.
func (m *Model) LabelKeys(ns *Namespace) []string {
	var keys []string
	for _, w := range ns.Workloads {
		for k := range w.Labels {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// NamespacesFor returns the namespaces that a selector may match, all others left
// out where it names one.
func (m *Model) NamespacesFor(s *Selector) []*Namespace {
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if r.Key == NameLabel && r.Positive() && len(r.Values) == 1 {
			if ns := m.byName[r.Values[0]]; ns != nil {
				return []*Namespace{ns}
			}
			return nil
		}
	}
	return m.Namespaces
}
