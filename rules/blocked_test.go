package rules_test

import (
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/rules"
)

// TestBlockedWitness holds findings about what is blocked to a flow that the engine
// denies.
func TestBlockedWitness(t *testing.T) {
	const service = `
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: NodePort, selector: {app: db}, ports: [{port: 80, targetPort: sql}]}
---`
	const route = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: db, namespace: shop}
spec: {defaultBackend: {service: {name: db, port: {number: 80}}}}
---`
	const controller = `
apiVersion: v1
kind: Pod
metadata: {name: traefik, namespace: edge}
spec: {containers: [{name: c}]}
---`
	const prometheus = `
apiVersion: v1
kind: Pod
metadata: {name: prometheus, namespace: monitoring}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, ports: [{containerPort: 9100, name: metrics}]}]}
---`
	for _, c := range []struct{ name, code, more, namespace, want string }{
		{"outsider", "NP613", service, "shop", "203.0.113.7 -> shop/db, 5432/TCP"},
		{"unknown controller", "NP613", service + route, "shop", "ingress controller -> shop/db, 5432/TCP"},
		{"controller of the input", "NP613", service + route + controller, "shop", "edge/traefik -> shop/db, 5432/TCP"},
		{"scraper", "NP612", prometheus, "shop", "monitoring/prometheus -> shop/web, 9100/TCP"},
		{"system", "NP109", "", "kube-system", "shop/db -> kube-system/kube-dns, 53/UDP"},
	} {
		text := shop + c.more + `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: ` + c.namespace + `}
spec: {podSelector: {}, policyTypes: [Ingress]}
`
		i := slices.IndexFunc(rules.All(), func(r *lint.Rule) bool { return r.Code == c.code })
		report := linttest.Lint(t, map[string]string{"a.yaml": text}, rules.All()[i:i+1])
		if len(report.Findings) != 1 {
			t.Errorf("%s: %s: %d findings", c.name, c.code, len(report.Findings))
			continue
		}
		got := ""
		if f := report.Findings[0].Witness; f != nil {
			got = f.String()
		}
		if got != c.want {
			t.Errorf("%s: %s: witness %q, want %q", c.name, c.code, got, c.want)
		}
	}
}
