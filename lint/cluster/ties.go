package cluster

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Clash is a pair of cluster-wide policies of one tier and priority that decide the
// same connections differently, by one rule of each.
type Clash struct {
	Policy, Other   *Policy
	Rule, OtherRule *Rule
}

// ties compares policies of one priority. They should be few, but the input is
// anyone's: left is how much work is still to be spent on it.
type ties struct{ left int }

const maxTies = 10_000_000

// findTies finds where two cluster-wide policies of one tier and priority decide the
// same connections differently: which of them comes first is undefined (the
// documentation of priority).
func (b *builder) findTies() {
	all, t := b.model.Tiered, &ties{maxTies}
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].Tier == all[from].Tier && all[to].Priority == all[from].Priority {
			to++
		}
		if found := t.among(all[from:to]); len(found) > 0 {
			b.model.Clashes = append(b.model.Clashes, found...)
			b.reportTie(found[0])
		}
		from = to
	}
}

// reportTie tells whoever asks about connections. It is a finding of conflicting-priority.
func (b *builder) reportTie(c Clash) {
	place := c.Other.At.Object.ID
	b.problems = append(b.problems, manifest.Problem{
		Severity: manifest.Warning, File: c.Policy.At.Object.File(), Ref: c.Rule.At, Rule: "NP705",
		Message: fmt.Sprintf("%s %s has the tier and priority of this %s, where a rule may %s what this one may %s: which comes first is undefined, and here it goes by name; give them different priorities",
			place.Kind, place.Name, c.Policy.At.Object.ID.Kind, c.OtherRule.Action, c.Rule.Action),
	})
}

// among finds the first clash of each of some policies of one tier and priority.
func (t *ties) among(equals []*Policy) []Clash {
	var out []Clash
	for i, p := range equals {
		for _, q := range equals[:i] {
			if t.left <= 0 {
				return out
			}
			if p.Name == q.Name { // most likely variants of one
				continue
			}
			if r, other := t.clash(p, q); r != nil {
				out = append(out, Clash{p, q, r, other})
				break
			}
		}
	}
	return out
}

// clash finds rules of two policies that do different things with connections that
// both may match.
func (t *ties) clash(p, q *Policy) (of, other *Rule) {
	if !t.meet(&Peer{Namespaces: p.Namespaces, Pods: p.Subject, Selected: p.Selected}, &Peer{Namespaces: q.Namespaces, Pods: q.Subject, Selected: q.Selected}) {
		return nil, nil
	}
	for _, d := range Directions {
		for i := range p.Rules[d] {
			for j := range q.Rules[d] {
				if r, s := &p.Rules[d][i], &q.Rules[d][j]; r.Action != s.Action && t.portsMeet(r, s) && t.peersMeet(r, s) {
					return r, s
				}
			}
		}
	}
	return nil, nil
}

func (t *ties) portsMeet(r, s *Rule) bool {
	if r.AnyPort() || s.AnyPort() {
		return true
	}
	t.left -= len(r.Ports) * len(s.Ports)
	for i := range r.Ports {
		for j := range s.Ports {
			x, y := &r.Ports[i], &s.Ports[j]
			if x.Name == y.Name && x.Protocol == y.Protocol && x.From <= y.To && y.From <= x.To {
				return true
			}
		}
	}
	return false
}

func (t *ties) peersMeet(r, s *Rule) bool {
	for i := range r.Peers {
		for j := range s.Peers {
			if t.meet(&r.Peers[i], &s.Peers[j]) {
				return true
			}
		}
	}
	return false
}

// meet reports whether two peers surely have some in common: a workload of the input,
// or all that one of them ever selects.
func (t *ties) meet(x, y *Peer) bool {
	t.left -= 1 + len(x.Selected) + len(y.Selected)
	switch {
	case t.left <= 0 || x.Unread || y.Unread:
		return false
	case x.IPBlock != nil && y.IPBlock != nil:
		return x.IPBlock.Prefix.IsValid() && y.IPBlock.Prefix.IsValid() && x.IPBlock.Prefix.Overlaps(y.IPBlock.Prefix)
	case x.IPBlock != nil:
		return x.IPBlock.Prefix.IsValid() && x.IPBlock.Prefix.Bits() == 0
	case y.IPBlock != nil:
		return t.meet(y, x)
	}
	if shared(x.Selected, y.Selected) {
		return true
	}
	return t.holds(x, y) || t.holds(y, x)
}

// holds reports whether a peer selects all pods that another one does, of which there
// may be some.
func (t *ties) holds(wide, narrow *Peer) bool {
	if wide.Namespaces == nil || narrow.Namespaces == nil || !names(narrow.Namespaces, wide.Namespaces) {
		return false
	}
	t.left -= 200 // now label by label
	switch {
	case !narrow.Namespaces.Satisfiable(), narrow.Pods != nil && !narrow.Pods.Satisfiable(),
		!narrow.Namespaces.ImpliesOfNamespaces(wide.Namespaces):
		return false
	}
	return wide.Pods == nil || wide.Pods.Empty() || narrow.Pods != nil && narrow.Pods.Implies(wide.Pods)
}

// shared reports whether two lists, each in the order of the index, have a workload
// in common.
func shared(x, y []*Workload) bool {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] == y[0]:
			return true
		case x[0].id < y[0].id:
			x = x[1:]
		default:
			y = y[1:]
		}
	}
	return false
}

// names reports whether a selector names every label that another one needs, without
// which it cannot imply that.
func names(narrow, wide *Selector) bool {
	for i := range wide.Requirements {
		r := &wide.Requirements[i]
		if r.Positive() && r.Key != NameLabel && !slices.ContainsFunc(narrow.Requirements, func(own Requirement) bool { return own.Key == r.Key }) {
			return false
		}
	}
	return true
}
