package rules

import (
	"path"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// redundancies are policies and rules that can be taken away, all of them at once,
// and no connection of any pod changes, those of the future included.
type redundancies struct {
	policies []redundantPolicy
	rules    []redundantRule
}

// redundantPolicy is a policy and what makes it superfluous: twin is another one that
// says the same, and by are the rules of others that allow all that it allows.
type redundantPolicy struct {
	policy *cluster.Policy
	twin   *cluster.Policy
	by     []reach.Decider
}

// redundantRule is a rule and the others that allow all that it allows.
type redundantRule struct {
	reach.Decider
	direction cluster.Direction
	by        []reach.Decider
}

// coverWork is how much work the policies of one namespace may take, in steps of
// which each compares two rules.
const coverWork = 300_000

// redundant finds what can be taken away. With wider, rules count as redundant also
// where it takes a policy with another podSelector.
func redundant(pass *lint.Pass, wider bool) *redundancies {
	type question struct{ wider bool }
	return lint.Once(pass, question{wider}, func(pass *lint.Pass) *redundancies {
		out := &redundancies{}
		for _, ns := range pass.Model.Namespaces {
			for _, policies := range applied(ns) {
				newThinning(policies, wider).thin(out)
			}
		}
		return out
	})
}

// applied are groups of policies of a namespace that are surely applied together and
// as they are read: those of one rendering, or of the files of one directory. Trees
// of examples and of variants name one namespace in many directories. Left out are
// variants of one name, and what is refused. Where it is not known what Kustomize
// makes of the policies, only those of one file belong together.
func applied(ns *cluster.Namespace) [][]*cluster.Policy {
	if len(ns.Policies) == 0 {
		return nil
	}
	named := map[string]int{}
	for _, p := range ns.Policies {
		named[p.Name]++
	}
	index := map[together]int{}
	var out [][]*cluster.Policy
	for _, p := range ns.Policies {
		o := p.At.Object
		if p.Subject.Unresolved() || !p.Subject.Satisfiable() || slices.ContainsFunc(o.Violations, manifest.Violation.Refuses) {
			continue
		}
		if named[p.Name] > 1 {
			// Which of them counts is not known; what one says twice is.
			out = append(out, []*cluster.Policy{p})
			continue
		}
		at := togetherWith(o)
		if ns.Guessed || o.Unrendered {
			at.file = o.Doc.File.Name
		}
		i, known := index[at]
		if !known {
			i = len(out)
			index[at] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

// together tells objects apart that need not be applied together.
type together struct {
	rendering *manifest.Rendering
	dir, file string
}

func togetherWith(o *manifest.Object) together {
	if o.Alternative() {
		return together{rendering: o.Rendered}
	}
	return together{dir: path.Dir(o.Doc.File.Name)}
}

// thinning takes away what is redundant among some policies, one after the other:
// what is left holds what was taken at every step, and so at the end.
type thinning struct {
	policies []*cluster.Policy
	wider    bool
	cover    [2]*reach.Cover // rules by direction
	isolated [2]*reach.Cover // subjects of those that isolate
	owners   [2][]reach.Decider
	of       map[*cluster.Policy]*thinned
}

// thinned is a policy at work.
type thinned struct {
	rules [2][]thinnedRule
	// isolates is its number among those that isolate, or -1.
	isolates [2]int
	gone     bool
}

type thinnedRule struct {
	region reach.Region
	number int // in the cover, or -1
}

func newThinning(policies []*cluster.Policy, wider bool) *thinning {
	t := &thinning{policies: policies, wider: wider, of: make(map[*cluster.Policy]*thinned, len(policies))}
	for _, d := range cluster.Directions {
		t.cover[d], t.isolated[d] = reach.NewCover(coverWork), reach.NewCover(coverWork)
		for _, p := range policies {
			if t.of[p] == nil {
				t.of[p] = &thinned{isolates: [2]int{-1, -1}}
			}
			if !p.Isolates[d] {
				continue
			}
			own := t.of[p]
			own.isolates[d] = t.isolated[d].Add(reach.SubjectRegion(p))
			for i := range p.Rules[d] {
				r := &p.Rules[d][i]
				part := thinnedRule{reach.RegionOf(p, d, r), -1}
				// Beside a rule that allows everything all others are redundant, and it is
				// that rule which other findings are about.
				if !r.AllowsAll() {
					part.number = t.cover[d].Add(part.region)
					t.owners[d] = append(t.owners[d], reach.Decider{Policy: p, Rule: r})
				}
				own.rules[d] = append(own.rules[d], part)
			}
		}
	}
	return t
}

// thin takes whole policies away first, and then rules of those that stay. Of what
// says the same, the first in the input stays.
func (t *thinning) thin(out *redundancies) {
	if len(t.policies) > 1 {
		found := len(out.policies)
		twins := t.twins()
		for _, p := range slices.Backward(t.policies) {
			if twin := twins[p]; twin != nil {
				t.drop(p)
				out.policies = append(out.policies, redundantPolicy{policy: p, twin: twin})
			} else if by, ok := t.policy(p); ok && !slices.ContainsFunc(by, func(d reach.Decider) bool { return opensInternet(d.Rule) }) {
				out.policies = append(out.policies, redundantPolicy{policy: p, by: by})
			}
		}
		slices.Reverse(out.policies[found:])
	}
	found := len(out.rules)
	for _, p := range slices.Backward(t.policies) {
		if t.of[p].gone {
			continue
		}
		for _, d := range cluster.Directions {
			t.rulesOf(p, d, out)
		}
	}
	slices.Reverse(out.rules[found:])
}

// twins finds policies that say what an earlier one says, by that one.
func (t *thinning) twins() map[*cluster.Policy]*cluster.Policy {
	type content struct {
		subject  string
		isolates [2]bool
		rules    string
	}
	first := map[content]*cluster.Policy{}
	out := map[*cluster.Policy]*cluster.Policy{}
	for _, p := range t.policies {
		if slices.ContainsFunc(p.Rules[:], func(rules []cluster.Rule) bool { return slices.ContainsFunc(rules, unclear) }) ||
			opensAll(p, cluster.Ingress) != nil || opensAll(p, cluster.Egress) != nil ||
			slices.ContainsFunc(p.Rules[:], func(rules []cluster.Rule) bool {
				return slices.ContainsFunc(rules, func(r cluster.Rule) bool { return opensInternet(&r) })
			}) {
			continue // it is what they open that matters
		}
		same := content{p.Subject.Key(), p.Isolates, contentOf(p)}
		if first[same] != nil {
			out[p] = first[same]
		} else {
			first[same] = p
		}
	}
	return out
}

// drop takes all of a policy away.
func (t *thinning) drop(p *cluster.Policy) {
	own := t.of[p]
	own.gone = true
	for _, d := range cluster.Directions {
		if own.isolates[d] >= 0 {
			t.isolated[d].Remove(own.isolates[d])
		}
		for _, r := range own.rules[d] {
			if r.number >= 0 {
				t.cover[d].Remove(r.number)
			}
		}
	}
}

func (t *thinning) restore(p *cluster.Policy) {
	own := t.of[p]
	own.gone = false
	for _, d := range cluster.Directions {
		if own.isolates[d] >= 0 {
			t.isolated[d].Restore(own.isolates[d])
		}
		for _, r := range own.rules[d] {
			if r.number >= 0 {
				t.cover[d].Restore(r.number)
			}
		}
	}
}

// policy drops a policy if others isolate the same pods and allow them what it
// allows. A policy that allows nothing is left alone: a default deny says what is
// wanted also where others isolate the same pods.
func (t *thinning) policy(p *cluster.Policy) (by []reach.Decider, dropped bool) {
	own := t.of[p]
	if !slices.ContainsFunc(own.rules[:], func(rules []thinnedRule) bool {
		return slices.ContainsFunc(rules, func(r thinnedRule) bool { return !r.region.Empty() })
	}) {
		return nil, false
	}
	t.drop(p)
	for _, d := range cluster.Directions {
		if !p.Isolates[d] {
			continue
		}
		for _, r := range own.rules[d] {
			used, holds := t.cover[d].Holds(r.region, nil)
			if !holds {
				t.restore(p)
				return nil, false
			}
			for _, n := range used {
				if !slices.Contains(by, t.owners[d][n]) {
					by = append(by, t.owners[d][n])
				}
			}
		}
		if _, holds := t.isolated[d].Holds(reach.SubjectRegion(p), nil); !holds {
			t.restore(p)
			return nil, false
		}
	}
	return by, true
}

// opensInternet reports whether a rule has such a peer: beside it
// much is redundant, and it is that block which other findings are about.
func opensInternet(r *cluster.Rule) bool {
	return slices.ContainsFunc(r.Peers, func(p cluster.Peer) bool { return opensInternetOrCluster(&p) })
}

// rulesOf drops rules of a policy.
func (t *thinning) rulesOf(p *cluster.Policy, d cluster.Direction, out *redundancies) {
	rules := t.of[p].rules[d]
	left := len(rules)
	if opensAll(p, d) != nil {
		return // all others are moot
	}
	for i, r := range slices.Backward(rules) {
		// The last egress rule of a policy without policyTypes makes it isolate.
		if r.number < 0 || r.region.Empty() || left == 1 && p.TypesOmitted && d == cluster.Egress {
			continue
		}
		t.cover[d].Remove(r.number)
		used, holds := t.cover[d].Holds(r.region, func(owner int) bool {
			other := t.owners[d][owner].Policy
			return t.wider || other == p || other.Subject.Key() == p.Subject.Key()
		})
		if !holds {
			t.cover[d].Restore(r.number)
			continue
		}
		left--
		if slices.ContainsFunc(used, func(n int) bool { return opensInternet(t.owners[d][n].Rule) }) {
			continue
		}
		found := redundantRule{Decider: reach.Decider{Policy: p, Rule: &p.Rules[d][i]}, direction: d}
		for _, n := range used {
			found.by = append(found.by, t.owners[d][n])
		}
		out.rules = append(out.rules, found)
	}
}
