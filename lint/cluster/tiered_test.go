package cluster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

const tieredPods = `
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: shop, labels: {app: web}}, spec: {hostNetwork: true}}
---
{apiVersion: v1, kind: Pod, metadata: {name: far, namespace: implied, labels: {app: web}}}
---
`

func tiered(kind, name, spec string) string {
	version := "v1alpha1"
	if kind == "ClusterNetworkPolicy" {
		version = "v1alpha2"
	}
	return fmt.Sprintf("{apiVersion: policy.networking.k8s.io/%s, kind: %s, metadata: {name: %s}, spec: {%s}}\n---\n", version, kind, name, spec)
}

func names(list []*cluster.Workload) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Name)
	}
	return strings.Join(out, " ")
}

// TestTieredSubjects: which pods a policy is about, those on the host network never.
func TestTieredSubjects(t *testing.T) {
	for _, c := range []struct{ name, subject, want, place string }{
		{"all pods", "{namespaces: {}}", "far web db", "/spec/subject/namespaces"},
		{"of some namespaces", "{namespaces: {matchLabels: {team: a}}}", "web db", "/spec/subject/namespaces"},
		{"of a name", "{namespaces: {matchLabels: {kubernetes.io/metadata.name: implied}}}", "far", "/spec/subject/namespaces"},
		{"some pods of some namespaces", "{pods: {namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: web}}}}", "web", "/spec/subject/pods/namespaceSelector"},
		{"some pods of all", "{pods: {podSelector: {matchLabels: {app: web}}}}", "far web", "/spec/subject/pods/namespaceSelector"},
		{"not a label that is not known", "{namespaces: {matchExpressions: [{key: team, operator: DoesNotExist}]}}", "", "/spec/subject/namespaces"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, problems := build(t, tieredPods+tiered("ClusterNetworkPolicy", "p", "tier: Admin, priority: 1, subject: "+c.subject))
			if len(m.Tiered) != 1 || len(m.Policies) != 0 || len(m.ClusterPolicies) != 0 || len(problems) != 0 {
				t.Fatalf("%d, %d and %d policies, problems %v", len(m.Tiered), len(m.Policies), len(m.ClusterPolicies), problems)
			}
			p := m.Tiered[0]
			if got := names(p.Selected); got != c.want {
				t.Errorf("selects %q, want %q", got, c.want)
			}
			if string(p.Namespaces.At.Path) != c.place || p.Subject == nil || p.Subject.At.IsZero() || p.Namespace != nil {
				t.Errorf("namespaces at %s, subject %+v", p.Namespaces.At.Path, p.Subject)
			}
			if p.Isolates != [2]bool{} || m.CoverageKnown(m.Namespaces[0]) {
				t.Errorf("isolates %v", p.Isolates)
			}
			for _, w := range m.Workloads {
				if w.Isolated(cluster.Ingress) || w.Isolated(cluster.Egress) {
					t.Errorf("%s is isolated", w)
				}
			}
		})
	}
}

// TestTieredOrder: by tier, then priority, then name.
func TestTieredOrder(t *testing.T) {
	const subject = ", subject: {namespaces: {}}"
	m, _ := build(t, tiered("BaselineAdminNetworkPolicy", "default", "subject: {namespaces: {}}")+
		tiered("ClusterNetworkPolicy", "late", "tier: Baseline, priority: 7"+subject)+
		tiered("ClusterNetworkPolicy", "z", "tier: Admin, priority: 1000"+subject)+
		tiered("AdminNetworkPolicy", "xy", "priority: 9"+subject)+
		tiered("ClusterNetworkPolicy", "x", "tier: Admin, priority: 9"+subject))
	var got []string
	for _, p := range m.Tiered {
		got = append(got, fmt.Sprintf("%d %d %s", p.Tier, p.Priority, p.Name))
	}
	if want := []string{"0 9 x", "0 9 xy", "0 1000 z", "2 0 default", "2 7 late"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTieredRules: actions, names, peers and ports, each with its place.
func TestTieredRules(t *testing.T) {
	m, _ := build(t, tieredPods+tiered("ClusterNetworkPolicy", "p", `tier: Admin, priority: 1, subject: {namespaces: {}},
  ingress: [{name: one, action: Accept, from: [{namespaces: {matchLabels: {team: a}}}, {pods: {namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: web}}}}]}],
  egress: [{action: Deny, to: [{networks: [10.0.0.1/8, 'fd00::/8']}, {nodes: {}}, {}, {namespaces: {}, pods: {podSelector: {}}}, {networks: []}],
    protocols: [{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 5, end: 9}}}}, {sctp: {}}, {destinationNamedPort: web}]},
    {action: Pass, to: [{domainNames: [a.example]}]}]`))
	p := m.Tiered[0]
	in := p.Rules[cluster.Ingress][0]
	if in.Name != "one" || in.Action != cluster.Allow || in.At.Path != "/spec/ingress/0" || !in.AnyPort() || len(in.Peers) != 2 {
		t.Errorf("ingress %+v", in)
	}
	all, some := in.Peers[0], in.Peers[1]
	if all.Pods != nil || names(all.Selected) != "web db" || !all.Maybe || len(all.Matched) != 1 || len(all.Possible) != 1 || all.Possible[0].Name != "implied" || all.Namespaces.Requirements[0].At.Path != "/spec/ingress/0/from/0/namespaces/matchLabels/team" {
		t.Errorf("namespaces: %+v", all)
	}
	if names(some.Selected) != "web" || some.Pods.At.Path != "/spec/ingress/0/from/1/pods/podSelector" || some.At.Path != "/spec/ingress/0/from/1" {
		t.Errorf("pods: %+v", some)
	}
	out, pass := p.Rules[cluster.Egress][0], p.Rules[cluster.Egress][1]
	if out.Action != cluster.Deny || pass.Action != cluster.Pass || !pass.Peers[0].Elsewhere {
		t.Errorf("egress %+v, %+v", out, pass)
	}
	var peers []string
	for _, peer := range out.Peers {
		text := fmt.Sprint(peer.At.Path, " ", peer.Unread, peer.Elsewhere)
		if peer.IPBlock != nil {
			text += " " + peer.IPBlock.Prefix.String() + " " + string(peer.IPBlock.At.Path)
		}
		peers = append(peers, text)
	}
	want := []string{
		"/spec/egress/0/to/0/networks/0 false false 10.0.0.0/8 /spec/egress/0/to/0/networks/0",
		"/spec/egress/0/to/0/networks/1 false false fd00::/8 /spec/egress/0/to/0/networks/1",
		"/spec/egress/0/to/1 false true", "/spec/egress/0/to/2 true false", "/spec/egress/0/to/3 true false", "/spec/egress/0/to/4 true false",
	}
	if !slices.Equal(peers, want) {
		t.Errorf("peers %q, want %q", peers, want)
	}
	ports(t, out, "/spec/egress/0/protocols/0 TCP 80-80", "/spec/egress/0/protocols/1 UDP 5-9", "/spec/egress/0/protocols/2 SCTP 1-65535", "/spec/egress/0/protocols/3 web 0-0")
}

func ports(t *testing.T, r cluster.Rule, want ...string) {
	t.Helper()
	var got []string
	for _, p := range r.Ports {
		got = append(got, fmt.Sprintf("%s %s%s %d-%d", p.At.Path, p.Protocol, p.Name, p.From, p.To))
	}
	if !slices.Equal(got, want) {
		t.Errorf("ports %q, want %q", got, want)
	}
}

// TestAdminRules: the dialect of v1alpha1.
func TestAdminRules(t *testing.T) {
	m, problems := build(t, tieredPods+tiered("AdminNetworkPolicy", "p", `priority: 3, subject: {namespaces: {}},
  egress: [{action: Allow, to: [{namespaces: {}}], ports: [{portNumber: {port: 80}}, {portNumber: {protocol: UDP, port: 53}}, {portRange: {start: 5, end: 9}}, {namedPort: web}]}]`)+
		tiered("BaselineAdminNetworkPolicy", "default", "subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}, {action: Allow, from: [{pods: {namespaceSelector: {}, podSelector: {}}}]}]"))
	if len(m.Tiered) != 2 || len(problems) != 0 {
		t.Fatalf("%d policies, problems %v", len(m.Tiered), problems)
	}
	admin, base := m.Tiered[0], m.Tiered[1]
	if admin.Tier != cluster.TierAdmin || base.Tier != cluster.TierBaseline || admin.Priority != 3 {
		t.Errorf("tiers %v and %v", admin.Tier, base.Tier)
	}
	if admin.Rules[cluster.Egress][0].Action != cluster.Allow || base.Rules[cluster.Ingress][0].Action != cluster.Deny || base.Rules[cluster.Ingress][1].Action != cluster.Allow {
		t.Errorf("rules %+v and %+v", admin.Rules, base.Rules)
	}
	ports(t, admin.Rules[cluster.Egress][0], "/spec/egress/0/ports/0 TCP 80-80", "/spec/egress/0/ports/1 UDP 53-53", "/spec/egress/0/ports/2 TCP 5-9", "/spec/egress/0/ports/3 web 0-0")
}

// TestTieredUnclear: what is not known to do what it says may do anything.
func TestTieredUnclear(t *testing.T) {
	for _, c := range []struct {
		name, text string
		tiered     int
	}{
		{"no subject", tiered("ClusterNetworkPolicy", "p", "tier: Admin, priority: 1"), 0},
		{"a wrong type", tiered("AdminNetworkPolicy", "p", "priority: high, subject: {namespaces: {}}"), 0},
		{"a subject to be filled in", tiered("ClusterNetworkPolicy", "p", "tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {team: '${TEAM}'}}}"), 1},
		{"a version that is not known", strings.Replace(tiered("ClusterNetworkPolicy", "p", ""), "v1alpha2", "v1", 1), 0},
	} {
		m, _ := build(t, c.text)
		if len(m.ClusterPolicies) != 1 || len(m.Tiered) != c.tiered {
			t.Errorf("%s: %d unclear policies, %d in tiers", c.name, len(m.ClusterPolicies), len(m.Tiered))
		}
	}
}

// TestTies: policies of one priority that contradict each other.
func TestTies(t *testing.T) {
	rule := func(action, peer, ports string) string {
		return "egress: [{action: " + action + ", to: [" + peer + "], protocols: [" + ports + "]}]"
	}
	const any, web, db = "{namespaces: {}}", "{pods: {podSelector: {matchLabels: {app: web}}}}", "{pods: {podSelector: {matchLabels: {app: db}}}}"
	const http, high = "{tcp: {destinationPort: {number: 80}}}", "{tcp: {destinationPort: {range: {start: 81, end: 90}}}}"
	for _, c := range []struct {
		name, head, subject, other string
		want                       bool
	}{
		{"the same connections", "tier: Admin, priority: 1", any, rule("Accept", any, http), true},
		{"another priority", "tier: Admin, priority: 2", any, rule("Accept", any, http), false},
		{"another tier", "tier: Baseline, priority: 1", any, rule("Accept", any, http), false},
		{"the same action", "tier: Admin, priority: 1", any, rule("Deny", any, http), false},
		{"other ports", "tier: Admin, priority: 1", any, rule("Accept", any, high), false},
		{"other peers", "tier: Admin, priority: 1", any, rule("Accept", db, http), false},
		{"a network", "tier: Admin, priority: 1", any, rule("Accept", "{networks: [10.0.0.0/8]}", http), false},
		{"every address", "tier: Admin, priority: 1", any, rule("Pass", "{networks: [0.0.0.0/0]}", http), true},
		{"other subjects", "tier: Admin, priority: 1", db, rule("Accept", any, http), false},
		{"the other direction", "tier: Admin, priority: 1", any, "ingress: [{action: Accept, from: [" + any + "]}]", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := build(t, tieredPods+tiered("ClusterNetworkPolicy", "p", "tier: Admin, priority: 1, subject: "+web+", "+rule("Deny", web, http))+
				tiered("ClusterNetworkPolicy", "q", c.head+", subject: "+c.subject+", "+c.other))
			if got := len(problems) == 1; got != c.want || len(problems) > 1 {
				t.Fatalf("problems %v", problems)
			}
			if !c.want {
				return
			}
			if p := problems[0]; p.Severity != manifest.Warning || p.Ref.Path != "/spec/egress/0" || p.Ref.Object.ID.Name != "q" || !strings.Contains(p.Message, "ClusterNetworkPolicy p has the tier and priority") {
				t.Errorf("%+v", p)
			}
		})
	}
}
