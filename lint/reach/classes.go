package reach

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// class is a set of workloads that no policy tells apart: of one namespace, with
// the same values of the labels that some selector mentions, the same ports of the
// names that some policy mentions, and the same addresses.
type class struct {
	sample  *cluster.Workload
	members []int32 // by place in classes.workloads
	names   int32   // its named ports, by place in classes.named
	host    bool
}

// classes divides the workloads of a model. Those of one namespace are neighbours.
type classes struct {
	workloads []*cluster.Workload // by namespace, name, kind
	of        []int32             // the class of each workload
	list      []class
	named     [][]manifest.ContainerPort // 0 is none
	bounds    map[*cluster.Namespace][2]int32
	anyAddrs  bool // some pod's address is known

	pairs map[labelPair][]int32
	keys  map[string][]int32
}

type labelPair struct{ key, value string }

// mentions are the labels and the named ports that policies look at.
type mentions struct {
	keys  map[string]bool
	ports map[string]bool
	block bool
}

func mentioned(policies []*cluster.Policy) *mentions {
	m := &mentions{keys: map[string]bool{}, ports: map[string]bool{}}
	for _, p := range policies {
		m.selector(p.Subject)
		for _, rules := range p.Rules {
			for i := range rules {
				for j := range rules[i].Peers {
					m.selector(rules[i].Peers[j].Pods)
					m.block = m.block || rules[i].Peers[j].IPBlock != nil
				}
				for _, port := range rules[i].Ports {
					if port.Name != "" {
						m.ports[port.Name] = true
					}
				}
			}
		}
	}
	return m
}

func (m *mentions) selector(s *cluster.Selector) {
	if s == nil {
		return
	}
	for i := range s.Requirements {
		m.keys[s.Requirements[i].Key] = true
	}
}

func newClasses(m *cluster.Model, policies []*cluster.Policy) *classes {
	seen := mentioned(policies)
	c := &classes{
		named: [][]manifest.ContainerPort{nil}, bounds: map[*cluster.Namespace][2]int32{},
		pairs: map[labelPair][]int32{}, keys: map[string][]int32{},
	}
	pairs := map[labelPair]uint32{}
	names := map[string]int32{"": 0}
	var ids []uint32
	var key []byte
	for _, ns := range m.Namespaces {
		from := int32(len(c.list))
		known := make(map[string]int32, len(ns.Workloads))
		inOrder := slices.Clone(ns.Workloads)
		slices.SortStableFunc(inOrder, compareIdentity)
		for _, w := range inOrder {
			ids = ids[:0]
			if !w.HostNetwork {
				for k, v := range w.Labels {
					if seen.keys[k] {
						ids = append(ids, numbered(pairs, labelPair{k, v}))
					}
				}
				slices.Sort(ids)
			}
			named := c.names(w, seen, names)
			key = append(key[:0], 'p')
			if w.HostNetwork {
				key[0] = 'h'
			}
			key = binary.AppendVarint(key, int64(named))
			for _, id := range ids {
				key = binary.AppendUvarint(key, uint64(id))
			}
			if seen.block && len(w.Addrs) > 0 {
				c.anyAddrs = true
				key = append(key, 0)
				for _, a := range w.Addrs {
					key = append(append(key, a.String()...), ' ')
				}
			}
			n, ok := known[string(key)]
			if !ok {
				n = int32(len(c.list))
				known[string(key)] = n
				c.list = append(c.list, class{sample: w, names: named, host: w.HostNetwork})
				c.note(n, w, seen)
			}
			members := c.list[n].members
			if w.OwnerName != "" && len(members) > 0 && compareIdentity(c.workloads[members[len(members)-1]], w) == 0 {
				continue // another pod of the same controller
			}
			c.list[n].members = append(members, int32(len(c.workloads)))
			c.of = append(c.of, n)
			c.workloads = append(c.workloads, w)
		}
		c.bounds[ns] = [2]int32{from, int32(len(c.list))}
	}
	return c
}

// compareIdentity orders workloads of one namespace by name and kind.
func compareIdentity(a, b *cluster.Workload) int {
	kind, name := a.Identity()
	otherKind, otherName := b.Identity()
	return cmp.Or(cmp.Compare(name, otherName), cmp.Compare(kind, otherKind))
}

func numbered(numbers map[labelPair]uint32, pair labelPair) uint32 {
	n, ok := numbers[pair]
	if !ok {
		n = uint32(len(numbers))
		numbers[pair] = n
	}
	return n
}

// note puts a class into the lists that selectors are looked up in. No selector
// sees pods on the host network.
func (c *classes) note(n int32, w *cluster.Workload, seen *mentions) {
	if w.HostNetwork {
		return
	}
	for k, v := range w.Labels {
		if seen.keys[k] {
			c.pairs[labelPair{k, v}] = append(c.pairs[labelPair{k, v}], n)
			c.keys[k] = append(c.keys[k], n)
		}
	}
}

// names numbers the ports of a workload that have a name which policies mention.
func (c *classes) names(w *cluster.Workload, seen *mentions, numbers map[string]int32) int32 {
	var named []manifest.ContainerPort
	for _, p := range w.Ports {
		if p.Name != "" && seen.ports[p.Name] {
			named = append(named, p)
		}
	}
	if len(named) == 0 {
		return 0
	}
	slices.SortFunc(named, func(a, b manifest.ContainerPort) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.Port, b.Port))
	})
	named = slices.Compact(named)
	var key []byte
	for _, p := range named {
		key = append(append(append(append(key, p.Name...), 0), p.Protocol...), 0)
		key = binary.AppendVarint(key, int64(p.Port))
	}
	n, ok := numbers[string(key)]
	if !ok {
		n = int32(len(c.named))
		numbers[string(key)] = n
		c.named = append(c.named, named)
	}
	return n
}

// find returns the classes within bounds that a selector of pods matches, those on
// the host network left out. A nil selector matches every pod.
func (c *classes) find(bounds [2]int32, s *cluster.Selector, out []int32) []int32 {
	list, chosen := c.candidates(bounds, s)
	if !chosen {
		for n := bounds[0]; n < bounds[1]; n++ {
			if x := &c.list[n]; !x.host && (s == nil || s.Matches(x.sample.Labels)) {
				out = append(out, n)
			}
		}
		return out
	}
	for _, n := range list {
		if len(s.Requirements) == 1 && s.Requirements[0].Op == metav1.LabelSelectorOpIn || s.Matches(c.list[n].sample.Labels) {
			out = append(out, n)
		}
	}
	return out
}

// candidates is the shortest list that holds all matches of a selector: that of a
// requirement which needs its label.
func (c *classes) candidates(bounds [2]int32, s *cluster.Selector) (best []int32, chosen bool) {
	if s == nil {
		return nil, false
	}
	least := math.MaxInt
	var several *cluster.Requirement
	for i := range s.Requirements {
		r := &s.Requirements[i]
		switch {
		case r.Op == metav1.LabelSelectorOpExists:
			if list := part(c.keys[r.Key], bounds); len(list) < least {
				best, several, least = list, nil, len(list)
			}
		case r.Op == metav1.LabelSelectorOpIn && len(r.Values) == 1:
			if list := part(c.pairs[labelPair{r.Key, r.Values[0]}], bounds); len(list) < least {
				best, several, least = list, nil, len(list)
			}
		case r.Op == metav1.LabelSelectorOpIn:
			total := 0
			for _, v := range r.Values {
				total += len(part(c.pairs[labelPair{r.Key, v}], bounds))
			}
			if total < least {
				several, least = r, total
			}
		default:
			continue
		}
		chosen = true
	}
	if several != nil {
		best = nil
		for _, v := range several.Values {
			best = append(best, part(c.pairs[labelPair{several.Key, v}], bounds)...)
		}
		slices.Sort(best)
		best = slices.Compact(best)
	}
	return best, chosen
}

// part is what of a sorted list lies in [bounds[0], bounds[1]).
func part(list []int32, bounds [2]int32) []int32 {
	from, _ := slices.BinarySearch(list, bounds[0])
	to, _ := slices.BinarySearch(list[from:], bounds[1])
	return list[from : from+to]
}
