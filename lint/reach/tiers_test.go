package reach_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// TestPass: what passes a tier is for the next one to decide, and after the baseline
// tier for nobody: it is allowed. It does not come back to what another tier denied.
func TestPass(t *testing.T) {
	const pods = `
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}}
`
	policy := func(name, tier, rules string) string {
		return "---\n{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: " + name + "}, spec: {tier: " + tier +
			", priority: 1, subject: {pods: {podSelector: {matchLabels: {app: db}}}}, ingress: [" + rules + "]}}\n"
	}
	rule := func(action, port string) string {
		return "{action: " + action + ", from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: " + port + "}}}]}"
	}
	deny := "{action: Deny, from: [{namespaces: {}}]}"
	isolate := "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {}, ingress: [{ports: [{port: 1}, {port: 2}]}]}}\n"
	cases := []struct{ name, policies, want string }{
		{"the admin tier to the default", policy("a", "Admin", rule("Pass", "1")+", "+deny), "TCP 1"},
		{"the baseline tier to the default", policy("b", "Baseline", rule("Pass", "1")+", "+deny), "TCP 1"},
		{"the admin tier to the baseline tier", policy("a", "Admin", rule("Pass", "1")+", "+rule("Pass", "2")+", "+deny) + policy("b", "Baseline", rule("Deny", "2")), "TCP 1"},
		{"the admin tier to NetworkPolicies", policy("a", "Admin", rule("Pass", "1")+", "+rule("Pass", "3")+", "+deny) + isolate, "TCP 1"},
		{"the baseline tier what the admin tier denied", policy("a", "Admin", rule("Deny", "1")) + policy("b", "Baseline", rule("Pass", "1")+", "+rule("Pass", "2")+", "+deny), "TCP 2"},
		{"the baseline tier where NetworkPolicies decide", policy("a", "Admin", rule("Deny", "1")) + policy("b", "Baseline", rule("Pass", "1")) + isolate, "TCP 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := build(t, pods+c.policies)
			for line := range strings.Lines(matrix(t, m, reach.Options{}, reach.Query{})) {
				if got, ok := strings.CutPrefix(strings.TrimSpace(line), "shop/web -> shop/db: "); ok {
					if got != c.want {
						t.Errorf("allows %s, want %s", got, c.want)
					}
					return
				}
			}
			t.Error("allows nothing")
		})
	}
}

// TestFailClosed: a rule with a peer of a kind that nobody knows accepts nothing, and
// denies all where it does not accept.
func TestFailClosed(t *testing.T) {
	for _, action := range []string{"Accept", "Deny", "Pass"} {
		m := build(t, `
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}}
---
{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: a}, spec: {tier: Admin, priority: 1, subject: {pods: {podSelector: {matchLabels: {app: db}}}},
  ingress: [{action: `+action+`, from: [{namespaces: {}}, {}]}, {action: Deny, from: [{namespaces: {}}]}]}}
`)
		if got := matrix(t, m, reach.Options{}, reach.Query{}); strings.Contains(got, "shop/web -> shop/db") {
			t.Errorf("%s: web reaches db:\n%s", action, got)
		}
		flow := reach.Flow{From: end(t, m, "shop/web"), To: end(t, m, "shop/db"), Protocol: "TCP", Port: 80}
		if v := reach.New(m, reach.Options{}).Explain(flow); v.Answer != cluster.No {
			t.Errorf("%s: the verdict is %s", action, v.Answer)
		}
	}
}
