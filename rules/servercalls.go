package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// serverCall is a port of a Service that the API server calls, for one reason or more.
type serverCall struct {
	exposure
	reasons []*cluster.ServerCall
}

// serverCalls lists what the API server calls, each port of a Service once. A target
// that leads nowhere is left out: no policy is to blame for that.
func serverCalls(pass *lint.Pass) []*serverCall {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []*serverCall {
		type place struct {
			service *cluster.Service
			port    int32
		}
		known := map[place]*serverCall{}
		var out []*serverCall
		for _, c := range pass.Model.ServerCalls {
			at := place{c.Service, c.Port}
			if s := known[at]; s != nil {
				s.reasons = append(s.reasons, c)
				continue
			}
			s := &serverCall{reasons: []*cluster.ServerCall{c}}
			s.exposure = exposure{at: c.At, what: c.Kind + " " + c.Name, key: fmt.Sprintf("API server to %s/%s:%d", c.Service.Namespace.Name, c.Service.Name, c.Port), service: c.Service, by: caller{callerKind: apiServer}}
			for _, w := range c.Service.Backends {
				for _, t := range targetsOf(c.Service, w) {
					if t.service == c.Port && t.protocol == "TCP" {
						s.targets = append(s.targets, t)
					}
				}
			}
			known[at] = s
			out = append(out, s)
		}
		return slices.DeleteFunc(out, func(s *serverCall) bool { return len(s.targets) == 0 })
	})
}

// serverPorts are the ports on which the API server calls workloads.
func serverPorts(pass *lint.Pass) map[*cluster.Workload][]target {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) map[*cluster.Workload][]target {
		out := map[*cluster.Workload][]target{}
		for _, c := range serverCalls(pass) {
			for _, t := range c.targets {
				out[t.to] = append(out[t.to], t)
			}
		}
		return out
	})
}

// blockedCall is a call of the API server that policies break: all targets are closed.
type blockedCall struct {
	blockedExposure
	reasons []*cluster.ServerCall
}

func blockedCalls(pass *lint.Pass) []blockedCall {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []blockedCall {
		a := newAdmission(pass)
		var out []blockedCall
		for _, c := range serverCalls(pass) {
			if !quarantineName(c.service.Namespace.Name) && closedToAll(a, &c.exposure) {
				b := blockedCall{blockedExposure{exposure: c.exposure, closed: c.targets[0]}, c.reasons}
				b.blame(a)
				out = append(out, b)
			}
		}
		return out
	})
}

// reportBlockedCall has no witness: no address can be given for the API server.
func reportBlockedCall(pass *lint.Pass, b *blockedCall) {
	t := &b.closed
	namespace := b.service.Namespace.Name
	calls := fmt.Sprintf("the API server calls %s of %s on %d/%s (%s)", names(b.pods()), namespace, t.port, t.protocol, b.what)
	add := fmt.Sprintf("ingress rule - ports: [{protocol: %s, port: %d}] without from:, or with an ipBlock that holds the API server, as no selector matches it", t.protocol, t.port)
	f := lint.Finding{SubID: "webhook", Key: b.key}
	switch {
	case b.denied != nil:
		f.At = b.denied.At
		f.Message = fmt.Sprintf("%s, and this rule of %s %s denies that", calls, b.policy.At.Object.ID.Kind, b.policy.Name)
		f.Help = fmt.Sprintf("except namespace %s from this rule", namespace)
	case b.policy != nil:
		f.At = b.policy.At.Child("spec").Child("ingress")
		if b.rule != nil {
			f.At = b.rule.At
		}
		f.Message = fmt.Sprintf("%s, but no rule lets it in there", calls)
		f.Help = "add the " + add
	default:
		p := t.to.Policies[cluster.Ingress][0]
		f.At = b.at
		f.Message = fmt.Sprintf("%s, but policy %s isolates the pods and no policy lets it in there", calls, p.Name)
		f.Help = fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {matchLabels: %s} and the %s", namespace, flowMap(b.service.Selector), add)
	}
	f.Message += ", so " + b.effect()
	for _, r := range b.reasons[:min(len(b.reasons), 3)] {
		if r.At != f.At {
			f.Related = append(f.Related, lint.Related{At: r.At, Message: fmt.Sprintf("%s %s has the API server call it", r.Kind, r.Name)})
		}
	}
	isolating := t.to.Policies[cluster.Ingress]
	for _, p := range isolating[:min(len(isolating), 3)] {
		if p != b.policy {
			f.Related = append(f.Related, lint.Related{At: nameOf(p.At), Message: fmt.Sprintf("policy %s isolates %s for ingress", p.Name, t.to.Name)})
		}
	}
	pass.Report(f)
}

// effect says what fails where the call does: the worst of the reasons.
func (b *blockedCall) effect() string {
	worst := b.reasons[0]
	for _, r := range b.reasons {
		if r.Must && !worst.Must {
			worst = r
		}
	}
	what := strings.Join(worst.Resources[:min(len(worst.Resources), 3)], ", ")
	switch {
	case len(worst.Resources) == 0:
		what = "objects"
	case slices.Contains(worst.Resources, "*") || slices.Contains(worst.Resources, "*/*"):
		what = "every kind"
	case len(worst.Resources) > 3:
		what += " and more"
	}
	switch {
	case worst.Kind == "APIService":
		return "the API " + worst.Name + " is not available and no namespace can be deleted"
	case worst.Kind == "CustomResourceDefinition":
		return what + " cannot be read or written in another version than the stored one"
	case worst.Must:
		return "every request to create or update " + what + " that this webhook is for fails"
	}
	return "requests for " + what + " wait for its timeout and go on without it"
}
