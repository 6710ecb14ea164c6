package reach

import "github.com/netpolint/netpolint/lint/cluster"

// Side is the judgement of one direction of a flow: of the source's egress
// policies, or of the destination's ingress policies.
type Side struct {
	// Answer is Yes when the direction allows the flow: no policy isolates the
	// pod, or some rule allows it.
	Answer cluster.Truth
	// Isolating are the NetworkPolicies that isolate the pod in this direction.
	Isolating []*cluster.Policy
	// By is the policy and Rule the rule that decides: that allows the flow, or may
	// allow it, or a rule of a tier that denies it, or may deny it. Both are nil when
	// none does or none needs to.
	By   *cluster.Policy
	Rule *cluster.Rule
	// Passed are the rules of the admin tier that left the decision to others.
	Passed []Decider
}

// Decider is a rule, and the policy that holds it.
type Decider struct {
	Policy *cluster.Policy
	Rule   *cluster.Rule
}

// Verdict says whether a flow is allowed, and what decides it. Sides are
// indexed by direction. Self is set for a pod that connects to itself, which no
// policy can deny.
type Verdict struct {
	Answer cluster.Truth
	Sides  [2]Side
	Self   bool
}

// Explain judges one flow by the policies of its two ends. A flow is allowed
// only where both sides allow it; an address outside the cluster has no
// policies (the NetworkPolicy documentation, "the two sorts of pod isolation").
// A flow from a workload to itself is one between two of its pods, unless it is a
// Pod.
func (e *Engine) Explain(f Flow) Verdict {
	var v Verdict
	if w := f.From.Workload; w != nil && w == f.To.Workload && w.Alone() {
		v.Answer, v.Self = cluster.Yes, true
		v.Sides[cluster.Egress].Answer, v.Sides[cluster.Ingress].Answer = cluster.Yes, cluster.Yes
		return v
	}
	v.Sides[cluster.Egress] = e.side(f, cluster.Egress, f.From, f.To)
	v.Sides[cluster.Ingress] = e.side(f, cluster.Ingress, f.To, f.From)
	v.Answer = v.Sides[cluster.Egress].Answer.And(v.Sides[cluster.Ingress].Answer)
	return v
}

// sure judges both directions of a flow with every doubt taken against it.
func (e *Engine) sure(f Flow) (sides [2]Side) {
	for _, d := range cluster.Directions {
		own, other := f.From, f.To
		if d == cluster.Ingress {
			own, other = f.To, f.From
		}
		sides[d] = e.decide(f, d, own, other, e.isolating(own, d), false)
	}
	return sides
}

// side judges a flow by the policies of one end. Where it depends on labels that
// the input does not show, the answer is found twice: once with every doubt taken
// against the flow, and once for it.
func (e *Engine) side(f Flow, d cluster.Direction, own, other Endpoint) Side {
	isolating := e.isolating(own, d)
	sure := e.decide(f, d, own, other, isolating, false)
	if sure.Answer == cluster.Yes {
		return sure
	}
	if perhaps := e.decide(f, d, own, other, isolating, true); perhaps.Answer == cluster.Yes {
		perhaps.Answer = cluster.Unknown
		if perhaps.By == nil { // nothing has to allow it, but for what may deny it
			perhaps.By, perhaps.Rule = sure.By, sure.Rule
		}
		return perhaps
	}
	return sure
}

// decide goes through the tiers in order. With possible, doubts are taken for the
// flow, and against it without.
func (e *Engine) decide(f Flow, d cluster.Direction, own, other Endpoint, isolating []*cluster.Policy, possible bool) Side {
	side := Side{Isolating: isolating}
	tiers := e.tiered(f, d, own, other)
	if done := side.tier(tiers, cluster.TierAdmin, possible); done {
		return side
	}
	if len(isolating) > 0 {
		side.networkPolicies(e, f, d, other, possible)
		return side
	}
	side.Answer = cluster.Yes
	side.tier(tiers, cluster.TierBaseline, possible)
	return side
}

// networkPolicies looks for a rule that allows the flow.
func (s *Side) networkPolicies(e *Engine, f Flow, d cluster.Direction, other Endpoint, possible bool) {
	for _, p := range s.Isolating {
		for i := range p.Rules[d] {
			r := &p.Rules[d][i]
			truth := e.allows(p, r, other).And(portAllowed(r, f))
			if truth == cluster.Yes || possible && truth == cluster.Unknown {
				s.Answer, s.By, s.Rule = cluster.Yes, p, r
				return
			}
		}
	}
}

// hit is a rule of a tier that matches a flow, or may match it.
type hit struct {
	Decider
	truth  cluster.Truth
	action cluster.Action
}

// tiered lists the rules of the cluster-wide policies that match a flow, in order.
func (e *Engine) tiered(f Flow, d cluster.Direction, own, other Endpoint) []hit {
	var out []hit
	for _, p := range e.model.Tiered {
		applies := e.applies(p, own)
		if applies == cluster.No {
			continue
		}
		for i := range p.Rules[d] {
			r := &p.Rules[d][i]
			truth, action := e.allows(p, r, other), r.Action
			if unread(r) {
				truth, action = failClosed(action)
			}
			if truth = applies.And(truth).And(portAllowed(r, f)); truth != cluster.No {
				out = append(out, hit{Decider{p, r}, truth, action})
			}
		}
	}
	return out
}

// tier applies the rules of one tier, and reports whether they decide. A Pass of
// which it is not known whether it matches counts as the end: as an answer that
// errs on the side asked for.
func (s *Side) tier(hits []hit, tier cluster.Tier, possible bool) (done bool) {
	for _, h := range hits {
		if h.Policy.Tier != tier {
			continue
		}
		action := h.action
		if h.truth == cluster.Unknown {
			switch {
			case action == cluster.Allow && !possible, action == cluster.Deny && possible:
				continue
			case action == cluster.Pass && possible:
				action = cluster.Allow
			case action == cluster.Pass:
				action = cluster.Deny
			}
		}
		if action == cluster.Pass {
			s.Passed = append(s.Passed, h.Decider)
			return false
		}
		s.By, s.Rule, s.Answer = h.Policy, h.Rule, cluster.No
		if action == cluster.Allow {
			s.Answer = cluster.Yes
		}
		return true
	}
	return false
}

// applies reports whether a cluster-wide policy selects an end.
func (e *Engine) applies(p *cluster.Policy, own Endpoint) cluster.Truth {
	namespace, labels, ok := e.identity(own)
	if !ok || !p.Subject.Matches(labels) {
		return cluster.No
	}
	return e.inNamespace(namespace, p.Namespaces)
}

// isolating returns the NetworkPolicies that isolate an end in a direction.
func (e *Engine) isolating(own Endpoint, d cluster.Direction) []*cluster.Policy {
	switch {
	case own.Workload != nil:
		return own.Workload.Policies[d]
	case own.Pod != nil:
		ns := e.model.Namespace(own.Pod.Namespace)
		if ns == nil {
			return nil
		}
		var out []*cluster.Policy
		for _, p := range ns.Policies {
			if p.Isolates[d] && p.Subject.Matches(own.Pod.Labels) {
				out = append(out, p)
			}
		}
		return out
	}
	return nil
}
