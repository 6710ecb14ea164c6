package reach

import (
	"github.com/netpolint/netpolint/lint/cluster"
)

// table is a model made ready for questions about all pairs: the workloads in
// classes that no policy tells apart, what each peer matches among them, and the
// sets of policies that apply together.
type table struct {
	model    *cluster.Model
	options  Options
	classes  *classes
	conns    *connTable
	policies []policy // NetworkPolicies, and then those of the tiers
	atoms    []atom
	specs    []portSpec
	resolved map[[2]int32]conn

	profiles [2]profiles // by direction
	groups   []group
	groupOf  []int32     // by class
	grouped  [][]int32   // classes by group
	applied  [][]int32   // groups by NetworkPolicy that isolates their ingress
	sources  csr         // ingress atoms by class
	rules    [][]ruleRef // ingress rules of NetworkPolicies by atom

	sigs      [2]signatures // by direction, of the peers of tiers
	verdicts  map[verdictKey]verdict
	uncertain bool
	limits    []Limit
}

// atom is what a peer matches: classes for sure, and classes that it may match, in
// namespaces whose labels the input does not show.
type atom struct{ sure, maybe []int32 }

// policy is a policy with its peers evaluated.
type policy struct {
	*cluster.Policy
	rules [2][]rule
	peers [2][]atomSpec // of a NetworkPolicy
}

// rule is a rule with its peers evaluated. Pods and hosts are set where it matches
// every pod, and every pod on the host network; outside where it matches every
// address. Unnamed is set where it matches every pod whose address is not known. Unread
// is set for a peer that nobody can evaluate.
type rule struct {
	*cluster.Rule
	pods, hosts, outside bool
	unnamed, unread      bool
	atoms                []int32
	spec                 int32
}

// ruleRef is what a NetworkPolicy says of the ports of one peer.
type ruleRef struct{ policy, spec int32 }

// group is a set of classes that look the same to a source, but for the peers of
// its own egress policies.
type group struct {
	profile int32 // of ingress
	names   int32
	sig     int32 // of egress peers of tiers
	host    bool
}

// csr is a list of lists in one piece.
type csr struct {
	starts []int32
	items  []int32
}

func (c *csr) of(i int32) []int32 { return c.items[c.starts[i]:c.starts[i+1]] }

// newTable makes a model ready.
func newTable(m *cluster.Model, o Options) *table {
	policies := make([]*cluster.Policy, 0, len(m.Policies)+len(m.Tiered))
	policies = append(append(policies, m.Policies...), m.Tiered...)
	t := &table{
		model: m, options: o, classes: newClasses(m, policies), conns: newConnTable(),
		resolved: map[[2]int32]conn{}, verdicts: map[verdictKey]verdict{},
	}
	a := &atomizer{table: t, model: m, peers: map[atomKey]int32{}, blocks: map[string]block{}, specs: map[string]int32{}}
	for _, p := range policies {
		t.policies = append(t.policies, a.policy(p))
	}
	t.limits = a.limits
	t.profile(m)
	t.divide()
	t.index()
	return t
}

// index prepares the way from a source to the rules that let it in.
func (t *table) index() {
	t.rules = make([][]ruleRef, len(t.atoms))
	used := make([]bool, len(t.atoms))
	for i := range t.policies {
		if t.policies[i].Tier != cluster.TierNetworkPolicy {
			continue
		}
		for _, x := range t.policies[i].peers[cluster.Ingress] {
			t.rules[x.atom] = append(t.rules[x.atom], ruleRef{int32(i), x.spec})
			used[x.atom] = true
		}
	}
	starts := make([]int32, len(t.classes.list)+1)
	t.each(used, func(_, c int32) { starts[c+1]++ })
	for i := range starts[1:] {
		starts[i+1] += starts[i]
	}
	next := append([]int32(nil), starts...)
	items := make([]int32, starts[len(starts)-1])
	t.each(used, func(a, c int32) {
		items[next[c]] = a
		next[c]++
	})
	t.sources = csr{starts, items}
}

// each visits the classes of the atoms that are used. Those that an atom only may
// match come as the atom's complement, ^a.
func (t *table) each(used []bool, visit func(a, c int32)) {
	for a := range t.atoms {
		if !used[a] {
			continue
		}
		for _, c := range t.atoms[a].sure {
			visit(int32(a), c)
		}
		for _, c := range t.atoms[a].maybe {
			visit(^int32(a), c)
		}
	}
}
