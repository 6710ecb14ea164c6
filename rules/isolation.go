package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// opensAll returns the first rule of a policy that allows everything in a
// direction, or nil.
func opensAll(p *cluster.Policy, d cluster.Direction) *cluster.Rule {
	for i := range p.Rules[d] {
		if r := &p.Rules[d][i]; r.AllowsAll() && r.Action == cluster.Allow {
			return &p.Rules[d][i]
		}
	}
	return nil
}

// opened reports whether some policy allows everything to or from the pods of a
// workload, so that isolation in that direction means nothing.
func opened(w *cluster.Workload, d cluster.Direction) bool {
	for _, p := range w.Policies[d] {
		if opensAll(p, d) != nil {
			return true
		}
	}
	return false
}

// defaultDeny returns a policy that denies by default in a direction for every
// pod of the namespace, pods that do not exist yet included: it selects all and
// does not open everything itself. What it is called, and whether it has narrow
// allow rules too, does not matter; one without any is preferred.
func defaultDeny(ns *cluster.Namespace, d cluster.Direction) *cluster.Policy {
	return defaultDenyBeside(ns, d, nil)
}

// defaultDenyBeside is defaultDeny without a policy and its variants, which are
// of the same name and never applied together with it.
func defaultDenyBeside(ns *cluster.Namespace, d cluster.Direction, but *cluster.Policy) *cluster.Policy {
	var found *cluster.Policy
	for _, p := range ns.Policies {
		if but != nil && p.Name == but.Name {
			continue
		}
		if !p.SelectsAll() || !p.Isolates[d] || opensAll(p, d) != nil {
			continue
		}
		if p.AllowsNothing(d) {
			return p
		}
		if found == nil {
			found = p
		}
	}
	if found == nil && but != nil {
		return unionDeny(ns, d, but)
	}
	return found
}

// unionDeny returns the first of some policies that together isolate every pod
// that the input shows, none of them opening everything; nil if they do not.
func unionDeny(ns *cluster.Namespace, d cluster.Direction, but *cluster.Policy) *cluster.Policy {
	var first *cluster.Policy
	for _, w := range ns.Workloads {
		if w.HostNetwork {
			continue
		}
		i := slices.IndexFunc(w.Policies[d], func(p *cluster.Policy) bool { return p.Name != but.Name && opensAll(p, d) == nil })
		if i < 0 {
			return nil
		}
		if first == nil {
			first = w.Policies[d][i]
		}
	}
	return first
}

// defeatsDefaultDeny reports whether an allow-all rule of the policy undoes a
// default deny that stands beside it. That is the more telling finding
// (default-deny-defeated), so rules about the allow-all itself leave it alone.
func defeatsDefaultDeny(p *cluster.Policy, d cluster.Direction) bool {
	if !p.SelectsAll() || opensAll(p, d) == nil {
		return false
	}
	return defaultDenyBeside(p.Namespace, d, p) != nil
}
