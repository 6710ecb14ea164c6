package reach

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Arrival is a way from outside of the cluster to a workload: an Ingress, a route of
// the Gateway API or of OpenShift sends what comes in to the backend's pods. The
// connection to the pods comes from the controller that serves the route, a pod of
// another namespace whose labels no manifest of the route shows.
type Arrival struct {
	Route   *cluster.Route
	Backend *cluster.RouteBackend
	To      *cluster.Workload
	// Port is that of the pods, after the Service's targetPort.
	Protocol string
	Port     int32
	// Verdict is about the ingress of To: Unknown where it depends on the controller.
	Verdict Side
}

// Arrivals lists the ways in, in the order of the routes. Backends that the input does
// not show are left out.
func (e *Engine) Arrivals() []Arrival {
	var out []Arrival
	for _, r := range e.model.Routes {
		if r.Mesh {
			continue
		}
		for i := range r.Backends {
			b := &r.Backends[i]
			if b.Service == nil {
				continue
			}
			for _, w := range b.Service.Backends {
				for _, p := range targetPorts(b, w) {
					a := Arrival{Route: r, Backend: b, To: w, Protocol: p.Protocol, Port: p.Port}
					flow := Flow{From: Endpoint{Controller: true}, To: Endpoint{Workload: w}, Protocol: p.Protocol, Port: p.Port}
					a.Verdict = e.side(flow, cluster.Ingress, flow.To, flow.From)
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// targetPorts are the ports of a workload's pods that a backend leads to.
func targetPorts(b *cluster.RouteBackend, w *cluster.Workload) []manifest.ContainerPort {
	var out []manifest.ContainerPort
	add := func(protocol string, target intstr.IntOrString) {
		if target.Type == intstr.String {
			for _, p := range w.Ports {
				if p.Name == target.StrVal && p.Protocol == protocol {
					out = append(out, p)
				}
			}
			return
		}
		out = append(out, manifest.ContainerPort{Protocol: protocol, Port: target.IntVal})
	}
	for _, p := range b.Service.Value.Ports {
		protocol := p.Protocol
		if protocol == "" {
			protocol = "TCP"
		}
		target := p.TargetPort
		if target == (intstr.IntOrString{}) {
			target = intstr.FromInt32(p.Port)
		}
		onPod := b.OnPod && (b.PortName != "" && target.StrVal == b.PortName || b.Port != 0 && target.IntVal == b.Port)
		onService := b.Port != 0 && p.Port == b.Port || b.PortName != "" && p.Name == b.PortName
		if onPod || onService || b.Port == 0 && b.PortName == "" {
			add(protocol, target)
		}
	}
	slices.SortFunc(out, func(a, b manifest.ContainerPort) int { return int(a.Port - b.Port) })
	return slices.Compact(out)
}

// controllerMatches says whether a peer includes the controller of a route, which may
// have any labels and live in any namespace but that of its backends: surely where
// every pod is included, and perhaps where some pods of other namespaces are.
func (e *Engine) controllerMatches(peer *cluster.Peer) cluster.Truth {
	switch {
	case peer.Namespaces == nil:
		return cluster.No
	case peer.Namespaces.Empty() && (peer.Pods == nil || peer.Pods.Empty()):
		return cluster.Yes
	}
	return cluster.Unknown
}

// letIn is what the controllers of routes may open to a workload.
type letIn struct{ conns, maybe Conns }

// routed sums up the arrivals by workload, those left out that nothing reaches.
func (e *Engine) routed() map[*cluster.Workload]letIn {
	in := map[*cluster.Workload]letIn{}
	for _, a := range e.Arrivals() {
		sum := in[a.To]
		port := PortConns(a.Protocol, a.Port, a.Port)
		switch a.Verdict.Answer {
		case cluster.Yes:
			sum.conns = sum.conns.Union(port)
		case cluster.Unknown:
			sum.maybe = sum.maybe.Union(port)
		default:
			continue
		}
		sum.maybe = sum.maybe.Minus(sum.conns)
		in[a.To] = sum
	}
	return in
}
