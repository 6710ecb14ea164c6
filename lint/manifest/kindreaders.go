package manifest

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint/source"
)

func readNamespace(d *decoder) any {
	ns := &Namespace{Labels: labels(at(d.root, "metadata", "labels"))}
	annotations := at(d.root, "metadata", "annotations")
	for _, key := range [...]string{"net.beta.kubernetes.io/network-policy", "net.alpha.kubernetes.io/network-isolation"} {
		if annotations.Get(key).Exists() {
			ns.Isolation = append(ns.Isolation, key)
		}
	}
	return ns
}

func readService(d *decoder) any {
	spec := d.root.Get("spec")
	s := &Service{Type: text(spec.Get("type")), Selector: labels(spec.Get("selector")), Headless: text(spec.Get("clusterIP")) == "None"}
	s.NotReady, _ = spec.Get("publishNotReadyAddresses").Bool()
	for _, ip := range spec.Get("externalIPs").Items() {
		s.ExternalIPs = append(s.ExternalIPs, ip.Text())
	}
	s.ClusterIPs = readClusterIPs(spec)
	s.IPFamilyPolicy = text(spec.Get("ipFamilyPolicy"))
	for _, family := range spec.Get("ipFamilies").Items() {
		s.IPFamilies = append(s.IPFamilies, text(family))
	}
	for i, p := range spec.Get("ports").Items() {
		port, ok := portNumber(p.Get("port"))
		if !ok {
			continue
		}
		s.Ports = append(s.Ports, ServicePort{
			Name: text(p.Get("name")), Protocol: text(p.Get("protocol")), Port: port, TargetPort: intOrString(p.Get("targetPort")), Index: i,
		})
	}
	return s
}

// readClusterIPs reads the addresses of a Service; a headless one has none.
func readClusterIPs(spec source.Node) []netip.Addr {
	texts := []string{text(spec.Get("clusterIP"))}
	for _, ip := range spec.Get("clusterIPs").Items() {
		texts = append(texts, text(ip))
	}
	var out []netip.Addr
	for _, t := range texts {
		if a, err := netip.ParseAddr(t); err == nil && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// intOrString reads a port that is a number or a name; zero when absent.
func intOrString(n source.Node) intstr.IntOrString {
	if port, ok := portNumber(n); ok {
		return intstr.FromInt32(port)
	}
	if name, ok := n.Str(); ok {
		return intstr.FromString(name)
	}
	return intstr.IntOrString{}
}

func readIngress(d *decoder) any {
	spec := d.root.Get("spec")
	in := &Ingress{}
	for _, field := range [...]string{"defaultBackend", "backend"} {
		in.add(spec.Get(field), source.Path("/spec").Child(field))
	}
	for i, rule := range spec.Get("rules").Items() {
		paths := source.Path("/spec/rules").Index(i) + "/http/paths"
		for j, p := range at(rule, "http", "paths").Items() {
			in.add(p.Get("backend"), paths.Index(j).Child("backend"))
		}
	}
	return in
}

// add reads a backend in the form of networking.k8s.io/v1 or of its beta.
func (in *Ingress) add(n source.Node, path source.Path) {
	if !n.Exists() {
		return
	}
	service, port, place := at(n, "service", "name"), at(n, "service", "port", "number"), path+"/service/name"
	name := text(at(n, "service", "port", "name"))
	if !service.Exists() {
		service, port = n.Get("serviceName"), n.Get("servicePort")
		name, place = text(port), path.Child("serviceName")
	}
	if text(service) == "" {
		return
	}
	number, _ := portNumber(port)
	in.Backends = append(in.Backends, Backend{Service: text(service), Port: number, PortName: name, At: place})
}

// readSelecting reads an object that selects pods by spec.selector.
func readSelecting(d *decoder) any {
	return &Selecting{Selectors: []LabelSelector{readSelector(at(d.root, "spec", "selector"))}}
}

// readGenerator reads a policy of Kyverno when it generates NetworkPolicies: in
// which namespaces is decided in the cluster, so it may cover any.
func readGenerator(d *decoder) any {
	generates := at(d.root, "spec", "generate").Exists() // GeneratingPolicy
	for _, rule := range at(d.root, "spec", "rules").Items() {
		generates = generates || rule.Get("generate").Exists()
	}
	d.other = append(d.other, d.object.ID.APIVersion+" "+d.object.ID.Kind)
	if !generates || !bytes.Contains(d.source.Bytes(), []byte("NetworkPolicy")) {
		return nil
	}
	return &Custom{Policy: true, ClusterWide: d.object.ID.Kind != "Policy"}
}

// readCustom reads where an object of a kind that is not read any further has
// its effect.
func readCustom(d *decoder) any {
	group, kind := d.object.ID.Group(), d.object.ID.Kind
	c := &Custom{Policy: unread(group, kind), ClusterWide: unread(group, kind) && clusterWidePolicy(kind)}
	// An object of a kind for the whole cluster is in no namespace.
	clusterScoped := strings.HasPrefix(kind, "Cluster") && d.object.ID.Namespace == ""
	c.MayMakePods = !c.Policy && !clusterScoped
	// Where Flux and Argo CD put what they install.
	for _, n := range [...]source.Node{
		at(d.root, "spec", "targetNamespace"),
		at(d.root, "spec", "destination", "namespace"),
	} {
		if ns := text(n); ns != "" {
			c.Namespaces = append(c.Namespaces, ns)
		}
	}
	d.other = append(d.other, d.object.ID.APIVersion+" "+kind)
	return c
}
