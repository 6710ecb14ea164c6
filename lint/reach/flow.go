package reach

import (
	"net/netip"
	"strconv"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Pod is a pod that no manifest of the input makes, known by its labels: a
// cluster DNS server, or any pod that a selector would match.
type Pod struct {
	Name      string
	Namespace string
	Labels    map[string]string
	Ports     []manifest.ContainerPort
}

// Endpoint is one end of a flow. Exactly one field is set.
type Endpoint struct {
	Workload *cluster.Workload
	Pod      *Pod
	Addr     netip.Addr
	// Controller is the controller that serves an Ingress or a route.
	Controller bool
}

// String names the endpoint as messages do: shop/web, or an address.
func (e Endpoint) String() string {
	switch {
	case e.Workload != nil:
		_, name := e.Workload.Identity()
		return e.Workload.Namespace.Name + "/" + name
	case e.Pod != nil:
		return e.Pod.Namespace + "/" + e.Pod.Name
	case e.Controller:
		return "ingress controller"
	default:
		return e.Addr.String()
	}
}

// Flow is one concrete connection attempt. Port is the port of the destination
// pod, after any Service translation.
type Flow struct {
	From, To Endpoint
	Protocol string
	Port     int32
}

// String writes the flow as messages do: shop/web -> 203.0.113.7, 443/TCP.
func (f Flow) String() string {
	return f.From.String() + " -> " + f.To.String() + ", " + strconv.Itoa(int(f.Port)) + "/" + f.Protocol
}
