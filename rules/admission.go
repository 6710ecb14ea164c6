package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// admission answers whether callers are let in. It goes through the rules of a
// policy once, however many pods the policy selects.
type admission struct {
	pass     *lint.Pass
	openings map[admitted][]entrance
	// last is the answer of allOpened for the pods asked about last: pods of one
	// namespace often have the same policies.
	last  map[caller]allOpenings
	peers map[admittedPeer]cluster.Truth
	// gateways are the namespaces where a gateway may be started for a route of
	// Gateway API.
	gateways map[*cluster.Namespace]bool
}

func newAdmission(pass *lint.Pass) *admission {
	a := &admission{pass: pass, openings: map[admitted][]entrance{}, last: map[caller]allOpenings{}, peers: map[admittedPeer]cluster.Truth{}, gateways: map[*cluster.Namespace]bool{}}
	for _, r := range pass.Model.Routes {
		if r.Namespace != nil && ofGateway(r) && len(r.Gateways) == 0 {
			a.gateways[r.Namespace] = true
		}
		for _, name := range r.Gateways {
			if ns := pass.Model.Namespace(name); ns != nil {
				a.gateways[ns] = true
			}
		}
	}
	return a
}

// lets says whether a workload's policies let a caller in on a port. Unknown
// stands for callers that may be there and do not show.
func (a *admission) lets(c caller, w *cluster.Workload, protocol string, port int32) cluster.Truth {
	if len(a.pass.Model.Tiered) > 0 {
		if answer, decided := a.byTiers(c, w, protocol, port); decided {
			return answer
		}
	}
	if !w.Isolated(cluster.Ingress) {
		return cluster.Yes
	}
	answer := cluster.No
	for _, o := range a.allOpened(c, w) {
		if o.truth > answer && allowsPort(o.rule, w, protocol, port) {
			if answer = o.truth; answer == cluster.Yes {
				break
			}
		}
	}
	return answer
}

// byTiers asks whether a cluster-wide policy decides, or may. A caller that one of
// its rules may let in counts as let in perhaps.
func (a *admission) byTiers(c caller, w *cluster.Workload, protocol string, port int32) (answer cluster.Truth, decided bool) {
	for _, from := range a.callers(c) {
		side := a.pass.Reach.Explain(reach.Flow{From: from, To: reach.Endpoint{Workload: w}, Protocol: protocol, Port: port}).Sides[cluster.Ingress]
		if side.By != nil && side.By.Tier != cluster.TierNetworkPolicy {
			answer, decided = answer.Or(side.Answer), true
		}
	}
	return answer, decided
}

// callers are ends that stand for a caller: the known ones, and one that is not.
func (a *admission) callers(c caller) []reach.Endpoint {
	const most = 4
	var out []reach.Endpoint
	switch c.callerKind {
	case outsiders, apiServer:
		return []reach.Endpoint{{Addr: outside()}}
	case controllers:
		for i := range a.pass.Facts.IngressControllers {
			out = append(out, reach.Endpoint{Pod: groupPod(&a.pass.Facts.IngressControllers[i], "ingress-controller")})
		}
		for _, w := range forwarders(a.pass).list {
			if len(out) == most {
				break
			}
			if !w.HostNetwork && (c.home == nil || w.Namespace == c.home) {
				out = append(out, reach.Endpoint{Workload: w})
			}
		}
		if c.home != nil {
			return out
		}
	case scrapers:
		for _, name := range a.pass.Facts.Monitoring {
			out = append(out, reach.Endpoint{Pod: &reach.Pod{Name: "prometheus", Namespace: name}})
		}
		for _, w := range collectors(a.pass) {
			if len(out) == most {
				break
			}
			if !w.HostNetwork {
				out = append(out, reach.Endpoint{Workload: w})
			}
		}
	}
	return append(out[:min(len(out), most)], reach.Endpoint{Controller: true})
}

// blocked is a flow of a caller that is denied for sure, or nil.
func (a *admission) blocked(c caller, w *cluster.Workload, protocol string, port int32) *reach.Flow {
	for _, from := range a.callers(c) {
		if from.Controller && c.callerKind != controllers || from.Workload == w {
			continue
		}
		flow := reach.Flow{From: from, To: reach.Endpoint{Workload: w}, Protocol: protocol, Port: port}
		if a.pass.Reach.Explain(flow).Sides[cluster.Ingress].Answer == cluster.No {
			return &flow
		}
	}
	return nil
}

// sideOf is the engine's judgement of a caller that is denied.
func (a *admission) sideOf(c caller, t *target) reach.Side {
	var side reach.Side
	for _, from := range a.callers(c) {
		side = a.pass.Reach.Explain(reach.Flow{From: from, To: reach.Endpoint{Workload: t.to}, Protocol: t.protocol, Port: t.port}).Sides[cluster.Ingress]
		if side.Answer == cluster.No {
			break
		}
	}
	return side
}

// misses reports whether a peer of a policy is meant for such a caller and matches
// nothing, for a defect that is reported.
func (a *admission) misses(c caller, p *cluster.Policy) bool {
	return slices.ContainsFunc(a.dangling()[p], func(d *dangling) bool {
		return d.part != subjectPods && (namesPods(d.selector, a.named(c)) || namesPods(d.selector, infrastructure) || a.named(c)(d.meant.value))
	})
}

// missed reports whether a policy of some pods misses such a caller.
func (a *admission) missed(c caller, w *cluster.Workload) bool {
	return len(a.dangling()) > 0 && slices.ContainsFunc(w.Policies[cluster.Ingress], func(p *cluster.Policy) bool { return a.misses(c, p) })
}

// dangling are the selectors that match nothing, by policy.
func (a *admission) dangling() map[*cluster.Policy][]*dangling {
	type key struct{}
	return lint.Once(a.pass, key{}, func(pass *lint.Pass) map[*cluster.Policy][]*dangling {
		out := map[*cluster.Policy][]*dangling{}
		all := danglings(pass)
		for i := range all {
			out[all[i].policy] = append(out[all[i].policy], &all[i])
		}
		return out
	})
}
