package rules_test

import (
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/rules"
)

// shop has one workload beside the policy, and tools another.
const shop = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, image: i, ports: [{containerPort: 5432, name: sql}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: backup, namespace: tools}
spec:
  template:
    metadata: {labels: {app: backup}}
    spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]}
---
`

// TestOpenedWitness holds findings about what is too open to a flow that the
// engine confirms.
func TestOpenedWitness(t *testing.T) {
	for _, c := range []struct{ code, spec, want string }{
		{"NP301", "ingress: [{from: [{ipBlock: {cidr: 52.0.0.0/8}}]}]", "52.0.0.1 -> shop/db, 5432/TCP"},
		{"NP301", "ingress: [{from: [{ipBlock: {cidr: 200.0.0.0/6, except: [203.0.0.0/8]}}], ports: [{port: sql}]}]", "200.0.0.1 -> shop/db, 5432/TCP"},
		{"NP301", "egress: [{to: [{ipBlock: {cidr: 64.0.0.0/2}}], ports: [{port: 443}]}]", "shop/db -> 64.0.0.1, 443/TCP"},
		{"NP301", "ingress: [{from: [{ipBlock: {cidr: '2600::/16'}}]}]", "2600::1 -> shop/db, 5432/TCP"},
		{"NP302", "ingress: [{ports: [{port: sql}]}]", "203.0.113.7 -> shop/db, 5432/TCP"},
		// The port is open, though nothing listens.
		{"NP302", "ingress: [{ports: [{port: 9, protocol: UDP}]}]", "203.0.113.7 -> shop/db, 9/UDP"},
		// No pod has such a port, so nothing shows.
		{"NP302", "ingress: [{ports: [{port: nope}]}]", ""},
		{"NP303", "ingress: [{from: [{ipBlock: {cidr: '::/0'}}]}]", "2001:db8::7 -> shop/db, 5432/TCP"},
		{"NP305", "egress: [{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]", "shop/db -> 203.0.113.7, 443/TCP"},
		{"NP306", "ingress: [{from: [{namespaceSelector: {}}]}]", "tools/backup -> shop/db, 5432/TCP"},
		{"NP306", "egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: backup}}}]}]", "shop/db -> tools/backup, 8080/TCP"},
		{"NP306", "ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: other}}}]}]", ""},
		{"NP604", "ingress: [null]", "203.0.113.7 -> shop/db, 5432/TCP"},
		{"NP604", "egress: [null]", "shop/db -> 203.0.113.7, 443/TCP"},
		{"NP605", "ingress: [{}]", "203.0.113.7 -> shop/db, 5432/TCP"},
	} {
		text := shop + `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ` + c.spec
		i := slices.IndexFunc(rules.All(), func(r *lint.Rule) bool { return r.Code == c.code })
		report := linttest.Lint(t, map[string]string{"a.yaml": text}, rules.All()[i:i+1])
		if len(report.Findings) != 1 {
			t.Errorf("%s: %s: %d findings", c.code, c.spec, len(report.Findings))
			continue
		}
		got := ""
		if f := report.Findings[0].Witness; f != nil {
			got = f.String()
		}
		if got != c.want {
			t.Errorf("%s: %s: witness %q, want %q", c.code, c.spec, got, c.want)
		}
	}
}
