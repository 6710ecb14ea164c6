package cluster_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// declared are objects as a configuration declares them.
func declared() []*manifest.Object {
	doc := source.Split(source.NewFile("config", []byte("a: b\n")))[0]
	object := func(kind, namespace, name string, value any) *manifest.Object {
		return &manifest.Object{ID: manifest.ID{APIVersion: "apps/v1", Kind: kind, Namespace: namespace, Name: name}, Doc: doc, Value: value, Outside: true}
	}
	return []*manifest.Object{
		object("Namespace", "", "metrics", &manifest.Namespace{Labels: map[string]string{"team": "sre"}}),
		object("Namespace", "", "shop", &manifest.Namespace{Labels: map[string]string{"team": "sre", "tier": "front"}}),
		object("Deployment", "metrics", "prometheus", &manifest.Workload{PodLabels: map[string]string{"app": "prometheus"}}),
		object("Deployment", "shop", "web", &manifest.Workload{PodLabels: map[string]string{"app": "other"}}),
		object("Deployment", "shop", "sidekick", &manifest.Workload{PodLabels: map[string]string{"app": "sidekick"}}),
	}
}

func TestOutside(t *testing.T) {
	fsys := fstest.MapFS{"a.yaml": {Data: []byte(`
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a, namespace: shop}
spec:
  podSelector: {}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: sre}}
      podSelector: {matchLabels: {app: prometheus}}
`)}}
	set, err := manifest.Load(context.Background(), fsys, manifest.Options{Paths: []string{"."}})
	if err != nil {
		t.Fatal(err)
	}
	m, problems := cluster.Build(set, cluster.Options{Outside: declared()})
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	shop, metrics := m.Namespace("shop"), m.Namespace("metrics")
	if !metrics.Outside || !metrics.Declared || metrics.Shown() {
		t.Errorf("metrics: %+v", metrics)
	}
	if shop.Outside || !shop.Shown() || shop.Labels["team"] != "shop" || shop.Labels["tier"] != "front" {
		t.Errorf("shop: the manifest counts, and labels that it lacks are added: %+v", shop.Labels)
	}
	if len(shop.Workloads) != 2 || shop.Workloads[0].Labels["app"] != "web" || !shop.Workloads[1].Outside {
		t.Errorf("shop: the Deployment of the input counts, and the other one is added: %v", shop.Workloads)
	}
	peer := &m.Policies[0].Rules[cluster.Ingress][0].Peers[0]
	if len(peer.Selected) != 1 || peer.Selected[0].Name != "prometheus" {
		t.Errorf("the peer selects %v", peer.Selected)
	}
	if got := len(m.Policies[0].Selected); got != 2 {
		t.Errorf("the policy selects %d workloads, want 2", got)
	}
}
