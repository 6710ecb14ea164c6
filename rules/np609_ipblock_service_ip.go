package rules

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// ipBlockServiceIP reports a block of the address of a Service, or of a range of
// them. Most network plugins look at a packet after its destination has become one
// of the backends, so it matches nothing there (NetworkPolicy documentation: how
// ipBlock and address rewriting meet is undefined).
func ipBlockServiceIP() *lint.Rule {
	return &lint.Rule{
		Code: "NP609", Name: "ipblock-service-ip", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an ipBlock names the address of a Service, which most network plugins never see",
		Controls: []lint.Control{lint.LimitPodToPod},
		Check:    checkIPBlockServiceIP,
	}
}

func checkIPBlockServiceIP(pass *lint.Pass) {
	x := serviceAddresses{services: map[netip.Addr]*cluster.Service{}, ranges: addressesOf(pass.Facts.ServiceCIDRs...), dns: pass.Facts.DNS.Addresses}
	for _, s := range pass.Model.Services {
		for _, a := range s.Value.ClusterIPs {
			x.services[a] = s
		}
	}
	for _, p := range pass.Model.Policies {
		for peer, r := range peers(p) {
			b := peer.IPBlock
			if b == nil || !b.Prefix.IsValid() || b.Prefix.IsSingleIP() && slices.Contains(x.dns, b.Prefix.Addr()) {
				continue
			}
			what, at := x.named(b)
			if what == "" || x.namedTwice(p, b) {
				continue
			}
			f := lint.Finding{
				At: b.At, Key: b.Text,
				Message: fmt.Sprintf("%s is %s: most network plugins see a connection when its destination is a pod already, so this peer allows nothing", b.Text, what),
				Help:    "select the pods behind the Service by their labels, with the port that they listen on (targetPort)",
			}
			if x.apiServer(b) {
				f.Help = "allow the addresses behind it and their port (kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes), such as ipBlock: {cidr: 192.0.2.10/32} with port 6443"
			}
			if !at.IsZero() {
				f.Related = []lint.Related{{At: at, Message: "the Service with this address"}}
			}
			if !dnsOnly(r) {
				pass.Report(f)
				continue
			}
			// NodeLocal DNSCache may answer at the Service's own address.
			if !slices.ContainsFunc(r.Peers, selectsDNS) {
				f.Message += ", unless NodeLocal DNSCache answers at it"
				f.Help = "select the DNS pods: namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}} with podSelector: {matchLabels: {k8s-app: kube-dns}}"
				if policiesRead(pass.Model, p.Namespace) && len(pass.Model.Tiered) == 0 && x.onlyDNS(p) {
					f.Message += "; no other rule lets these pods ask DNS, so that names do not resolve"
					pass.Report(f)
				} else {
					pass.ReportAs(lint.Info, f)
				}
			}
		}
	}
}

// namedTwice reports whether a policy allows what is behind the Service too, for
// plugins of either kind: the pods of a Service of the input, or single addresses
// beside that of the API server.
func (x *serviceAddresses) namedTwice(p *cluster.Policy, b *cluster.IPBlock) bool {
	s := x.services[b.Prefix.Addr()]
	for other := range peers(p) {
		switch {
		case s != nil && len(s.Backends) > 0:
			if slices.Contains(other.Selected, s.Backends[0]) {
				return true
			}
		case x.apiServer(b) && other.IPBlock != nil && other.IPBlock.Prefix.IsValid() && other.IPBlock.Prefix.IsSingleIP():
			if what, _ := x.named(other.IPBlock); what == "" {
				return true
			}
		}
	}
	return false
}

// onlyDNS reports whether the pods of a policy have no other rule that may let them
// ask DNS than those for addresses of Services.
func (x *serviceAddresses) onlyDNS(p *cluster.Policy) bool {
	const few = 8 // pods
	pods := p.Selected[:min(len(p.Selected), few)]
	return slices.ContainsFunc(pods, func(w *cluster.Workload) bool {
		return !w.OwnDNS && cheap(w, cluster.Egress) && !slices.ContainsFunc(w.Policies[cluster.Egress], x.mayAskDNS)
	})
}

func (x *serviceAddresses) mayAskDNS(p *cluster.Policy) bool {
	return slices.ContainsFunc(p.Rules[cluster.Egress], func(r cluster.Rule) bool {
		if !r.AnyPort() && !slices.ContainsFunc(r.Ports, func(port cluster.Port) bool {
			return port.Name != "" || port.Covers("UDP", 53) || port.Covers("UDP", 5353)
		}) {
			return false
		}
		return r.AnyPeer() || slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool {
			if b := peer.IPBlock; b != nil && b.Prefix.IsValid() {
				what, _ := x.named(b)
				return what == "" || slices.Contains(x.dns, b.Prefix.Addr())
			}
			return !selects(&peer) || peer.Namespaces != nil && leavesNamespace(p, &peer) || slices.ContainsFunc(peer.Selected, servesDNS)
		})
	})
}

// selectsDNS reports whether a peer is for the DNS of the cluster by its labels.
func selectsDNS(p cluster.Peer) bool {
	return p.Pods != nil && asksForDNS(p.Pods) || p.Namespaces != nil
}

// serviceAddresses are the addresses of the cluster's Services.
type serviceAddresses struct {
	services map[netip.Addr]*cluster.Service
	ranges   addresses
	dns      []netip.Addr
}

// named says what a block names: a Service of the input, or the range that the
// configuration gives, or the default of an installer. It is "" for any other.
func (x *serviceAddresses) named(b *cluster.IPBlock) (what string, at manifest.Ref) {
	if b.Prefix.IsSingleIP() {
		if s := x.services[b.Prefix.Addr()]; s != nil {
			return "the address of the Service " + s.Name, s.At.Child("spec").Child("clusterIP")
		}
	}
	allowed := blockAddresses(b)
	switch {
	case len(allowed) == 0:
	case len(x.ranges) > 0:
		if x.ranges.covers(allowed) {
			return "an address of Services", manifest.Ref{}
		}
	default:
		if by := defaultServiceAddress(b.Prefix); by != "" {
			return by, manifest.Ref{}
		}
	}
	return "", manifest.Ref{}
}

// defaultServiceAddress says what a block is in clusters that were set up with the
// defaults of kubeadm or K3s: their range of Services, or the address of one that
// every cluster has.
func defaultServiceAddress(p netip.Prefix) string {
	switch p.String() {
	case "10.96.0.0/12":
		return "the range from which kubeadm gives Services their addresses"
	case "10.43.0.0/16":
		return "the range from which K3s gives Services their addresses"
	case "10.96.0.1/32", "10.43.0.1/32":
		return "the usual address of the Service kubernetes, the API server"
	case "10.96.0.10/32", "10.43.0.10/32":
		return "the usual address of the Service of the cluster's DNS"
	}
	return ""
}

// apiServer reports whether a block is the first address of the range of Services,
// which is that of the API server.
func (x *serviceAddresses) apiServer(b *cluster.IPBlock) bool {
	if !b.Prefix.IsSingleIP() {
		return false
	}
	if s := x.services[b.Prefix.Addr()]; s != nil {
		return s.Name == "kubernetes" && s.Namespace.Name == "default"
	}
	if len(x.ranges) > 0 {
		return b.Prefix.Addr() == x.ranges[0].first.Next()
	}
	return b.Prefix.String() == "10.96.0.1/32" || b.Prefix.String() == "10.43.0.1/32"
}
