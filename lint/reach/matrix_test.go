package reach_test

import (
	"context"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// matrix writes all connections of a cluster, one a line.
func matrix(t *testing.T, m *cluster.Model, o reach.Options, q reach.Query) string {
	t.Helper()
	var out strings.Builder
	err := reach.New(m, o).Matrix().Each(context.Background(), q, func(c *reach.Connection) bool {
		out.WriteString(node(c.From) + " -> " + node(c.To) + ": " + c.Conns.String())
		if !c.Maybe.Empty() {
			out.WriteString(" maybe " + c.Maybe.String())
		}
		out.WriteString("\n")
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func node(n reach.Node) string {
	if n.Workload != nil {
		_, name := n.Workload.Identity()
		return n.Workload.Namespace.Name + "/" + name
	}
	return n.Block.String()
}

func TestMatrix(t *testing.T) {
	m := build(t, strings.TrimPrefix(world, "\n---\n")+`
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: sql}]}, {from: [{namespaceSelector: {matchLabels: {team: b}}}], ports: [{port: 1}]}], egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.128/25]}}]}]}}
`)
	want := `hidden/far -> hidden/far: all
hidden/far -> shop/db: none maybe TCP 1
hidden/far -> shop/node: all
hidden/far -> shop/web: all
hidden/far -> 0.0.0.0/0: all
hidden/far -> ::/0: all
shop/db -> shop/db: all
shop/db -> 192.0.2.0/25: all
shop/node -> hidden/far: all
shop/node -> shop/node: all
shop/node -> shop/web: all
shop/node -> 0.0.0.0/0: all
shop/node -> ::/0: all
shop/web -> hidden/far: all
shop/web -> shop/db: TCP 5432
shop/web -> shop/node: all
shop/web -> shop/web: all
shop/web -> 0.0.0.0/0: all
shop/web -> ::/0: all
0.0.0.0/0 -> hidden/far: all
0.0.0.0/0 -> shop/node: all
0.0.0.0/0 -> shop/web: all
::/0 -> hidden/far: all
::/0 -> shop/node: all
::/0 -> shop/web: all
`
	if got := matrix(t, m, reach.Options{}, reach.Query{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
