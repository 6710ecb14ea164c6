package reach_test

import (
	"context"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// TestWhy: the cause of a change is what decides for sure on either side. A rule that
// only may allow denies nothing.
func TestWhy(t *testing.T) {
	const pods = `
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: front, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}}
`
	isolate := func(rules string) string {
		return "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np, namespace: shop}, spec: {podSelector: {}, ingress: [" + rules + "]}}\n"
	}
	tier := func(tier, action string) string {
		return "---\n{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: cnp}, spec: {tier: " + tier +
			", priority: 1, subject: {namespaces: {}}, ingress: [{action: " + action + ", from: [{namespaces: {}}]}]}}\n"
	}
	perhaps := isolate("{from: [{namespaceSelector: {matchLabels: {team: a}}}]}") // no manifest shows the labels
	cases := []struct {
		name, old, new string
		closed, opened reach.Cause
		policy         string
	}{
		{"isolated, and perhaps allowed", "", perhaps, reach.IsolatedBy, reach.NotIsolated, "np"},
		{"a rule", isolate("{}"), isolate(""), reach.NotAllowed, reach.AllowedBy, "np"},
		{"a tier", "", tier("Admin", "Deny"), reach.DeniedBy, reach.NotDenied, "cnp"},
		{"a tier before a rule", isolate("{}"), isolate("{}") + tier("Admin", "Deny"), reach.DeniedBy, reach.NotDenied, "cnp"},
		{"an admin tier that allowed", tier("Admin", "Accept") + isolate(""), isolate(""), reach.NotAllowed, reach.AllowedBy, "cnp"},
	}
	for _, c := range cases {
		for _, opened := range []bool{false, true} {
			texts, want := [2]string{c.old, c.new}, c.closed
			if opened {
				texts, want = [2]string{c.new, c.old}, c.opened
			}
			old, new := reach.New(build(t, pods+texts[0]), reach.Options{}), reach.New(build(t, pods+texts[1]), reach.Options{})
			seen := false
			err := reach.Diff(context.Background(), old.Matrix(), new.Matrix(), func(x *reach.Change) bool {
				if x.From.Workload == nil || x.From.Workload.Name != "web" {
					return true
				}
				seen = true
				got := reach.Why(old, new, x, opened)
				if len(got) != 1 || got[0].Cause != want || got[0].Direction != cluster.Ingress || len(got[0].Policies) != 1 || got[0].Policies[0].Name != c.policy {
					t.Errorf("%s, opened %v: %+v, want cause %d by %s", c.name, opened, got, want, c.policy)
				}
				return true
			})
			if err != nil || !seen {
				t.Errorf("%s, opened %v: no change, %v", c.name, opened, err)
			}
		}
	}
}
