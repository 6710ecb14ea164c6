package rules

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// transport is how a pod asks DNS: over UDP, and over TCP where an answer does
// not fit (RFC 7766). It indexes arrays of two.
type transport int

const (
	udp transport = iota
	tcp
)

func (t transport) String() string { return [...]string{"UDP", "TCP"}[t] }

// dnsServer is where the pods of a cluster may ask DNS.
type dnsServer struct {
	at   reach.Endpoint
	port int32
}

// dnsServers lists the DNS servers that the cluster may have: those of the facts,
// and those that the input shows in the namespaces of these.
func dnsServers(pass *lint.Pass) []dnsServer {
	type key struct{}
	return lint.Once(pass, key{}, findDNSServers)
}

func findDNSServers(pass *lint.Pass) []dnsServer {
	var servers []dnsServer
	facts := &pass.Facts.DNS
	for i := range facts.Pods {
		g := &facts.Pods[i]
		servers = append(servers, dnsServer{reach.Endpoint{Pod: dnsPod(g)}, dnsPod(g).Ports[udp].Port})
	}
	for _, a := range facts.Addresses {
		servers = append(servers, dnsServer{reach.Endpoint{Addr: a}, 53})
	}
	for name := range dnsNamespaces(pass) {
		if ns := pass.Model.Namespace(name); ns != nil {
			for _, w := range ns.Workloads {
				if !w.HostNetwork && (servesDNS(w) || inGroups(facts.Pods, w)) {
					servers = append(servers, dnsServer{reach.Endpoint{Workload: w}, dnsPort(w)})
				}
			}
		}
	}
	return servers
}

// dnsPod stands for the servers of a group.
func dnsPod(g *lint.PodGroup) *reach.Pod {
	pod := groupPod(g, "dns")
	port := cmp.Or(g.Port, 53)
	pod.Ports = []manifest.ContainerPort{udp: {Name: "dns", Protocol: "UDP", Port: port}, tcp: {Name: "dns-tcp", Protocol: "TCP", Port: port}}
	return pod
}

// dnsNamespaces visits the names of the namespaces where DNS servers live, each
// once.
func dnsNamespaces(pass *lint.Pass) iter.Seq[string] {
	return func(yield func(string) bool) {
		pods := pass.Facts.DNS.Pods
		for i := range pods {
			earlier := slices.ContainsFunc(pods[:i], func(g lint.PodGroup) bool { return g.Namespace == pods[i].Namespace })
			if !earlier && !yield(pods[i].Namespace) {
				return
			}
		}
	}
}

// dnsRule is an egress rule for the first DNS servers of the facts, to be pasted.
func dnsRule(facts *lint.Facts) string {
	port, to := int32(53), ""
	switch {
	case len(facts.DNS.Pods) > 0:
		g := &facts.DNS.Pods[0]
		port = cmp.Or(g.Port, 53)
		to = groupPeer(g)
	case len(facts.DNS.Addresses) > 0:
		a := facts.DNS.Addresses[0]
		to = fmt.Sprintf("ipBlock: {cidr: %s}", netip.PrefixFrom(a, a.BitLen()))
	default:
		return "ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]"
	}
	return fmt.Sprintf("to: [{%s}] with ports: [{protocol: UDP, port: %d}, {protocol: TCP, port: %d}]", to, port, port)
}

// servesDNS reports whether a workload is a DNS server: it listens on port 53, or
// has the name of one.
func servesDNS(w *cluster.Workload) bool {
	return slices.ContainsFunc(w.Ports, func(c manifest.ContainerPort) bool { return c.Port == 53 }) ||
		dnsServerName(w.Name) || dnsServerName(w.Labels["k8s-app"])
}

// dnsServerName reports whether a name is that of a DNS server of a cluster, and
// not of one that only talks about DNS, such as external-dns.
func dnsServerName(name string) bool {
	for _, known := range [...]string{"coredns", "kube-dns", "kubedns", "node-local-dns", "nodelocaldns"} {
		if strings.Contains(name, known) {
			return true
		}
	}
	return false
}

// dnsPort is the port on which a DNS server of the input listens.
func dnsPort(w *cluster.Workload) int32 {
	for _, c := range w.Ports {
		if c.Protocol == "UDP" && c.Name == "dns" {
			return c.Port
		}
	}
	return 53
}
