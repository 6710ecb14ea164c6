package manifest

import "github.com/netpolint/netpolint/lint/source"

// readGatewayRoute reads an HTTPRoute, GRPCRoute, TCPRoute, TLSRoute or UDPRoute
// of Gateway API. A mirror of requests is a backend too.
func readGatewayRoute(d *decoder) any {
	parents := at(d.root, "spec", "parentRefs")
	in := &Ingress{Mesh: ofMesh(parents), Gateways: gatewaysOf(parents)}
	for i, rule := range at(d.root, "spec", "rules").Items() {
		path := source.Path("/spec/rules").Index(i)
		for j, ref := range rule.Get("backendRefs").Items() {
			in.reference(ref, path.Child("backendRefs").Index(j))
		}
		for j, filter := range rule.Get("filters").Items() {
			in.reference(at(filter, "requestMirror", "backendRef"), path.Child("filters").Index(j)+"/requestMirror/backendRef")
		}
	}
	return in
}

// ofMesh reports whether all parents of a route are Services.
func ofMesh(parents source.Node) bool {
	for _, p := range parents.Items() {
		if text(p.Get("kind")) != "Service" {
			return false
		}
	}
	return parents.Len() > 0
}

// gatewaysOf are the namespaces of the parents of a route, all of which must be
// Gateways.
func gatewaysOf(parents source.Node) []string {
	var out []string
	for _, p := range parents.Items() {
		namespace := text(p.Get("namespace"))
		if kind := text(p.Get("kind")); kind != "" && kind != "Gateway" || Unresolved(namespace) {
			return nil
		}
		out = append(out, namespace)
	}
	return out
}

// reference adds a backendRef, which names a Service unless it says otherwise.
func (in *Ingress) reference(ref source.Node, path source.Path) {
	group, kind := text(ref.Get("group")), text(ref.Get("kind"))
	if (group == "" || group == "core") && (kind == "" || kind == "Service") {
		in.service(ref, path)
	}
}

// readOpenShiftRoute reads a Route of route.openshift.io. Its targetPort is a port of
// the pods, and by name one of the Service
// (https://docs.redhat.com/en/documentation/openshift_container_platform, RoutePort).
func readOpenShiftRoute(d *decoder) any {
	in := &Ingress{}
	target := at(d.root, "spec", "port", "targetPort")
	add := func(to source.Node, path source.Path) {
		if name := text(to.Get("name")); name != "" {
			number, onPod := portNumber(target)
			in.Backends = append(in.Backends, Backend{Service: name, Port: number, PortName: text(target), OnPod: onPod, At: path.Child("name")})
		}
	}
	add(at(d.root, "spec", "to"), "/spec/to")
	for i, to := range at(d.root, "spec", "alternateBackends").Items() {
		add(to, source.Path("/spec/alternateBackends").Index(i))
	}
	return in
}

// readTraefikRoute reads an IngressRoute, IngressRouteTCP or IngressRouteUDP.
func readTraefikRoute(d *decoder) any {
	in := &Ingress{}
	for i, route := range at(d.root, "spec", "routes").Items() {
		for j, s := range route.Get("services").Items() {
			in.service(s, source.Path("/spec/routes").Index(i).Child("services").Index(j))
		}
	}
	return in
}

// service adds a backend that names its service directly.
func (in *Ingress) service(n source.Node, path source.Path) {
	name, port := text(n.Get("name")), n.Get("port")
	if name == "" {
		return
	}
	number, _ := portNumber(port)
	in.Backends = append(in.Backends, Backend{Namespace: text(n.Get("namespace")), Service: name, Port: number, PortName: text(port), At: path.Child("name")})
}
