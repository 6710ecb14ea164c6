package reach

import (
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// Cause is why something opened or closed, on one side of a connection.
type Cause int

// The causes. AllowedBy, NotIsolated and NotDenied open; IsolatedBy, NotAllowed and
// DeniedBy close.
const (
	// AllowedBy: a rule of the new cluster allows it.
	AllowedBy Cause = iota
	// NotIsolated: policies of the old cluster isolated the pod, and none does now.
	NotIsolated
	// NotDenied: a rule of a tier of the old cluster denied it.
	NotDenied
	// IsolatedBy: policies of the new cluster isolate the pod, which none did.
	IsolatedBy
	// NotAllowed: a rule of the old cluster allowed it, and none does now.
	NotAllowed
	// DeniedBy: a rule of a tier of the new cluster denies it.
	DeniedBy
	// NotSelected: policies isolated the pods, and are still there, but no longer select
	// them.
	NotSelected
	// SelectedBy: policies that were there before isolate the pods now.
	SelectedBy
)

// Old reports whether the policies of the cause are those of the old cluster.
func (c Cause) Old() bool {
	return c == NotIsolated || c == NotDenied || c == NotAllowed || c == NotSelected
}

// Reason is a cause, and the policies that are responsible for it; Rule is set where
// one rule is.
type Reason struct {
	Cause     Cause
	Direction cluster.Direction
	Policies  []*cluster.Policy
	Rule      *cluster.Rule
}

// Why finds out what opened or closed the connections of a change, by one of them. It
// answers for changes between ends that exist in both clusters.
func Why(old, new *Engine, c *Change, opened bool) []Reason {
	if c.Added || c.Removed {
		return nil
	}
	conns := c.Closed
	if opened {
		conns = c.Opened
	}
	flow, ok := Witness(c.From, c.To, conns)
	if !ok {
		return nil
	}
	// What opened or closed did so for sure, so every doubt is taken against the flow:
	// where the answer is No, By is what denies, and no rule that might allow.
	was, is := old.sure(old.own(flow)), new.sure(new.own(flow))
	var out []Reason
	for _, d := range [...]cluster.Direction{cluster.Egress, cluster.Ingress} {
		before, after := &was[d], &is[d]
		switch {
		case opened && before.Answer != cluster.Yes && after.Answer == cluster.Yes:
			out = append(out, openedBy(new, d, before, after))
		case !opened && before.Answer == cluster.Yes && after.Answer != cluster.Yes:
			out = append(out, closedBy(old, d, before, after))
		}
	}
	return out
}

func openedBy(new *Engine, d cluster.Direction, before, after *Side) Reason {
	switch {
	case before.By != nil && (after.By == nil || after.By.Tier > before.By.Tier):
		return Reason{NotDenied, d, []*cluster.Policy{before.By}, before.Rule}
	case after.By != nil:
		return Reason{AllowedBy, d, []*cluster.Policy{after.By}, after.Rule}
	}
	if gone := new.without(before.Isolating); len(gone) > 0 {
		return Reason{NotIsolated, d, gone, nil}
	}
	return Reason{NotSelected, d, before.Isolating, nil}
}

func closedBy(old *Engine, d cluster.Direction, before, after *Side) Reason {
	switch {
	case after.By != nil:
		return Reason{DeniedBy, d, []*cluster.Policy{after.By}, after.Rule}
	case before.By == nil || before.By.Tier == cluster.TierBaseline:
		if added := old.without(after.Isolating); len(added) > 0 {
			return Reason{IsolatedBy, d, added, nil}
		}
		return Reason{SelectedBy, d, after.Isolating, nil}
	}
	return Reason{NotAllowed, d, []*cluster.Policy{before.By}, before.Rule}
}

// without lists the policies that the engine's model does not have by namespace and
// name, or that do not isolate there.
func (e *Engine) without(policies []*cluster.Policy) []*cluster.Policy {
	return slices.DeleteFunc(slices.Clone(policies), func(p *cluster.Policy) bool {
		ns := e.model.Namespace(p.Namespace.Name)
		return ns != nil && slices.ContainsFunc(ns.Policies, func(q *cluster.Policy) bool { return q.Name == p.Name && q.Isolates == p.Isolates })
	})
}

// own is a flow with the engine's own workloads in place of those of another.
func (e *Engine) own(f Flow) Flow {
	f.From, f.To = e.ownEnd(f.From), e.ownEnd(f.To)
	return f
}

func (e *Engine) ownEnd(x Endpoint) Endpoint {
	if x.Workload == nil {
		return x
	}
	if w := e.Same(x.Workload); w != nil {
		return Endpoint{Workload: w}
	}
	return x
}
