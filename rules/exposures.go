package rules

import (
	"cmp"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// exposure is one promise to outsiders: that they reach the pods of a Service, by
// its type or by a route.
type exposure struct {
	at      manifest.Ref // of what promises it
	what    string       // in words
	key     string
	service *cluster.Service
	by      caller
	// gateways are the namespaces of the Gateways of a route.
	gateways []string
	targets  []target
}

// target is a port of some pods that a Service leads to; service is its number in
// the Service.
type target struct {
	to       *cluster.Workload
	protocol string
	port     int32
	service  int32
}

// exposures lists what promises pods to outsiders. A Service that a route leads to
// counts by its route alone: its type is then often no more than what the
// controller needs. Pods that run to an end serve nobody.
func exposures(pass *lint.Pass) []exposure {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []exposure {
		out := routed(pass)
		byRoute := map[*cluster.Service]bool{}
		for _, r := range pass.Model.Routes {
			for i := range r.Backends {
				byRoute[r.Backends[i].Service] = true
			}
		}
		for _, s := range pass.Model.Services {
			if !byRoute[s] && exposedType(s) != "" {
				e := exposure{at: nameOf(s.At), what: fmt.Sprintf("Service %s (%s)", s.Name, exposedType(s)), key: "Service " + s.Name, service: s, by: caller{callerKind: outsiders}}
				for _, w := range s.Backends {
					e.targets = append(e.targets, targetsOf(s, w)...)
				}
				out = append(out, e)
			}
		}
		return slices.DeleteFunc(out, func(e exposure) bool { return len(e.targets) == 0 })
	})
}

// routed are the exposures by routes, one for each port of a Service.
func routed(pass *lint.Pass) []exposure {
	var out []exposure
	var last *cluster.RouteBackend
	for a := range pass.Reach.Arrivals {
		if a.Backend != last {
			last = a.Backend
			port := last.PortName
			if last.Port != 0 {
				port = fmt.Sprint(last.Port)
			}
			out = append(out, exposure{
				at: last.At, what: fmt.Sprintf("%s %s", a.Route.Kind, a.Route.Name),
				key: fmt.Sprintf("%s %s %s", a.Route.Kind, last.ServiceName, port), service: last.Service, by: callerBy(pass, a.Route), gateways: a.Route.Gateways,
			})
		}
		if !job(a.To) {
			e := &out[len(out)-1]
			e.targets = append(e.targets, target{a.To, a.Protocol, a.Port, last.Port})
		}
	}
	return out
}

// exposedType says by what a Service is open to outsiders, or "".
func exposedType(s *cluster.Service) string {
	switch {
	case s.Value.Type == "LoadBalancer" || s.Value.Type == "NodePort":
		return s.Value.Type
	case len(s.Value.ExternalIPs) > 0:
		return "with externalIPs"
	}
	return ""
}

// targetsOf are the ports of a workload's pods that a Service leads to. A named
// one that the pods do not have leads nowhere.
func targetsOf(s *cluster.Service, w *cluster.Workload) []target {
	var out []target
	if job(w) {
		return nil
	}
	for i := range s.Value.Ports {
		p := &s.Value.Ports[i]
		for _, c := range podPorts(p, w) {
			out = append(out, target{w, c.Protocol, c.Port, p.Port})
		}
	}
	return out
}

// podPorts resolves the target of a Service's port on a workload's pods.
func podPorts(p *manifest.ServicePort, w *cluster.Workload) []manifest.ContainerPort {
	protocol := cmp.Or(p.Protocol, "TCP")
	switch {
	case p.TargetPort == intstr.IntOrString{}:
		return []manifest.ContainerPort{{Protocol: protocol, Port: p.Port}}
	case p.TargetPort.Type == intstr.Int:
		return []manifest.ContainerPort{{Protocol: protocol, Port: p.TargetPort.IntVal}}
	}
	var out []manifest.ContainerPort
	for _, c := range w.Ports {
		if c.Name == p.TargetPort.StrVal && c.Protocol == protocol {
			out = append(out, c)
		}
	}
	return out
}

// policiesRead reports whether the input shows all that policies may do in a
// namespace; those that are cluster-wide are for the engine.
func policiesRead(m *cluster.Model, ns *cluster.Namespace) bool {
	return len(m.ClusterPolicies) == 0 && len(ns.Unread) == 0 && !ns.Guessed && (ns.Unrendered == nil || !m.Homeless)
}

// missedBy are the policies that were written for a workload and miss it for a
// defect of their own, which is reported.
func missedBy(pass *lint.Pass) map[*cluster.Workload][]*cluster.Policy {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) map[*cluster.Workload][]*cluster.Policy {
		out := map[*cluster.Workload][]*cluster.Policy{}
		mark := func(workloads []*cluster.Workload, p *cluster.Policy) {
			for _, w := range workloads {
				out[w] = append(out[w], p)
			}
		}
		for _, d := range danglings(pass) {
			switch {
			case d.part != subjectPods:
			case d.cause == misspelling || d.cause == ownLabels:
				mark(d.carriers, d.policy)
			default:
				for _, ns := range d.elsewhere {
					mark(pass.Model.Select(ns, d.selector), d.policy)
				}
			}
		}
		return out
	})
}
