package cluster_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// build makes the model of manifests given as one text.
func build(t *testing.T, text string) (*cluster.Model, []manifest.Problem) {
	t.Helper()
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(text)}}, manifest.Options{Paths: []string{"a.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Problems {
		if p.Severity == manifest.Error {
			t.Fatalf("fixture: %s", p.Message)
		}
	}
	return cluster.Build(set, cluster.Options{})
}

func policy(spec string) string {
	return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n" + spec + "\n"
}

// TestIsolation is the table of API defaulting: SetDefaults_NetworkPolicy and
// the documentation of policyTypes.
func TestIsolation(t *testing.T) {
	cases := []struct {
		name, spec      string
		ingress, egress bool
		rules           [2]int
	}{
		{"no spec selects every pod and denies ingress", "", true, false, [2]int{}},
		{"empty spec", "spec: {}", true, false, [2]int{}},
		{"null podSelector", "spec: {podSelector: null}", true, false, [2]int{}},
		{"types null", "spec: {podSelector: {}, policyTypes: null}", true, false, [2]int{}},
		{"types empty", "spec: {podSelector: {}, policyTypes: []}", true, false, [2]int{}},
		{"egress rules imply egress", "spec: {podSelector: {}, egress: [{}]}", true, true, [2]int{0, 1}},
		{"an empty egress list does not", "spec: {podSelector: {}, egress: []}", true, false, [2]int{}},
		{"egress only", "spec: {podSelector: {}, policyTypes: [Egress], ingress: [{}]}", false, true, [2]int{}},
		{"ingress only", "spec: {podSelector: {}, policyTypes: [Ingress], egress: [{}]}", true, false, [2]int{}},
		{"ingress twice", "spec: {podSelector: {}, policyTypes: [Ingress, Ingress]}", true, false, [2]int{}},
		{"both", "spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}, {}]}", true, true, [2]int{1, 2}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, _ := build(t, policy(c.spec))
			p := m.Policies[0]
			if p.Isolates != [2]bool{c.ingress, c.egress} || len(p.Rules[0]) != c.rules[0] || len(p.Rules[1]) != c.rules[1] {
				t.Errorf("isolates %v with %d and %d rules", p.Isolates, len(p.Rules[0]), len(p.Rules[1]))
			}
			if !p.SelectsAll() || p.Namespace.Name != "default" {
				t.Errorf("selects %q in %s", p.Subject, p.Namespace.Name)
			}
		})
	}
}

func TestRules(t *testing.T) {
	m, problems := build(t, policy(`spec:
  ingress:
  - null
  - from: []
    ports: []
  - from:
    - ipBlock: {cidr: 10.0.0.1/8, except: [10.1.0.0/16, nonsense]}
    ports:
    - {}
    - protocol: UDP
    - port: 80
      endPort: 90
    - port: http
      protocol: SCTP`))
	rules := m.Policies[0].Rules[cluster.Ingress]
	if !rules[0].Null || !rules[0].AllowsAll() || rules[1].Null || !rules[1].AllowsAll() {
		t.Errorf("null and empty rules: %+v", rules[:2])
	}
	var ports []string
	for _, p := range rules[2].Ports {
		ports = append(ports, fmt.Sprintf("%s %s %d-%d %t", p.Protocol, p.Name, p.From, p.To, p.AllPorts()))
	}
	want := []string{"TCP  1-65535 true", "UDP  1-65535 true", "TCP  80-90 false", "SCTP http 0-0 false"}
	if !slices.Equal(ports, want) {
		t.Errorf("ports %q, want %q", ports, want)
	}
	block := rules[2].Peers[0].IPBlock
	if block.Prefix.String() != "10.0.0.0/8" || block.Except[0].Prefix.String() != "10.1.0.0/16" || block.Except[1].Prefix.IsValid() {
		t.Errorf("block %+v", block)
	}
	if len(problems) != 0 {
		t.Errorf("problems %v", problems)
	}
}

// TestPeers is the table of who a peer means.
func TestPeers(t *testing.T) {
	const world = `
---
{apiVersion: v1, kind: Namespace, metadata: {name: default, labels: {team: a}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: other, labels: {team: b, kubernetes.io/metadata.name: lie}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db, tier: ""}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: host, labels: {app: web}}, spec: {hostNetwork: true}}
---
{apiVersion: v1, kind: Pod, metadata: {name: done, labels: {app: web}}, status: {phase: Succeeded}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: other, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: unknown, labels: {app: web}}}
`
	cases := []struct{ name, peer, want string }{
		{"podSelector alone is the own namespace", "{podSelector: {matchLabels: {app: web}}}", "default/web"},
		{"an empty one is all of it", "{podSelector: {}}", "default/web default/db"},
		{"a namespaceSelector alone is all pods there", "{namespaceSelector: {matchLabels: {team: b}}}", "other/web ?unknown"},
		{"both are ANDed", "{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}", "default/db"},
		{"an empty namespaceSelector is every namespace", "{namespaceSelector: {}}", "default/web default/db other/web unknown/web"},
		{"the name label is forced", "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}", "other/web"},
		{"and known without a manifest", "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: unknown}}}", "unknown/web"},
		{"an empty value needs the key", `{podSelector: {matchLabels: {tier: ""}}}`, "default/db"},
		{"NotIn matches what lacks the key", "{podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [x]}]}}", "default/web default/db"},
		{"DoesNotExist", "{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}", "default/web"},
		{"Exists", "{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}}", "default/db"},
		{"In", "{podSelector: {matchExpressions: [{key: app, operator: In, values: [db, web]}]}}", "default/web default/db"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, _ := build(t, policy("spec: {ingress: [{from: ["+c.peer+"]}]}")+world)
			peer := m.Policies[0].Rules[cluster.Ingress][0].Peers[0]
			var got []string
			for _, w := range peer.Selected {
				got = append(got, w.Namespace.Name+"/"+w.Name)
			}
			for _, ns := range peer.Possible {
				got = append(got, "?"+ns.Name)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("selects %q, want %q", got, c.want)
			}
		})
	}
}

func TestSubject(t *testing.T) {
	m, _ := build(t, policy("spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}")+`
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {app: other}}, spec: {selector: {}, template: {metadata: {labels: {app: web}}}}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: job, labels: {app: web}}, spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: job}}}}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: host, labels: {app: web}}, spec: {hostNetwork: true}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, type: NodePort}}
`)
	p := m.Policies[0]
	if len(p.Selected) != 1 || p.Selected[0].Name != "web" || len(p.OnHostNetwork) != 1 {
		t.Errorf("selected %v, on the host network %v", p.Selected, p.OnHostNetwork)
	}
	web := p.Selected[0]
	if !web.Isolated(cluster.Ingress) || !web.Isolated(cluster.Egress) || len(web.Services) != 1 || !web.Services[0].Exposed {
		t.Errorf("web: %+v", web)
	}
}

func TestNamespaces(t *testing.T) {
	m, problems := build(t, `
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: implied}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: declared, labels: {a: b}}}
---
{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: x, namespace: flux}, spec: {targetNamespace: implied}}
---
{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: x, namespace: declared}}
---
{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: x}}
`)
	var got []string
	for _, ns := range m.Namespaces {
		got = append(got, fmt.Sprintf("%s declared=%t shown=%t unread=%d", ns.Name, ns.Declared, ns.Shown(), len(ns.Unread)))
	}
	want := []string{"declared declared=true shown=false unread=1", "flux declared=false shown=false unread=0", "implied declared=false shown=false unread=0"}
	if !slices.Equal(got, want) {
		t.Errorf("namespaces %q, want %q", got, want)
	}
	if len(m.ClusterPolicies) != 1 || len(problems) != 2 {
		t.Errorf("%d cluster policies, problems %v", len(m.ClusterPolicies), problems)
	}
}

func TestTwins(t *testing.T) {
	equal := "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {a: b}}}\n"
	m, problems := build(t, equal+"---\n"+equal+"---\n{apiVersion: v1, kind: Service, metadata: {name: s, namespace: default}, spec: {selector: {a: c}}}\n")
	if len(m.Services) != 2 || len(problems) != 2 {
		t.Fatalf("%d services, problems %v", len(m.Services), problems)
	}
	if problems[0].Severity != manifest.Info || problems[1].Severity != manifest.Warning || !strings.HasPrefix(problems[1].Message, "Service default/s is defined in a.yaml:1 too") {
		t.Errorf("problems %+v", problems)
	}
}

// TestIndexAgreesWithScan compares the index with a plain scan on random labels
// and selectors.
func TestIndexAgreesWithScan(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	keys, values := []string{"a", "b", "c"}, []string{"x", "y", ""}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	for range 60 {
		var text strings.Builder
		for i := range 12 {
			labels := map[string]string{}
			for range r.IntN(4) {
				labels[pick(keys)] = pick(values)
			}
			var pairs []string
			for k, v := range labels {
				pairs = append(pairs, fmt.Sprintf("%s: %q", k, v))
			}
			fmt.Fprintf(&text, "{apiVersion: v1, kind: Pod, metadata: {name: p%d, namespace: n%d, labels: {%s}}}\n---\n", i, r.IntN(3), strings.Join(pairs, ", "))
		}
		for i := range 12 {
			var terms []string
			for range r.IntN(3) {
				switch op := pick([]string{"In", "NotIn", "Exists", "DoesNotExist"}); op {
				case "In", "NotIn":
					terms = append(terms, fmt.Sprintf("{key: %s, operator: %s, values: [%q, %q]}", pick(keys), op, pick(values), pick(values)))
				default:
					terms = append(terms, fmt.Sprintf("{key: %s, operator: %s}", pick(keys), op))
				}
			}
			pair := ""
			if r.IntN(2) == 0 {
				pair = fmt.Sprintf("%s: %q", pick(keys), pick(values))
			}
			fmt.Fprintf(&text, "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np%d, namespace: n%d}, spec: {podSelector: {matchLabels: {%s}, matchExpressions: [%s]}}}\n---\n", i, r.IntN(3), pair, strings.Join(terms, ", "))
		}
		m, _ := build(t, text.String())
		for _, p := range m.Policies {
			var want []*cluster.Workload
			for _, w := range p.Namespace.Workloads {
				if p.Subject.Matches(w.Labels) {
					want = append(want, w)
				}
			}
			if !slices.Equal(p.Selected, want) || !slices.Equal(m.Select(p.Namespace, p.Subject), want) {
				t.Fatalf("%s selects %v, a scan finds %v", p.Subject, p.Selected, want)
			}
		}
	}
}

// TestOperators: a workload that may create pods makes its namespace one whose
// pods the input does not show; permissions that nobody uses do not.
func TestOperators(t *testing.T) {
	const world = `
{apiVersion: apps/v1, kind: Deployment, metadata: {name: operator, namespace: %s}, spec: {selector: {}, template: {spec: {serviceAccountName: op}}}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: maker}, rules: [{apiGroups: [apps], resources: [daemonsets], verbs: [get, create]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}, rules: [{apiGroups: [""], resources: [pods, pods/exec], verbs: [get, list]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: %s}, subjects: [{kind: ServiceAccount, name: op, namespace: system}]}
`
	for _, c := range []struct {
		namespace, role string
		shown           bool
	}{{"system", "maker", false}, {"system", "cluster-admin", false}, {"system", "reader", true}, {"other", "maker", true}} {
		m, _ := build(t, fmt.Sprintf(world, c.namespace, c.role))
		if got := m.Namespace(c.namespace).Shown(); got != c.shown {
			t.Errorf("an operator in %s with role %s: shown %t, want %t", c.namespace, c.role, got, c.shown)
		}
	}
}

// TestExposed: what leads outsiders to a service.
func TestExposed(t *testing.T) {
	m, _ := build(t, `
{apiVersion: v1, kind: Service, metadata: {name: plain}, spec: {selector: {a: b}}}
---
{apiVersion: v1, kind: Service, metadata: {name: lb}, spec: {selector: {a: b}, type: LoadBalancer}}
---
{apiVersion: v1, kind: Service, metadata: {name: external}, spec: {selector: {a: b}, externalIPs: [192.0.2.1]}}
---
{apiVersion: v1, kind: Service, metadata: {name: ingress}, spec: {selector: {a: b}}}
---
{apiVersion: v1, kind: Service, metadata: {name: old-ingress}, spec: {selector: {a: b}}}
---
{apiVersion: v1, kind: Service, metadata: {name: httproute, namespace: other}, spec: {selector: {a: b}}}
---
{apiVersion: v1, kind: Service, metadata: {name: route}, spec: {selector: {a: b}}}
---
{apiVersion: v1, kind: Service, metadata: {name: traefik}, spec: {selector: {a: b}}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {rules: [{http: {paths: [{backend: {service: {name: ingress, port: {number: 80}}}}]}}]}}
---
{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: o}, spec: {backend: {serviceName: old-ingress, servicePort: http}}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: h}, spec: {rules: [{backendRefs: [{name: httproute, namespace: other, port: 80}]}]}}
---
{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r}, spec: {to: {kind: Service, name: route}}}
---
{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: t}, spec: {routes: [{services: [{name: traefik, port: 80}]}]}}
`)
	for _, s := range m.Services {
		if s.Exposed != (s.Name != "plain") {
			t.Errorf("%s: exposed %t", s.Name, s.Exposed)
		}
	}
}

// TestBrokenPolicy: a policy that cannot be read still is one, so nobody says
// that its namespace has none.
func TestBrokenPolicy(t *testing.T) {
	for _, broken := range []string{
		"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\n  namespace: shop\nspec: [\n",
		"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\n  namespace: shop\nspec: 7\n",
	} {
		set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(broken + "---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}}\n")}}, manifest.Options{Paths: []string{"a.yaml"}})
		if err != nil {
			t.Fatal(err)
		}
		m, problems := cluster.Build(set, cluster.Options{})
		if ns := m.Namespace("shop"); ns == nil || len(ns.Workloads) != 1 || m.CoverageKnown(ns) {
			t.Errorf("%q: the coverage of its namespace counts as known", broken)
		}
		if said := len(set.Problems) + len(m.Flawed); said != 1 || len(problems) != 0 {
			t.Errorf("problems %v %v", set.Problems, problems)
		}
	}
}

// TestSelectorsThatReadAlike: what a label may not hold does not mix up two
// selectors.
func TestSelectorsThatReadAlike(t *testing.T) {
	m, _ := build(t, `
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {matchLabels: {app: "web,tier=front"}}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: b}, spec: {podSelector: {matchLabels: {app: web, tier: front}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: web, tier: front}}}
`)
	if a, b := len(m.Policies[0].Selected), len(m.Policies[1].Selected); a != 0 || b != 1 {
		t.Errorf("selected %d and %d pods, want 0 and 1", a, b)
	}
}

// TestLabelsAsTheServerReadsThem: null is the empty string, and y is a boolean.
func TestLabelsAsTheServerReadsThem(t *testing.T) {
	m, _ := build(t, "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: ~, y: x}}}")
	if labels := m.Workloads[0].Labels; labels["app"] != "" || labels["true"] != "x" || len(labels) != 2 {
		t.Errorf("labels %v", labels)
	}
}
