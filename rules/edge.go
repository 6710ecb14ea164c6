package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// An edge is a pod that outsiders are meant to reach, so that a rule which lets
// anyone in says what is meant: a pod behind a Service of type LoadBalancer or
// NodePort, with external addresses or behind an Ingress, and the ingress
// controllers, gateways, load balancers and proxies themselves, which are known
// by their names. The same goes for pods that the API server calls, as it is no
// pod that a selector could name, and for DNS servers, which answer everyone.

// openedPods returns the pods of a policy for which an ingress rule that lets
// anyone in says more than is meant: those that are no edge. It is empty with
// open set where the input shows no pods and nothing speaks for an edge.
func openedPods(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) (pods []*cluster.Workload, open bool) {
	if dnsOnly(r) && (len(p.Selected) == 0 || slices.ContainsFunc(p.Selected, servesDNS)) {
		return nil, false
	}
	if forAPIServer(p, r) {
		return nil, false
	}
	if len(p.Selected) == 0 {
		return nil, len(p.OnHostNetwork) == 0 && !edgeSelector(p) && !edgeName(namespaceName(p)) && !mayHold(pass.Facts.IngressControllers, p)
	}
	for _, w := range p.Selected {
		if !edge(pass, w, r) && !calledByAPIServer(pass, w, r) {
			pods = append(pods, w)
		}
	}
	if len(pods) < len(p.Selected) {
		// The rule is there for the edges. The other pods matter if they listen on
		// its ports too.
		pods = slices.DeleteFunc(pods, func(w *cluster.Workload) bool { return !listens(w, r) })
	}
	return pods, len(pods) > 0
}

// affected says in words which pods a finding is about: all of a policy, or some
// of them by name.
func affected(p *cluster.Policy, some []*cluster.Workload) string {
	if len(some) == len(p.Selected) {
		return subject(p)
	}
	if p.Namespace == nil {
		return names(some)
	}
	return names(some) + " of " + p.Namespace.Name
}

// edge reports whether outsiders are meant to reach the pods of a workload on the
// ports of a rule.
func edge(pass *lint.Pass, w *cluster.Workload, r *cluster.Rule) bool {
	return slices.ContainsFunc(w.Services, func(s *cluster.Service) bool { return s.Exposed && leadsTo(s, r) }) || forwards(pass, w)
}

// leadsTo reports whether a Service sends traffic to one of the ports of a rule.
// One that lists no ports may send it anywhere.
func leadsTo(s *cluster.Service, r *cluster.Rule) bool {
	for i := range s.Value.Ports {
		p := &s.Value.Ports[i]
		name, port := p.TargetPort.StrVal, p.TargetPort.IntVal
		if name == "" && port == 0 {
			port = p.Port
		}
		if opens(r, name, cmp.Or(p.Protocol, "TCP"), port) {
			return true
		}
		// A named target is some port of the pods.
		for _, w := range s.Backends {
			for _, c := range w.Ports {
				if name != "" && c.Name == name && opens(r, name, c.Protocol, c.Port) {
					return true
				}
			}
		}
		if name != "" && !slices.ContainsFunc(s.Backends, func(w *cluster.Workload) bool { return len(w.Ports) > 0 }) {
			return true
		}
	}
	return len(s.Value.Ports) == 0
}

// forwards reports whether a workload is an ingress controller, a gateway, a
// load balancer or a proxy, by the facts or by its name and labels.
func forwards(pass *lint.Pass, w *cluster.Workload) bool { return forwarders(pass).known[w] }

// forwarding are the workloads that forward, in the order of the model.
type forwarding struct {
	known map[*cluster.Workload]bool
	list  []*cluster.Workload
}

func forwarders(pass *lint.Pass) forwarding {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) forwarding {
		out := forwarding{known: map[*cluster.Workload]bool{}}
		for _, w := range pass.Model.Workloads {
			if namedAsForwarder(w) || inGroups(pass.Facts.IngressControllers, w) {
				out.known[w] = true
				out.list = append(out.list, w)
			}
		}
		return out
	})
}

func namedAsForwarder(w *cluster.Workload) bool {
	if edgeName(w.Name) {
		return true
	}
	for key, value := range w.Labels {
		if edgeLabel(key, value) {
			return true
		}
	}
	return false
}

// edgeSelector reports whether what a policy selects is an edge, where the input
// does not show its pods: by the labels it asks for, and by the Services of the
// namespace.
func edgeSelector(p *cluster.Policy) bool {
	if forwardingSelector(p) {
		return true
	}
	if p.Namespace == nil {
		return false
	}
	for _, s := range p.Namespace.Services {
		if s.Exposed && len(s.Selector) > 0 && agrees(p.Subject, s.Selector) {
			return true
		}
	}
	return false
}

// forwardingSelector reports whether a policy asks for the labels of an ingress
// controller, gateway, load balancer or proxy.
func forwardingSelector(p *cluster.Policy) bool {
	for i := range p.Subject.Requirements {
		r := &p.Subject.Requirements[i]
		if r.Positive() && slices.ContainsFunc(r.Values, func(v string) bool { return edgeLabel(r.Key, v) }) {
			return true
		}
	}
	return false
}

// agrees reports whether a policy and a Service select the same pods as far as
// their labels tell: one asks for all that the other asks for, or both ask for
// the same name and contradict each other in nothing.
func agrees(s *cluster.Selector, pairs map[string]string) bool {
	if s.Matches(pairs) {
		return true
	}
	asked := map[string]string{}
	for i := range s.Requirements {
		if r := &s.Requirements[i]; len(r.Values) == 1 && r.Positive() {
			asked[r.Key] = r.Values[0]
		}
	}
	contained, named := true, false
	for key, value := range pairs {
		v, has := asked[key]
		if has && v != value {
			return false
		}
		contained = contained && has
		named = named || has && nameKey(key)
	}
	return contained || named
}

// nameKey reports whether a label key is one under which applications are named.
func nameKey(key string) bool {
	switch key {
	case "app", "name", "k8s-app", "app.kubernetes.io/name", "app.kubernetes.io/instance":
		return true
	}
	return false
}

// edgeLabel reports whether a label says that its pod is an edge.
func edgeLabel(key, value string) bool {
	switch key {
	case "app", "name", "k8s-app", "istio",
		"app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component":
		return edgeName(value)
	case "gateway.networking.k8s.io/gateway-name", "gateway.envoyproxy.io/owning-gateway-name",
		"ingresscontroller.operator.openshift.io/deployment-ingresscontroller":
		return true
	}
	return false
}

// edgeName reports whether a name is that of an ingress controller, a gateway, a
// load balancer or a proxy. What leads out, or to a database, is none.
func edgeName(name string) bool {
	found := false
	for _, word := range nameWords(name) {
		switch word {
		case "ingress", "ingresscontroller", "ingressgateway", "ingressgateways", "gateway", "gateways", "apigateway",
			"proxy", "balancer", "loadbalancer", "lb", "router", "edge",
			"traefik", "haproxy", "envoy", "contour", "projectcontour", "kong", "emissary", "ambassador",
			"apisix", "gloo", "tyk", "krakend", "skipper", "caddy", "metallb":
			found = true
		case "egress", "egressgateway", "egressgateways", "sql", "cloudsql", "db", "rds", "mysql", "postgres", "postgresql",
			"redis", "mongo", "mongodb", "memcached", "cache", "database", "kafka", "elasticsearch", "payment", "payments", "auth", "data":
			return false
		}
	}
	return found
}

// ingressNamespace reports whether a namespace is plainly that of an ingress
// controller or a gateway, whatever its workloads are called.
func ingressNamespace(name string) bool {
	switch name {
	case "ingress", "nginx-ingress", "openshift-ingress", "traefik", "haproxy-controller", "haproxy-ingress", "kong",
		"projectcontour", "istio-ingress", "istio-gateway", "nginx-gateway", "envoy-gateway-system", "gateway-system":
		return true
	}
	return strings.HasPrefix(name, "ingress-")
}

// nameWords splits a name into its words, in lower case.
func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// forAPIServer reports whether a rule is there for calls of the API server, by
// the name of its policy, of what it selects or of its ports.
func forAPIServer(p *cluster.Policy, r *cluster.Rule) bool {
	if r.AnyPort() {
		return false // the API server calls known ports
	}
	if servesAPIServer(p.Name) || callbackName(p.Name) && callbackPorts(r, nil) {
		return true
	}
	for i := range r.Ports {
		if servesAPIServer(r.Ports[i].Name) {
			return true
		}
	}
	for i := range p.Subject.Requirements {
		s := &p.Subject.Requirements[i]
		for _, value := range s.Values {
			if s.Positive() && (servesAPIServer(value) || callbackName(value) && callbackPorts(r, nil)) {
				return true
			}
		}
	}
	return false
}

// calledByAPIServer reports whether a rule opens pods for calls of the API
// server: by what the input says of its webhooks and APIs, or by the names of the
// workload, its Services and its ports.
func calledByAPIServer(pass *lint.Pass, w *cluster.Workload, r *cluster.Rule) bool {
	is := func(name string) bool { return servesAPIServer(name) || callbackName(name) && callbackPorts(r, w) }
	if !r.AnyPort() && slices.ContainsFunc(serverPorts(pass)[w], func(t target) bool {
		return allowsPort(r, w, t.protocol, t.port) || allowsPort(r, w, t.protocol, t.service)
	}) {
		return true
	}
	if is(w.Name) || slices.ContainsFunc(w.Services, func(s *cluster.Service) bool { return is(s.Name) }) {
		return true
	}
	for _, c := range w.Ports {
		if servesAPIServer(c.Name) && !r.AnyPort() && opens(r, c.Name, c.Protocol, c.Port) {
			return true
		}
	}
	return false
}

// servesAPIServer reports whether a name is that of an admission or conversion
// webhook, of an aggregated API, or of an opening for the API server.
func servesAPIServer(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "webhook") || strings.Contains(name, "apiserver") || strings.Contains(name, "apiservice")
}

// callbackName reports whether a name is that of something that often serves
// the API server on a port of its own.
func callbackName(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "admission", "injector", "adapter", "operator", "controller":
			return true
		}
		return false
	}) || strings.Contains(name, "metrics-server")
}

// callbackPorts reports whether a rule opens only ports on which pods serve the
// API server. The names of ports are looked up on the workload.
func callbackPorts(r *cluster.Rule, w *cluster.Workload) bool {
	for i := range r.Ports {
		p := &r.Ports[i]
		port := p.From
		if p.Name != "" && w != nil {
			for _, c := range w.Ports {
				if c.Name == p.Name && c.Protocol == p.Protocol {
					port = c.Port
				}
			}
		}
		switch port {
		case 4443, 6443, 8443, 9443, 10250:
		default:
			return false
		}
		if p.Name == "" && p.From != p.To {
			return false
		}
	}
	return len(r.Ports) > 0
}

// listens reports whether a workload may serve one of the ports of a rule. One
// that declares no ports may serve any.
func listens(w *cluster.Workload, r *cluster.Rule) bool {
	if r.AnyPort() || len(w.Ports) == 0 {
		return true
	}
	for _, c := range w.Ports {
		if opens(r, c.Name, c.Protocol, c.Port) {
			return true
		}
	}
	return false
}

// opens reports whether a rule allows a container port.
func opens(r *cluster.Rule, name, protocol string, port int32) bool {
	if r.AnyPort() {
		return true
	}
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Covers(protocol, port) || p.Name != "" && p.Name == name && p.Protocol == protocol {
			return true
		}
	}
	return false
}

// dnsOnly reports whether a rule allows DNS and nothing else. 5353 is where
// CoreDNS listens on OpenShift.
func dnsOnly(r *cluster.Rule) bool {
	for i := range r.Ports {
		p := &r.Ports[i]
		switch {
		case p.Name == "dns" || p.Name == "dns-tcp":
		case p.Name == "" && p.From == p.To && (p.From == 53 || p.From == 5353):
		default:
			return false
		}
	}
	return len(r.Ports) > 0
}

// saysOpen reports whether the name of a policy says that it lets everyone in:
// allow-all-ingress, open-web.
func saysOpen(name string) bool {
	words := nameWords(name)
	for i, word := range words {
		switch word {
		case "unrestricted", "allowall", "allowany":
			return true
		case "open":
			if i == len(words)-1 {
				return true
			}
		case "allow", "allows", "permit", "accept":
			if i+1 < len(words) {
				switch words[i+1] {
				case "all", "any", "everything", "everyone", "anything", "anyone", "anywhere":
					return true
				}
			}
		}
	}
	return false
}
