package reach_test

import (
	"context"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// TestWitness: every connection of a cluster has a witness, and the engine allows it.
func TestWitness(t *testing.T) {
	m := build(t, strings.TrimPrefix(world, "\n---\n")+`
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5000, endPort: 6000}]}], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}]}]}}
`)
	e := reach.New(m, reach.Options{})
	declared, seen := false, 0
	err := e.Matrix().Each(context.Background(), reach.Query{}, func(c *reach.Connection) bool {
		f, ok := reach.Witness(c.From, c.To, c.Conns)
		if !ok || e.Explain(f).Answer != cluster.Yes {
			t.Errorf("%s -> %s: the witness %s is not allowed", node(c.From), node(c.To), f)
		}
		declared = declared || f.String() == "shop/web -> shop/db, 5432/TCP"
		seen++
		return true
	})
	if err != nil || seen == 0 || !declared {
		t.Errorf("%d connections, a declared port among the witnesses: %t, %v", seen, declared, err)
	}
}
