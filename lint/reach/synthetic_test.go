package reach_test

import (
	"fmt"
	"math/rand/v2"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// synthetic is a made-up cluster: pods of applications of five replicas, and
// policies in a mix that real clusters have: default deny, DNS, and rules by
// application, namespace, expression and address block. With alone, no two pods have
// the same labels, and policies look at these.
type synthetic struct {
	pods, namespaces, policies int
	alone                      bool
}

func (s synthetic) build() *cluster.Model {
	r := rand.New(rand.NewPCG(1, 2))
	set := &manifest.Set{}
	doc := &source.Document{File: source.NewFile("synthetic.yaml", nil)}
	add := func(id manifest.ID, value any) {
		set.Objects = append(set.Objects, &manifest.Object{ID: id, Doc: doc, Value: value})
	}
	perNamespace := s.pods / s.namespaces
	apps := max(perNamespace/5, 1)
	for n := range s.namespaces {
		name := fmt.Sprintf("ns-%d", n)
		add(manifest.ID{APIVersion: "v1", Kind: "Namespace", Name: name}, &manifest.Namespace{Labels: map[string]string{"team": fmt.Sprintf("team-%d", n%6), "env": fmt.Sprintf("env-%d", n%3)}})
		for i := range perNamespace {
			app := i % apps
			labels := map[string]string{"app": fmt.Sprintf("app-%d", app), "tier": fmt.Sprintf("tier-%d", app%4), "version": "v1"}
			if s.alone {
				labels["zone"], labels["rack"] = fmt.Sprintf("zone-%d", r.IntN(100)), fmt.Sprintf("rack-%d", i)
			}
			add(manifest.ID{APIVersion: "v1", Kind: "Pod", Namespace: name, Name: fmt.Sprintf("app-%d-%d", app, i)}, &manifest.Workload{
				PodLabels: labels, Ports: []manifest.ContainerPort{{Name: "http", Protocol: "TCP", Port: int32(8000 + app%40)}, {Name: "metrics", Protocol: "TCP", Port: 9090}}})
		}
	}
	for i := range s.policies {
		id := manifest.ID{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy", Namespace: fmt.Sprintf("ns-%d", i%s.namespaces), Name: fmt.Sprintf("p-%d", i)}
		add(id, &manifest.NetworkPolicy{NetworkPolicy: networkingv1.NetworkPolicy{Spec: s.policy(r, i/s.namespaces, apps, i%s.namespaces%2 == 0)}})
	}
	m, _ := cluster.Build(set, cluster.Options{})
	return m
}

// policy makes a policy of a namespace: strict ones deny egress by default too.
func (s synthetic) policy(r *rand.Rand, round, apps int, strict bool) networkingv1.NetworkPolicySpec {
	switch {
	case round == 0 && !strict:
		return networkingv1.NetworkPolicySpec{}
	case round == 1 && !strict:
		return networkingv1.NetworkPolicySpec{Ingress: []networkingv1.NetworkPolicyIngressRule{{From: []networkingv1.NetworkPolicyPeer{{PodSelector: labelled("tier", "tier-0")}}}}}
	case round == 0:
		return networkingv1.NetworkPolicySpec{PolicyTypes: []networkingv1.PolicyType{"Ingress", "Egress"}}
	case round == 1:
		dns := networkingv1.NetworkPolicyPeer{NamespaceSelector: labelled(cluster.NameLabel, "kube-system"), PodSelector: labelled("k8s-app", "kube-dns")}
		udp := corev1.ProtocolUDP
		port := intstr.FromInt32(53)
		return networkingv1.NetworkPolicySpec{PolicyTypes: []networkingv1.PolicyType{"Egress"}, Egress: []networkingv1.NetworkPolicyEgressRule{
			{To: []networkingv1.NetworkPolicyPeer{dns}, Ports: []networkingv1.NetworkPolicyPort{{Protocol: &udp, Port: &port}, {Port: &port}}}}}
	}
	spec := networkingv1.NetworkPolicySpec{PodSelector: *labelled("app", fmt.Sprintf("app-%d", r.IntN(apps))), PolicyTypes: []networkingv1.PolicyType{"Ingress"}}
	for range 1 + r.IntN(2) {
		spec.Ingress = append(spec.Ingress, networkingv1.NetworkPolicyIngressRule{From: s.peers(r, apps), Ports: s.ports(r)})
	}
	if r.IntN(10) < 4 {
		spec.PolicyTypes = append(spec.PolicyTypes, "Egress")
		spec.Egress = []networkingv1.NetworkPolicyEgressRule{{To: s.peers(r, apps), Ports: s.ports(r)}}
	}
	return spec
}

func labelled(key, value string) *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: map[string]string{key: value}}
}

func (s synthetic) ports(r *rand.Rand) (out []networkingv1.NetworkPolicyPort) {
	for range 1 + r.IntN(2) {
		port := intstr.FromInt32(int32(8000 + r.IntN(40)))
		p := networkingv1.NetworkPolicyPort{Port: &port}
		switch r.IntN(4) {
		case 0:
			port = intstr.FromString("http")
		case 1:
			end := port.IntVal + int32(10*r.IntN(10))
			p.EndPort = &end
		}
		out = append(out, p)
	}
	return out
}

func (s synthetic) peers(r *rand.Rand, apps int) (out []networkingv1.NetworkPolicyPeer) {
	for range 1 + r.IntN(3) {
		out = append(out, s.peer(r, apps))
	}
	return out
}

func (s synthetic) peer(r *rand.Rand, apps int) networkingv1.NetworkPolicyPeer {
	app := labelled("app", fmt.Sprintf("app-%d", r.IntN(apps)))
	other := labelled(cluster.NameLabel, fmt.Sprintf("ns-%d", r.IntN(s.namespaces)))
	kind := r.IntN(100)
	switch {
	case s.alone && kind < 30:
		zone := labelled("zone", fmt.Sprintf("zone-%d", r.IntN(100)))
		return networkingv1.NetworkPolicyPeer{NamespaceSelector: &metav1.LabelSelector{}, PodSelector: zone}
	case s.alone && kind < 35:
		return networkingv1.NetworkPolicyPeer{PodSelector: labelled("rack", fmt.Sprintf("rack-%d", r.IntN(50)))}
	case kind < 40:
		return networkingv1.NetworkPolicyPeer{PodSelector: app}
	case kind < 65:
		return networkingv1.NetworkPolicyPeer{PodSelector: app, NamespaceSelector: other}
	case kind < 85:
		e := metav1.LabelSelectorRequirement{Key: "tier", Operator: metav1.LabelSelectorOpExists}
		if value := fmt.Sprintf("tier-%d", r.IntN(4)); r.IntN(3) > 0 {
			e.Operator, e.Values = metav1.LabelSelectorOpIn, []string{value, "tier-0"}
			if r.IntN(2) == 0 {
				e.Operator = metav1.LabelSelectorOpNotIn
			}
		}
		app.MatchExpressions = []metav1.LabelSelectorRequirement{e}
		return networkingv1.NetworkPolicyPeer{PodSelector: app, NamespaceSelector: labelled("team", fmt.Sprintf("team-%d", r.IntN(6)))}
	case kind < 95:
		return networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: fmt.Sprintf("203.%d.0.0/16", r.IntN(256))}}
	}
	return networkingv1.NetworkPolicyPeer{NamespaceSelector: other}
}
