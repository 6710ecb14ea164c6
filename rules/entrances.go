package rules

import (
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

type admitted struct {
	policy *cluster.Policy
	caller caller
}

type admittedPeer struct {
	caller           caller
	own              *cluster.Namespace
	namespaces, pods string
}

// entrance is a rule that lets a caller in, or may, on the ports it lists.
type entrance struct {
	policy *cluster.Policy
	rule   *cluster.Rule
	truth  cluster.Truth
}

// allOpenings are the openings of some policies together.
type allOpenings struct {
	policies []*cluster.Policy
	openings []entrance
}

// allOpened lists the rules of a workload's policies whose peers include a caller,
// or may.
func (a *admission) allOpened(c caller, w *cluster.Workload) []entrance {
	policies := w.Policies[cluster.Ingress]
	if last := a.last[c]; slices.Equal(last.policies, policies) {
		return last.openings
	}
	all := allOpenings{policies: policies}
	for _, p := range policies {
		all.openings = append(all.openings, a.opened(c, p)...)
	}
	a.last[c] = all
	return all.openings
}

// opened lists the rules of a policy whose peers include a caller, or may.
func (a *admission) opened(c caller, p *cluster.Policy) []entrance {
	key := admitted{p, c}
	out, known := a.openings[key]
	if known {
		return out
	}
	for i := range p.Rules[cluster.Ingress] {
		r := &p.Rules[cluster.Ingress][i]
		truth := cluster.No
		if r.AnyPeer() {
			truth = cluster.Yes
		}
		for j := range r.Peers {
			if truth = truth.Or(a.peer(c, p, &r.Peers[j])); truth == cluster.Yes {
				break
			}
		}
		if truth != cluster.No {
			out = append(out, entrance{p, r, truth})
		}
	}
	a.openings[key] = out
	return out
}

// peer says whether a peer includes a caller.
func (a *admission) peer(c caller, p *cluster.Policy, peer *cluster.Peer) cluster.Truth {
	switch {
	case peer.IPBlock != nil || peer.Unread:
		return cluster.Unknown
	case c.podless():
		return cluster.No
	}
	key := admittedPeer{caller: c, own: p.Namespace}
	if peer.Pods != nil {
		key.pods = "pods " + peer.Pods.Key()
	}
	if peer.Namespaces != nil {
		key.namespaces = "namespaces " + peer.Namespaces.Key()
	}
	answer, known := a.peers[key]
	if !known {
		answer = a.selects(c, p, peer)
		a.peers[key] = answer
	}
	return answer
}

func (a *admission) selects(c caller, p *cluster.Policy, peer *cluster.Peer) cluster.Truth {
	if c.home != nil && !mayBeIn(c.home, p, peer) {
		return cluster.No
	}
	anyPod := peer.Pods == nil || peer.Pods.Empty()
	if peer.Namespaces != nil && peer.Namespaces.Empty() && anyPod {
		return cluster.Yes
	}
	if slices.ContainsFunc(peer.Selected, func(w *cluster.Workload) bool { return a.is(c, w) }) {
		return cluster.Yes
	}
	answer := cluster.No
	groups := a.groups(c)
	for i := range groups {
		answer = answer.Or(a.selectsGroup(p, peer, &groups[i]))
	}
	switch {
	case answer == cluster.Yes || len(groups) > 0:
		return answer
	case hasUnresolved(peer):
		return cluster.Unknown
	case peer.Namespaces == nil:
		if a.mayHide(c, p.Namespace) && (anyPod || namesPods(peer.Pods, a.named(c))) {
			return cluster.Unknown
		}
		return cluster.No
	case a.others(c, p, peer):
		return cluster.No
	}
	return cluster.Unknown
}

// is reports whether the input shows that a workload is such a caller.
func (a *admission) is(c caller, w *cluster.Workload) bool {
	if c.callerKind == controllers {
		return forwards(a.pass, w) && (c.home == nil || w.Namespace == c.home) && !(c.gateway && servesIngressesOnly(w.Namespace.Name))
	}
	return monitoringName(w.Name) || scrapes(a.pass, w.Namespace.Name)
}

// named says by which names such a caller is known.
func (a *admission) named(c caller) func(string) bool {
	if c.callerKind == controllers {
		return func(v string) bool { return edgeName(v) || strings.Contains(v, "nginx") }
	}
	return monitoringName
}

// groups are the callers that the facts name; where there are some, they are all
// that the input does not show.
func (a *admission) groups(c caller) []lint.PodGroup {
	if c.callerKind == controllers {
		return a.pass.Facts.IngressControllers
	}
	var out []lint.PodGroup
	for _, name := range a.pass.Facts.Monitoring {
		out = append(out, lint.PodGroup{Namespace: name})
	}
	return out
}

// selectsGroup says whether a peer includes a group of pods, of which further
// labels are not known.
func (a *admission) selectsGroup(p *cluster.Policy, peer *cluster.Peer, g *lint.PodGroup) cluster.Truth {
	answer := cluster.Yes
	if peer.Namespaces == nil {
		if g.Namespace != p.Namespace.Name {
			return cluster.No
		}
	} else if ns := a.pass.Model.Namespace(g.Namespace); ns != nil {
		answer = ns.Matches(peer.Namespaces)
	} else {
		answer = peer.Namespaces.MatchesPartly(map[string]string{cluster.NameLabel: g.Namespace})
	}
	if peer.Pods != nil {
		answer = answer.And(peer.Pods.MatchesPartly(g.Labels))
	}
	return answer
}

// mayHide reports whether a caller may live in a namespace and not show: where
// something installs more than the input has, and for a route of the Gateway API,
// whose gateway may be started beside it.
func (a *admission) mayHide(c caller, ns *cluster.Namespace) bool {
	return len(ns.Hidden) > 0 || ns.Unrendered != nil || ns.Guessed || c.callerKind == controllers && a.gateways[ns]
}

// others reports whether a peer surely is about others than the caller: pods that
// the input shows by their name, and namespaces, asked for by their names, that
// the input shows or that are there for something else.
func (a *admission) others(c caller, p *cluster.Policy, peer *cluster.Peer) bool {
	if c.gateway && (asksForAll(peer.Namespaces, servesIngressesOnly) || asksForAll(peer.Pods, servesIngressesOnly)) {
		return true
	}
	if peer.Pods != nil {
		for i := range peer.Pods.Requirements {
			r := &peer.Pods.Requirements[i]
			if !r.Positive() || !nameKey(r.Key) || len(r.Values) == 0 {
				continue
			}
			if !slices.ContainsFunc(r.Values, func(v string) bool { return infrastructure(v) || !a.pass.Model.HasLabel(r.Key, v) }) {
				return true
			}
		}
	}
	for i := range peer.Namespaces.Requirements {
		r := &peer.Namespaces.Requirements[i]
		if r.Key != cluster.NameLabel || !r.Positive() || len(r.Values) == 0 {
			continue
		}
		return !slices.ContainsFunc(r.Values, func(name string) bool { return a.mayBeHome(c, p, name) })
	}
	return false
}

// servesIngressesOnly reports whether a name is that of a controller which does not
// implement Gateway API.
func servesIngressesOnly(name string) bool { return name == "ingress-nginx" }

// asksForAll reports whether a selector asks for a label with values that all pass.
func asksForAll(s *cluster.Selector, is func(string) bool) bool {
	return s != nil && slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return r.Positive() && len(r.Values) > 0 && !slices.ContainsFunc(r.Values, func(v string) bool { return !is(v) })
	})
}

// mayBeIn reports whether a peer may select pods of a namespace.
func mayBeIn(ns *cluster.Namespace, p *cluster.Policy, peer *cluster.Peer) bool {
	if peer.Namespaces == nil {
		return ns == p.Namespace
	}
	return ns.Matches(peer.Namespaces) != cluster.No
}

// mayBeHome reports whether a caller may live in the namespace of that name. The
// input shows the one of each policy that matters here, as far as anything does.
func (a *admission) mayBeHome(c caller, p *cluster.Policy, name string) bool {
	if c.callerKind == controllers && scrapes(a.pass, name) {
		return false
	}
	ns := a.pass.Model.Namespace(name)
	if ns == nil || ns.System() || infrastructure(name) {
		return true
	}
	if ns == p.Namespace {
		return a.mayHide(c, ns)
	}
	return !ns.Shown() || a.mayHide(c, ns)
}

func hasUnresolved(peer *cluster.Peer) bool {
	return peer.Namespaces != nil && peer.Namespaces.Unresolved() || peer.Pods != nil && peer.Pods.Unresolved()
}

// allowsPort reports whether a rule allows a port of a workload's pods, by its
// number or by its name.
func allowsPort(r *cluster.Rule, w *cluster.Workload, protocol string, port int32) bool {
	if r.AnyPort() {
		return true
	}
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Covers(protocol, port) {
			return true
		}
		if p.Name == "" || p.Protocol != protocol && p.Protocol != "" {
			continue
		}
		for _, c := range w.Ports {
			if c.Name == p.Name && c.Protocol == protocol && c.Port == port {
				return true
			}
		}
	}
	return false
}
