package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// exposedBackendBlocked reports Services and routes that lead outsiders to pods
// whose policies let none of them in. A connection from outside is none from a
// pod, so that no selector allows it, and one from an ingress controller comes from
// its namespace (the NetworkPolicy documentation, "Behavior of to and from
// selectors"). It is the outage after the first default deny.
func exposedBackendBlocked() *lint.Rule {
	return &lint.Rule{
		Code: "NP613", Name: "exposed-backend-blocked", Category: lint.Traps, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "a Service or a route leads outsiders to pods whose policies let none of them in",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkExposedBackendBlocked,
	}
}

func checkExposedBackendBlocked(pass *lint.Pass) {
	for _, b := range blockedExposures(pass) {
		reportBlockedExposure(pass, &b)
	}
}

// blockedExposure is a promise that policies break: all targets are closed. closed
// is the first.
type blockedExposure struct {
	exposure
	closed target
	// rule would let the caller in, on other ports than the target's; nil where
	// none does.
	rule *cluster.Rule
	// policy is the one to mend: that of the rule, or one with rules that is about
	// these pods and not about all; nil where there is none.
	policy *cluster.Policy
	// denied is the rule of a cluster-wide policy that denies it.
	denied *cluster.Rule
	flow   *reach.Flow
}

func blockedExposures(pass *lint.Pass) []blockedExposure {
	type key struct{}
	return lint.Once(pass, key{}, findBlockedExposures)
}

func findBlockedExposures(pass *lint.Pass) []blockedExposure {
	a := newAdmission(pass)
	var out []blockedExposure
	for _, e := range exposures(pass) {
		if closedToAll(a, &e) {
			b := blockedExposure{exposure: e, closed: e.targets[0]}
			b.blame(a)
			b.flow = a.blocked(b.by, b.closed.to, b.closed.protocol, b.closed.port)
			out = append(out, b)
		}
	}
	return out
}

// closedToAll reports whether the caller is let in to none of the targets, and no
// other rule says why.
func closedToAll(a *admission, e *exposure) bool {
	missed := missedBy(a.pass)
	return policiesRead(a.pass.Model, e.service.Namespace) && !slices.ContainsFunc(e.targets, func(t target) bool {
		return a.lets(e.by, t.to, t.protocol, t.port) != cluster.No || explained(a, e, &t) || slices.ContainsFunc(missed[t.to], func(p *cluster.Policy) bool { return len(p.Rules[cluster.Ingress]) > 0 })
	})
}

// explained reports whether another rule speaks of what keeps the caller out: a
// port of the Service in place of that of the pods, a name that no port has, a peer
// for the caller that matches nothing.
func explained(a *admission, e *exposure, t *target) bool {
	for _, o := range a.allOpened(e.by, t.to) {
		for i := range o.rule.Ports {
			port := &o.rule.Ports[i]
			if port.Name == "" && port.From == t.service && port.Covers(t.protocol, t.service) || port.Name != "" && !declares(t.to, port) {
				return true
			}
		}
	}
	if e.by.callerKind == apiServer && slices.ContainsFunc(t.to.Policies[cluster.Ingress], takesAPIServerForPod) {
		return true
	}
	return e.by.callerKind == controllers && a.missed(e.by, t.to)
}

// declares reports whether the pods of a workload have a port of a rule's name.
func declares(w *cluster.Workload, p *cluster.Port) bool {
	return slices.ContainsFunc(w.Ports, func(c manifest.ContainerPort) bool { return c.Name == p.Name && c.Protocol == p.Protocol })
}

// blame finds the policy to mend.
func (b *blockedExposure) blame(a *admission) {
	policies := b.closed.to.Policies[cluster.Ingress]
	if len(a.pass.Model.Tiered) > 0 {
		if side := a.sideOf(b.by, &b.closed); side.Rule != nil && side.By.Tier != cluster.TierNetworkPolicy {
			b.policy, b.denied = side.By, side.Rule
			return
		}
	}
	if open := a.allOpened(b.by, b.closed.to); len(open) > 0 {
		b.policy, b.rule = open[0].policy, open[0].rule
		return
	}
	for _, p := range policies {
		if len(p.Rules[cluster.Ingress]) > 0 && !p.SelectsAll() {
			b.policy = p
			return
		}
	}
}

func reportBlockedExposure(pass *lint.Pass, b *blockedExposure) {
	t := &b.closed
	f := lint.Finding{At: b.at, Key: b.key, Witness: b.flow}
	is, them := "is", "it"
	if len(b.pods()) > 1 {
		is, them = "are", "them"
	}
	exposed := fmt.Sprintf("%s %s exposed on %d/%s by %s", names(b.pods()), is, t.port, t.protocol, b.what)
	who := "an outside address"
	switch {
	case b.by.home != nil:
		who = "the gateway in namespace " + b.by.home.Name
	case b.by.gateway:
		who = "a gateway"
	case b.by.callerKind == controllers:
		who = "an ingress controller"
	}
	add := fmt.Sprintf("an ingress rule - %s with ports: [{protocol: %s, port: %d}]", b.from(pass), t.protocol, t.port)
	isolating := t.to.Policies[cluster.Ingress]
	switch {
	case b.denied != nil:
		f.At = b.denied.At
		f.Message = fmt.Sprintf("%s, and this rule of %s %s denies that, so connections from outside fail", exposed, b.policy.At.Object.ID.Kind, b.policy.Name)
		f.Help = fmt.Sprintf("let %s pass before this rule, or except namespace %s from it", who, b.service.Namespace.Name)
	case b.rule != nil:
		f.At = b.rule.At.Child("ports")
		f.Message = fmt.Sprintf("%s, but this rule lets %s in on %s only, so connections from outside fail", exposed, who, portsText(b.rule))
		f.Help = fmt.Sprintf("add {protocol: %s, port: %d} to the ports of the rule", t.protocol, t.port)
	case b.policy != nil:
		f.At = b.policy.At.Child("spec").Child("ingress")
		f.Message = fmt.Sprintf("%s, but no rule lets %s in there, so connections from outside fail", exposed, who)
		f.Help = "add " + add
	default:
		f.Message = fmt.Sprintf("%s, but policy %s isolates %s and no policy lets %s in there, so connections from outside fail", exposed, isolating[0].Name, them, who)
		f.Help = fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {matchLabels: %s} and %s", b.service.Namespace.Name, flowMap(b.service.Selector), add)
	}
	if f.At.Object != b.at.Object {
		f.Related = append(f.Related, lint.Related{At: b.at, Message: b.what + " leads here"})
	}
	for _, p := range isolating[:min(len(isolating), 3)] {
		if p != b.policy {
			f.Related = append(f.Related, lint.Related{At: nameOf(p.At), Message: fmt.Sprintf("policy %s isolates %s for ingress", p.Name, t.to.Name)})
		}
	}
	pass.Report(f)
}

// pods are the workloads of an exposure, each once.
func (e *exposure) pods() []*cluster.Workload {
	var out []*cluster.Workload
	for i := range e.targets {
		if w := e.targets[i].to; len(out) == 0 || out[len(out)-1] != w {
			out = append(out, w)
		}
	}
	return out
}

// from is the peer that lets the caller in, as YAML.
func (e *exposure) from(pass *lint.Pass) string {
	if e.by.callerKind == outsiders {
		return "from: [{ipBlock: {cidr: 0.0.0.0/0}}], or the networks of the clients,"
	}
	switch {
	case e.by.home != nil:
		return "from: [{" + groupPeer(&lint.PodGroup{Namespace: e.by.home.Name}) + "}]"
	case e.by.gateway && len(e.gateways) > 0 && len(pass.Facts.IngressControllers) == 0:
		return "from: [{" + groupPeer(&lint.PodGroup{Namespace: e.gateways[0]}) + "}]"
	}
	return "from: [{" + controllerPeer(pass) + "}]"
}

// controllerPeer is the peer for the ingress controllers: of the facts, of the
// input, or of most clusters.
func controllerPeer(pass *lint.Pass) string {
	if facts := pass.Facts.IngressControllers; len(facts) > 0 {
		return groupPeer(&facts[0])
	}
	for _, w := range forwarders(pass).list {
		if !w.HostNetwork && edgeName(w.Namespace.Name) {
			return groupPeer(&lint.PodGroup{Namespace: w.Namespace.Name})
		}
	}
	return groupPeer(&lint.PodGroup{Namespace: "ingress-nginx"})
}
