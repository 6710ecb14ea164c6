package manifest

import "github.com/netpolint/netpolint/lint/source"

// readGatewayRoute reads an HTTPRoute, GRPCRoute, TCPRoute, TLSRoute or UDPRoute
// of Gateway API.
func readGatewayRoute(d *decoder) any {
	in := &Ingress{}
	for _, rule := range at(d.root, "spec", "rules").Items() {
		for _, ref := range rule.Get("backendRefs").Items() {
			in.service(ref.Get("name"), ref.Get("namespace"), ref.Get("port"))
		}
	}
	return in
}

// readOpenShiftRoute reads a Route of route.openshift.io.
func readOpenShiftRoute(d *decoder) any {
	in := &Ingress{}
	in.service(at(d.root, "spec", "to", "name"), source.Node{}, at(d.root, "spec", "port", "targetPort"))
	for _, to := range at(d.root, "spec", "alternateBackends").Items() {
		in.service(to.Get("name"), source.Node{}, source.Node{})
	}
	return in
}

// readTraefikRoute reads an IngressRoute, IngressRouteTCP or IngressRouteUDP.
func readTraefikRoute(d *decoder) any {
	in := &Ingress{}
	for _, route := range at(d.root, "spec", "routes").Items() {
		for _, s := range route.Get("services").Items() {
			in.service(s.Get("name"), s.Get("namespace"), s.Get("port"))
		}
	}
	return in
}

// service adds a backend that names its service directly.
func (in *Ingress) service(name, namespace, port source.Node) {
	if text(name) == "" {
		return
	}
	number, _ := portNumber(port)
	in.Backends = append(in.Backends, Backend{Namespace: text(namespace), Service: text(name), Port: number, PortName: text(port)})
}
