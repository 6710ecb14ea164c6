package reach_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

func build(t *testing.T, text string) *cluster.Model {
	t.Helper()
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(text)}}, manifest.Options{Paths: []string{"a.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Problems {
		t.Fatalf("fixture: %s", p.Message)
	}
	m, _ := cluster.Build(set, cluster.Options{})
	return m
}

// end reads an endpoint as the tables below write it: an address, or a workload
// as namespace/name.
func end(t *testing.T, m *cluster.Model, s string) reach.Endpoint {
	t.Helper()
	if addr, err := netip.ParseAddr(s); err == nil {
		return reach.Endpoint{Addr: addr}
	}
	for _, w := range m.Workloads {
		if w.Namespace.Name+"/"+w.Name == s {
			return reach.Endpoint{Workload: w}
		}
	}
	if s == "dns" {
		return reach.Endpoint{Pod: &reach.Pod{Name: "kube-dns", Namespace: "kube-system", Labels: map[string]string{"k8s-app": "kube-dns"},
			Ports: []manifest.ContainerPort{{Name: "dns", Protocol: "UDP", Port: 53}}}}
	}
	t.Fatalf("no endpoint %q", s)
	return reach.Endpoint{}
}

const world = `
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}, spec: {containers: [{ports: [{name: sql, containerPort: 5432}, {name: sql-udp, containerPort: 5432, protocol: UDP}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: node, namespace: shop, labels: {app: web}}, spec: {hostNetwork: true}}
---
{apiVersion: v1, kind: Pod, metadata: {name: far, namespace: hidden, labels: {app: web}}}
`

// TestExplain judges single flows under one policy in namespace shop; the source
// of each claim is the NetworkPolicy documentation.
func TestExplain(t *testing.T) {
	cases := []struct {
		name, spec, from, to, protocol string
		port                           int32
		want                           cluster.Truth
	}{
		{"no policy selects the pods", "{podSelector: {matchLabels: {app: other}}}", "shop/web", "shop/db", "TCP", 5432, cluster.Yes},
		{"ingress isolation", "{podSelector: {matchLabels: {app: db}}}", "shop/web", "shop/db", "TCP", 5432, cluster.No},
		{"does not touch egress", "{podSelector: {matchLabels: {app: db}}}", "shop/db", "shop/web", "TCP", 80, cluster.Yes},
		{"egress isolation", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}", "shop/web", "shop/db", "TCP", 5432, cluster.No},
		{"an allowed peer", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}", "shop/web", "shop/db", "TCP", 1, cluster.Yes},
		{"of another namespace is another", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}", "hidden/far", "shop/db", "TCP", 1, cluster.No},
		{"a namespace whose labels are not known", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}]}]}", "hidden/far", "shop/db", "TCP", 1, cluster.Unknown},
		{"every namespace", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}}]}]}", "hidden/far", "shop/db", "TCP", 1, cluster.Yes},
		{"which no outsider is in", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {}}]}]}", "198.51.100.1", "shop/db", "TCP", 1, cluster.No},
		{"nor a pod on the host network", "{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}]}]}", "shop/node", "shop/db", "TCP", 1, cluster.No},
		{"a rule without peers lets outsiders in", "{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 5432}]}]}", "198.51.100.1", "shop/db", "TCP", 5432, cluster.Yes},
		{"on its ports only", "{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 5432}]}]}", "198.51.100.1", "shop/db", "TCP", 5433, cluster.No},
		{"TCP is the default", "{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 5432}]}]}", "198.51.100.1", "shop/db", "UDP", 5432, cluster.No},
		{"endPort is included", "{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 10, endPort: 20}]}]}", "shop/web", "shop/db", "TCP", 20, cluster.Yes},
		{"a named port of the destination", "{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: sql}]}]}", "shop/web", "shop/db", "TCP", 5432, cluster.Yes},
		{"needs its protocol", "{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: sql-udp}]}]}", "shop/web", "shop/db", "TCP", 5432, cluster.No},
		{"a named port never is an address's", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{ports: [{port: sql}]}]}", "shop/web", "198.51.100.1", "TCP", 5432, cluster.No},
		{"a block", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.128/25]}}]}]}", "shop/web", "198.51.100.1", "TCP", 1, cluster.Yes},
		{"minus its exceptions", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.128/25]}}]}]}", "shop/web", "198.51.100.200", "TCP", 1, cluster.No},
		{"IPv4 is not IPv6", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}", "shop/web", "2001:db8::1", "TCP", 1, cluster.No},
		{"a block of everything holds the pods", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}", "shop/web", "shop/db", "TCP", 1, cluster.Yes},
		{"without the private ranges it does not", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10]}}]}]}", "shop/web", "shop/db", "TCP", 1, cluster.No},
		{"one private range may", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", "shop/web", "shop/db", "TCP", 1, cluster.Unknown},
		{"a pod that no manifest makes", "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: dns, protocol: UDP}]}]}", "shop/web", "dns", "UDP", 53, cluster.Yes},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := build(t, "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: "+c.spec+world)
			v := reach.New(m, reach.Options{}).Explain(reach.Flow{From: end(t, m, c.from), To: end(t, m, c.to), Protocol: c.protocol, Port: c.port})
			if v.Answer != c.want {
				t.Errorf("%s, want %s: %+v", v.Answer, c.want, v)
			}
			for _, side := range v.Sides {
				if allowed := side.Answer != cluster.No && len(side.Isolating) > 0; allowed != (side.Rule != nil) {
					t.Errorf("a side that answers %s names the rule %v", side.Answer, side.Rule)
				}
			}
		})
	}
}

// TestUnion: policies only add, and the rule that allows is named.
func TestUnion(t *testing.T) {
	m := build(t, strings.TrimPrefix(world, "\n---\n")+`
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, spec: {podSelector: {}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: allow, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}}
`)
	v := reach.New(m, reach.Options{}).Explain(reach.Flow{From: end(t, m, "shop/web"), To: end(t, m, "shop/db"), Protocol: "TCP", Port: 1})
	side := v.Sides[cluster.Ingress]
	if v.Answer != cluster.Yes || len(side.Isolating) != 2 || side.By.Name != "allow" || string(side.Rule.At.Path) != "/spec/ingress/0" {
		t.Errorf("%+v", v)
	}
}
