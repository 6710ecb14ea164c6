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
	// Others is how many more backends of routes lead to the same port of the Service.
	Others int
	To     *cluster.Workload
	// Port is that of the pods, after the Service's targetPort.
	Protocol string
	Port     int32
	// Verdict is about the ingress of To: Unknown where it depends on the controller.
	Verdict Side
}

// way is what an arrival depends on, but for the route it comes by.
type way struct {
	service *cluster.Service
	port    int32
	name    string
	onPod   bool
}

// end is a port of a workload.
type end struct {
	to   *cluster.Workload
	port manifest.ContainerPort
}

// Arrivals visits the ways in, in the order of the routes. Backends that the input does
// not show are left out.
func (e *Engine) Arrivals(yield func(*Arrival) bool) {
	verdicts := map[end]Side{}
	ways := e.ways()
	for i := range ways {
		a := &ways[i]
		for _, a.To = range a.Backend.Service.Backends {
			for _, p := range targetPorts(a.Backend, a.To) {
				a.Protocol, a.Port = p.Protocol, p.Port
				known, ok := verdicts[end{a.To, p}]
				if !ok {
					flow := Flow{From: Endpoint{Controller: true}, To: Endpoint{Workload: a.To}, Protocol: p.Protocol, Port: p.Port}
					known = e.side(flow, cluster.Ingress, flow.To, flow.From)
					verdicts[end{a.To, p}] = known
				}
				a.Verdict = known
				if out := *a; !yield(&out) {
					return
				}
			}
		}
	}
}

// ways are the backends of routes, those that lead to the same once.
func (e *Engine) ways() []Arrival {
	var out []Arrival
	known := map[way]int{}
	for _, r := range e.model.Routes {
		for i := range r.Backends {
			b := &r.Backends[i]
			if r.Mesh || b.Service == nil {
				continue
			}
			key := way{b.Service, b.Port, b.PortName, b.OnPod}
			if at, ok := known[key]; ok {
				out[at].Others++
				continue
			}
			known[key] = len(out)
			out = append(out, Arrival{Route: r, Backend: b})
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
	for a := range e.Arrivals {
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
