package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// shadowedRule is a rule of a cluster-wide policy that no connection ever comes to,
// and the earlier ones that decide instead.
type shadowedRule struct {
	reach.Decider
	direction cluster.Direction
	by        []reach.Decider
	// others are those of other policies, where these alone decide all of it.
	others []reach.Decider
}

// tieredWork is how much work the cluster-wide policies of one tier may take.
const tieredWork = 300_000

// shadowed goes through the rules of each tier in their order, and finds those behind
// earlier ones that match all that they match. Policies of one priority come in no
// known order, and those of different kinds neither.
func shadowed(pass *lint.Pass) []shadowedRule {
	var out []shadowedRule
	for _, policies := range tiers(pass.Model) {
		for _, d := range cluster.Directions {
			s := &shadows{direction: d, cover: reach.NewCover(tieredWork)}
			for from := 0; from < len(policies); {
				to := from + 1
				for to < len(policies) && policies[to].Priority == policies[from].Priority {
					to++
				}
				s.check(policies[from:to])
				from = to
			}
			out = append(out, s.found...)
		}
	}
	return out
}

// tiers are the cluster-wide policies that are surely applied together and whose
// order is known: those of one tier and kind and of one directory, by priority. Left
// out are those of which it is not known what they select, and, of several of one
// name, which counts.
func tiers(m *cluster.Model) [][]*cluster.Policy {
	type named struct{ kind, name string }
	count := map[named]int{}
	for _, p := range m.Tiered {
		count[named{kindOf(p), p.Name}]++
	}
	type group struct {
		tier cluster.Tier
		kind string
		at   together
	}
	index := map[group]int{}
	var out [][]*cluster.Policy
	for _, p := range m.Tiered {
		o := p.At.Object
		if count[named{kindOf(p), p.Name}] > 1 || o.Unrendered || slices.ContainsFunc(o.Violations, manifest.Violation.Refuses) ||
			p.Subject.Unresolved() || p.Namespaces.Unresolved() {
			continue
		}
		g := group{p.Tier, kindOf(p), togetherWith(o)}
		i, known := index[g]
		if !known {
			i = len(out)
			index[g] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

func kindOf(p *cluster.Policy) string { return p.At.Object.ID.Kind }

// shadows is the work on one tier.
type shadows struct {
	direction cluster.Direction
	cover     *reach.Cover
	owners    []reach.Decider
	found     []shadowedRule
}

// check looks at the policies of one priority, each behind those of lower numbers and
// its own rules, and then adds them.
func (s *shadows) check(equals []*cluster.Policy) {
	var added []int
	for _, p := range equals {
		var own []int
		for i := range p.Rules[s.direction] {
			r := &p.Rules[s.direction][i]
			region := reach.RegionOf(p, s.direction, r)
			by, shadowed := s.cover.Holds(region, nil)
			if shadowed && !region.Empty() {
				s.found = append(s.found, s.shadowedBy(p, r, region, by))
			}
			own = append(own, s.cover.Add(region))
			s.owners = append(s.owners, reach.Decider{Policy: p, Rule: r})
		}
		for _, n := range own {
			s.cover.Remove(n)
		}
		added = append(added, own...)
	}
	for _, n := range added {
		s.cover.Restore(n)
	}
}

// shadowedBy says which earlier rules decide in place of one. Those of its own
// policy go before others: they are applied whatever else is, and stand beside it.
func (s *shadows) shadowedBy(p *cluster.Policy, r *cluster.Rule, region reach.Region, by []int) shadowedRule {
	own := func(n int) bool { return s.owners[n].Policy == p }
	others, _ := s.cover.Holds(region, func(n int) bool { return !own(n) })
	if beside, holds := s.cover.Holds(region, own); holds {
		by = beside
	}
	return shadowedRule{
		Decider: reach.Decider{Policy: p, Rule: r}, direction: s.direction,
		by: s.deciders(by), others: s.deciders(others),
	}
}

func (s *shadows) deciders(numbers []int) []reach.Decider {
	var out []reach.Decider
	for _, n := range numbers {
		out = append(out, s.owners[n])
	}
	return out
}
