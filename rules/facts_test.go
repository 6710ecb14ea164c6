package rules_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

// TestFacts holds rules to what the configuration says of the cluster.
func TestFacts(t *testing.T) {
	const noDNS = "egress: [{to: [{podSelector: {}}]}]"
	const dns = "egress: [{to: [{podSelector: {}}]}, {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: UDP, port: 53}]}]"
	infra := lint.PodGroup{Namespace: "infra", Labels: map[string]string{"app": "unbound"}, Port: 5300}
	const exposed = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: db, namespace: shop}
spec: {defaultBackend: {service: {name: db, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 80, targetPort: 5432}]}
---`
	edge := []lint.PodGroup{{Namespace: "edge", Labels: map[string]string{"app": "contour"}}}
	const fromEdge = "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]}]"
	const fromTools = "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: callers}}}]}]"
	for _, c := range []struct {
		name, code, spec string
		facts            *lint.Facts
		want             string // a part of the help; "" for no finding
	}{
		{"usual servers", "NP202", dns, lint.DefaultFacts(), ""},
		{"other servers", "NP202", noDNS, &lint.Facts{DNS: lint.DNS{Pods: []lint.PodGroup{infra}}},
			"namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: infra}}, podSelector: {matchLabels: {app: unbound}}}] with ports: [{protocol: UDP, port: 5300}"},
		{"servers by address", "NP202", noDNS, &lint.Facts{DNS: lint.DNS{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.53")}}}, "ipBlock: {cidr: 192.0.2.53/32}"},
		{"no servers known", "NP202", noDNS, &lint.Facts{}, "port: 53"},
		{"open to all", "NP302", "ingress: [{ports: [{port: 80}]}]", lint.DefaultFacts(), "callers"},
		{"ingress controller", "NP302", "ingress: [{ports: [{port: 80}]}]", &lint.Facts{IngressControllers: []lint.PodGroup{{Namespace: "shop", Labels: map[string]string{"app": "db"}}}}, ""},
		{"every namespace", "NP306", "egress: [{to: [{namespaceSelector: {}}]}]", lint.DefaultFacts(), "name the namespaces"},
		{"scrapers", "NP306", "egress: [{to: [{namespaceSelector: {}}]}]", &lint.Facts{Monitoring: []string{"shop"}}, ""},
		{"perhaps a controller", "NP613", fromTools, lint.DefaultFacts(), ""},
		{"no controller", "NP613", fromTools, &lint.Facts{IngressControllers: edge}, "kubernetes.io/metadata.name: edge}}, podSelector: {matchLabels: {app: contour}}}] with ports: [{protocol: TCP, port: 5432}]"},
		{"the controller", "NP613", fromEdge, &lint.Facts{IngressControllers: edge}, ""},
		{"no scraper", "NP612", fromTools, lint.DefaultFacts(), ""},
		{"scraper kept out", "NP612", fromTools, &lint.Facts{Monitoring: []string{"observe"}}, "kubernetes.io/metadata.name: observe"},
		{"scraper let in", "NP612", fromTools, &lint.Facts{Monitoring: []string{"callers"}}, ""},
		{"DNS elsewhere", "NP204", "egress: [{ports: [{port: 53, protocol: UDP}]}]", &lint.Facts{DNS: lint.DNS{Pods: []lint.PodGroup{infra}}}, "kubernetes.io/metadata.name: infra"},
	} {
		text := strings.ReplaceAll(shop, "name: sql", "name: metrics") + exposed + `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ` + c.spec
		set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(text)}}, manifest.Options{Paths: []string{"."}})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range lint.Run(context.Background(), set, lint.Config{Rules: rules.All(), Facts: c.facts}).Findings {
			if f.Rule.Code == c.code {
				got = f.Help
			}
		}
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s helps with %q, want %q", c.name, c.code, got, c.want)
		}
	}
}
