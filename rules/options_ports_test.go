package rules_test

import (
	"context"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

// TestOptionsOfBreadthAndPorts shows what each option changes: findings with its
// default, and with a setting.
func TestOptionsOfBreadthAndPorts(t *testing.T) {
	policy := func(spec string) string {
		return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: registry}}\n  policyTypes: [Ingress, Egress]\n" + spec
	}
	pod := func(name, labels string) string {
		return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: shop, labels: {" + labels + "}}\n"
	}
	three := pod("a", "app: registry") + pod("b", "app: b") + pod("c", "app: c")
	from := func(peer string) string {
		return policy("  ingress:\n  - from: [" + peer + "]\n    ports: [{port: 443}]\n")
	}
	to := func(peer string) string {
		return policy("  egress:\n  - to: [" + peer + "]\n    ports: [{port: 443}]\n")
	}
	in := func(ports string) string {
		return policy("  ingress:\n  - from: [{podSelector: {matchLabels: {app: b}}}]\n    ports: [" + ports + "]\n")
	}
	values := policy("  ingress:\n  - from: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [b, nobody]}]}}]\n") + three
	for _, c := range []struct {
		rule, option  string
		setting       lint.Setting
		input         string
		before, after int
	}{
		{"NP301", "ingress-ipv4-prefix", lint.Setting{Int: 24}, from("{ipBlock: {cidr: 52.0.0.0/16}}"), 0, 1},
		{"NP301", "ingress-ipv4-prefix", lint.Setting{Int: 8}, from("{ipBlock: {cidr: 52.0.0.0/12}}"), 1, 0},
		{"NP301", "egress-ipv4-prefix", lint.Setting{Int: 16}, to("{ipBlock: {cidr: 52.0.0.0/8}}"), 0, 1},
		{"NP301", "ingress-ipv6-prefix", lint.Setting{Int: 48}, from("{ipBlock: {cidr: '2600::/32'}}"), 0, 1},
		{"NP301", "egress-ipv6-prefix", lint.Setting{Int: 24}, to("{ipBlock: {cidr: '2600::/24'}}"), 1, 0},
		{"NP301", "private-ipv4-prefix", lint.Setting{Int: 16}, from("{ipBlock: {cidr: 10.0.0.0/8}}"), 0, 1},
		{"NP301", "private-ipv6-prefix", lint.Setting{Int: 48}, to("{ipBlock: {cidr: 'fd00::/8'}}"), 0, 1},
		{"NP306", "shared-namespaces", lint.Setting{Strings: []string{"shop"}}, from("{namespaceSelector: {}}"), 1, 0},
		{"NP306", "shared-labels", lint.Setting{Strings: []string{"app=registry"}}, from("{namespaceSelector: {}}"), 1, 0},
		{"NP306", "shared-labels", lint.Setting{Strings: []string{"app=other"}}, from("{namespaceSelector: {}}"), 1, 1},
		{"NP306", "shared-labels", lint.Setting{Strings: []string{"role"}}, to("{namespaceSelector: {}, podSelector: {matchLabels: {role: x}}}"), 1, 0},
		{"NP307", "smallest-namespace", lint.Setting{Int: 4}, from("{podSelector: {}}") + three, 1, 0},
		{"NP309", "largest-range", lint.Setting{Int: 10}, in("{port: 8000, endPort: 8010}"), 0, 1},
		{"NP401", "ignored-keys", lint.Setting{Strings: []string{"app"}}, values, 1, 0},
		{"NP405", "keys", lint.Setting{Strings: []string{"tier"}}, policy("") + pod("d", "app: d, tier: batch"), 0, 1},
		{"NP405", "ignored-keys", lint.Setting{Strings: []string{"app"}}, policy("") + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: shop}\nspec:\n  selector: {matchLabels: {name: d}}\n  template:\n    metadata: {labels: {name: d, app: x}}\n", 1, 0},
		{"NP509", "udp-ports", lint.Setting{Map: map[string]string{"3478": "STUN"}}, in("{port: 3478}"), 0, 1},
		{"NP509", "udp-ports", lint.Setting{Map: map[string]string{"3478": "STUN"}}, in("{port: 161}"), 1, 0},
		{"NP510", "ports", lint.Setting{Map: map[string]string{"389/TCP": "LDAP"}}, in("{port: 389}, {port: 389, protocol: UDP}"), 0, 1},
	} {
		t.Run(c.rule+" "+c.option, func(t *testing.T) {
			set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(c.input)}}, manifest.Options{Paths: []string{"a.yaml"}})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(rules.All(), func(r *lint.Rule) bool { return r.Code == c.rule })
			config := lint.Config{Rules: rules.All()[i : i+1]}
			if got := len(lint.Run(context.Background(), set, config).Findings); got != c.before {
				t.Errorf("%d findings by default, want %d", got, c.before)
			}
			config.Settings = map[string]lint.Settings{c.rule: {c.option: c.setting}}
			if got := len(lint.Run(context.Background(), set, config).Findings); got != c.after {
				t.Errorf("%d findings with the setting, want %d", got, c.after)
			}
		})
	}
}

// TestPortOptions holds the checks of the options that list ports.
func TestPortOptions(t *testing.T) {
	for _, r := range rules.All() {
		for _, o := range r.Options {
			if o.Valid == nil || r.Code != "NP509" && r.Code != "NP510" {
				continue
			}
			for key := range o.Map {
				if err := o.Valid(key); err != nil {
					t.Errorf("%s: %v", r.Code, err)
				}
			}
			for _, bad := range []string{"", "0", "65536", "http", "53/tcp"} {
				if o.Valid(bad) == nil {
					t.Errorf("%s: %s takes %q", r.Code, o.Name, bad)
				}
			}
		}
	}
}
