package reach_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/reach"
)

// TestOwners: pods of one controller are one workload, one for each set of labels that
// policies tell apart; a pod that nobody made stays itself.
func TestOwners(t *testing.T) {
	pod := func(name, app string) string {
		return "{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: shop, labels: {app: " + app + "}, ownerReferences: [{kind: Node, name: n}, {controller: true, kind: ReplicaSet, name: web-1}]}}\n---\n"
	}
	m := build(t, "---\n"+pod("web-1-a", "web")+pod("web-1-b", "odd")+pod("web-1-c", "web")+`
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: odd, namespace: shop}, spec: {podSelector: {matchLabels: {app: odd}}, policyTypes: [Ingress, Egress]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: alone, namespace: shop, ownerReferences: [{kind: Node, name: n}]}}
`)
	want := `shop/alone -> shop/alone: all
shop/alone -> shop/web-1: all
shop/web-1 -> shop/alone: all
shop/web-1 -> shop/web-1: all
`
	var got []string
	for line := range strings.Lines(matrix(t, m, reach.Options{}, reach.Query{})) {
		if !strings.Contains(line, "/0") {
			got = append(got, line)
		}
	}
	if text := strings.Join(got, ""); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}
