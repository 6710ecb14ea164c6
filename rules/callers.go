package rules

import (
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// caller is who connects to pods because something other than a policy says so,
// often from where no manifest shows.
type caller struct {
	callerKind
	// gateway is set for the one that serves a route of Gateway API.
	gateway bool
	// home is the namespace of its pods, where the input shows some there.
	home *cluster.Namespace
}

type callerKind int

const (
	// outsiders come by a load balancer or the port of a node. The pods see their
	// address, or that of a node (source NAT), so that any block may be for them.
	outsiders callerKind = iota
	// controllers are the pods that serve Ingresses and routes. On the host network
	// they have the address of a node.
	controllers
	// scrapers collect metrics.
	scrapers
	// apiServer is the API server, which is no pod: its address is that of a node of
	// the control plane, or of a network beside the cluster.
	apiServer
)

// podless reports whether no selector matches the caller.
func (k callerKind) podless() bool { return k == outsiders || k == apiServer }

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

// ofGateway reports whether a route is one of Gateway API.
func ofGateway(r *cluster.Route) bool {
	return strings.HasPrefix(r.At.Object.ID.APIVersion, "gateway.networking.k8s.io/")
}

// callerBy is the caller that a route is for.
func callerBy(pass *lint.Pass, r *cluster.Route) caller {
	c := caller{callerKind: controllers, gateway: ofGateway(r)}
	if len(r.Gateways) == 0 || slices.ContainsFunc(r.Gateways, func(name string) bool { return name != r.Gateways[0] }) {
		return c
	}
	ns := pass.Model.Namespace(r.Gateways[0])
	if ns == nil || ns == r.Namespace {
		return c
	}
	if slices.ContainsFunc(ns.Workloads, func(w *cluster.Workload) bool { return forwards(pass, w) && !w.HostNetwork }) {
		c.home = ns
	}
	return c
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

// collectors are the workloads of the input that scrape metrics.
func collectors(pass *lint.Pass) []*cluster.Workload {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []*cluster.Workload {
		var out []*cluster.Workload
		for _, w := range pass.Model.Workloads {
			if collectorName(w.Name) {
				out = append(out, w)
			}
		}
		return out
	})
}

// collectorName reports whether a name is that of a program that scrapes.
func collectorName(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "prometheus", "vmagent", "alloy":
			return true
		}
		return false
	}) && !slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "operator", "adapter", "exporter", "pushgateway", "alertmanager", "webhook", "ui":
			return true
		}
		return false
	})
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
