package lint

import "net/netip"

// Facts are what the manifests do not say of their cluster, and rules have to
// know. DefaultFacts are those of most clusters; the configuration may tell better.
type Facts struct {
	// PodCIDRs and ServiceCIDRs are the ranges that the cluster gives its pods and
	// Services; empty where they are not known.
	PodCIDRs, ServiceCIDRs []netip.Prefix
	// DNS are the pods and addresses that answer DNS.
	DNS DNS
	// IngressControllers are the pods through which outsiders come to the backends
	// of Ingresses and routes, beside those that the input shows.
	IngressControllers []PodGroup
	// Monitoring are the namespaces whose pods scrape metrics, beside those that
	// the input shows.
	Monitoring []string
	// IPv4 and IPv6 say which families the pods have. Both are false where that is
	// not known.
	IPv4, IPv6 bool
}

// DNS is where pods may ask DNS.
type DNS struct {
	// Pods are the servers of the cluster.
	Pods []PodGroup
	// Addresses are those of the caches on nodes, and of the Service where it is
	// reached by its address.
	Addresses []netip.Addr
}

// PodGroup names pods that live outside the input, or that a rule has to tell
// from others.
type PodGroup struct {
	// Namespace is its name.
	Namespace string
	// Labels are those that the pods carry; none stands for every pod of the
	// namespace.
	Labels map[string]string
	// Port is where they listen; 0 where that is not said.
	Port int32
}

// DefaultFacts are the facts of a cluster of which nothing is said: kube-dns or
// CoreDNS under the label that both have, OpenShift's DNS, and the caches of
// NodeLocal DNSCache at its default address and at that of Kubespray.
func DefaultFacts() *Facts {
	return &Facts{DNS: DNS{
		Pods: []PodGroup{
			{Namespace: "kube-system", Labels: map[string]string{"k8s-app": "kube-dns"}, Port: 53},
			{Namespace: "openshift-dns", Labels: map[string]string{"dns.operator.openshift.io/daemonset-dns": "default"}, Port: 5353},
		},
		Addresses: []netip.Addr{netip.MustParseAddr("169.254.20.10"), netip.MustParseAddr("169.254.25.10")},
	}}
}
