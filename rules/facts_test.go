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
	} {
		text := shop + `
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
