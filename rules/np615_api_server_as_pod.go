package rules

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// apiServerAsPod reports a peer that selects the API server by labels. It runs on
// the host network of the control plane or outside of the cluster, so that no
// selector matches it (NetworkPolicy documentation, "NetworkPolicy and hostNetwork
// pods"); the Service kubernetes in namespace default has no pods.
func apiServerAsPod() *lint.Rule {
	return &lint.Rule{
		Code: "NP615", Name: "api-server-as-pod", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a peer selects the Kubernetes API server as if it were a pod",
		Controls: []lint.Control{lint.LabelsThatMatch, lint.WatchTraffic},
		Check:    checkAPIServerAsPod,
	}
}

func checkAPIServerAsPod(pass *lint.Pass) {
	for _, policies := range [...][]*cluster.Policy{pass.Model.Policies, pass.Model.Tiered} {
		for _, p := range policies {
			for peer, r := range peers(p) {
				if apiServerPeer(p, r, peer) && !namesAddresses(r) {
					reportAPIServer(pass, p, r, peer)
				}
			}
		}
	}
}

// takesAPIServerForPod reports whether an ingress rule of a policy is meant for the API
// server, and lets nothing in.
func takesAPIServerForPod(p *cluster.Policy) bool {
	for i := range p.Rules[cluster.Ingress] {
		r := &p.Rules[cluster.Ingress][i]
		if slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return apiServerPeer(p, r, &peer) }) {
			return true
		}
	}
	return false
}

// namesAddresses reports whether a rule lists addresses too, among which those of
// the API server may be.
func namesAddresses(r *cluster.Rule) bool {
	return slices.ContainsFunc(r.Peers, func(p cluster.Peer) bool { return p.IPBlock != nil || p.Elsewhere })
}

func reportAPIServer(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, peer *cluster.Peer) {
	s := peer.Pods
	if s == nil || s.Empty() {
		s = peer.Namespaces
	}
	at := s.At
	if len(s.Requirements) > 0 {
		at = valuesAt(s, &s.Requirements[0])
	}
	f := lint.Finding{
		At: at, Key: s.String(), Covers: []lint.Cover{{Code: "NP306", At: peer.At}},
		Message: fmt.Sprintf("the API server is no pod that a selector matches: it runs on the host network of the control plane or outside of the cluster, so this peer %s nothing", verb(r.Action)),
		Help:    "allow its addresses (kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes), such as to: [{ipBlock: {cidr: 192.0.2.10/32}}] with ports: [{port: 6443}]",
	}
	if slices.ContainsFunc(p.Rules[cluster.Ingress], func(x cluster.Rule) bool { return x.At == r.At }) {
		f.Help = "allow the addresses that it calls from, which may be those of the control plane's nodes, such as from: [{ipBlock: {cidr: 192.0.2.10/32}}]"
	}
	pass.Report(f)
}

// apiServerPeer reports whether a peer is meant to be the API server, and matches no
// pod that the input shows to be one.
func apiServerPeer(p *cluster.Policy, r *cluster.Rule, peer *cluster.Peer) bool {
	if peer.IPBlock != nil || len(peer.Selected) > 0 && peer.Pods != nil && !peer.Pods.Empty() {
		return false
	}
	home := controlPlaneHome(p, peer)
	if peer.Pods != nil && !peer.Pods.Empty() {
		return home && namesAPIServer(peer.Pods)
	}
	// The namespace of the Service kubernetes, on a port of the API server alone.
	return peer.Namespaces != nil && onlyName(peer.Namespaces) == "default" && apiServerPorts(p, r) &&
		(p.Namespace == nil || p.Namespace.Name != "default") && len(peer.Selected) == 0
}

// namesAPIServer reports whether a selector asks for the labels of the static pods
// of the API server, or of its Service.
func namesAPIServer(s *cluster.Selector) bool {
	provider, component := false, false
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if r.Op != metav1.LabelSelectorOpIn || len(r.Values) != 1 {
			continue
		}
		switch r.Values[0] {
		case "kube-apiserver", "openshift-kube-apiserver":
			switch r.Key {
			case "component", "k8s-app", "app", "app.kubernetes.io/name", "app.kubernetes.io/component":
				return true
			}
		case "apiserver":
			component = component || r.Key == "component"
		case "kubernetes":
			provider = provider || r.Key == "provider"
		}
	}
	return provider || component && len(s.Requirements) == 1
}

// controlPlaneHome reports whether the pods of a peer may be those of the cluster's
// own control plane. Hosted control planes are pods in namespaces of their own.
func controlPlaneHome(p *cluster.Policy, peer *cluster.Peer) bool {
	if peer.Namespaces == nil {
		return p.Namespace != nil && (p.Namespace.System() || p.Namespace.Name == "default")
	}
	if anyNamespace(peer.Namespaces) {
		return true
	}
	return asksFor(peer.Namespaces, func(v string) bool {
		return v == "kube-system" || v == "default" || v == "openshift-kube-apiserver"
	})
}

// onlyName is the one namespace that a selector names by whatever label, if it asks
// for nothing else.
func onlyName(s *cluster.Selector) string {
	if len(s.Requirements) != 1 {
		return ""
	}
	r := &s.Requirements[0]
	if r.Op != metav1.LabelSelectorOpIn || len(r.Values) != 1 || r.Key != cluster.NameLabel && !namesNamespace(r.Key) {
		return ""
	}
	return r.Values[0]
}

// apiServerPorts reports whether a rule is for the API server by its ports: 6443, or
// 443 where the name of the policy says so.
func apiServerPorts(p *cluster.Policy, r *cluster.Rule) bool {
	known := servesAPIServer(bare(p.Name)) || strings.Contains(bare(p.Name), "kubeapi")
	for i := range r.Ports {
		port := &r.Ports[i]
		switch {
		case port.Protocol != "TCP" || port.Name != "" || port.From != port.To:
			return false
		case port.From == 6443:
			known = true
		case port.From != 443:
			return false
		}
	}
	return known && len(r.Ports) > 0
}
