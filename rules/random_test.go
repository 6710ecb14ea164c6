package rules_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

// TestRandomInput runs all rules over small random clusters, in which everything that
// may be left out is left out at times: no rule stops, each finding keeps the
// conventions, and how many rules run at once changes nothing. NETPOLINT_CLUSTERS
// asks for more clusters, NETPOLINT_SEED for others.
func TestRandomInput(t *testing.T) {
	clusters, seed := 400, uint64(1)
	if testing.Short() {
		clusters = 60
	}
	if n, err := strconv.Atoi(os.Getenv("NETPOLINT_CLUSTERS")); err == nil {
		clusters = n
	}
	if n, err := strconv.ParseUint(os.Getenv("NETPOLINT_SEED"), 10, 64); err == nil {
		seed = n
	}
	for i := range clusters {
		g := &generator{rand.New(rand.NewPCG(seed, uint64(i)))}
		content := g.objects()
		one, many := lintJSON(t, content, 1), lintJSON(t, content, 4)
		for k := range one.Findings {
			f := &one.Findings[k]
			if f.Rule.Code == lint.InternalError().Code {
				t.Fatalf("cluster %d of seed %d: %s\n%s", i, seed, f.Message, content)
			}
			linttest.Conventions(t, f)
		}
		if a, b := said(one), said(many); a != b {
			t.Fatalf("cluster %d of seed %d: one processor says\n%s\nand four say\n%s\n%s", i, seed, a, b, content)
		}
	}
}

func lintJSON(t *testing.T, content []byte, jobs int) *lint.Report {
	t.Helper()
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.json": {Data: content}}, manifest.Options{Paths: []string{"a.json"}, Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return lint.Run(context.Background(), set, lint.Config{Rules: rules.All(), Jobs: jobs})
}

func said(r *lint.Report) string {
	var b strings.Builder
	for i := range r.Findings {
		f := &r.Findings[i]
		fmt.Fprintln(&b, f.Rule.Code, f.Location.Start, f.Message, f.Help, f.Key, f.Fingerprint, len(f.Related), f.Witness != nil)
	}
	return b.String()
}

// generator makes objects of few words, so that they meet.
type generator struct{ *rand.Rand }

type object = map[string]any

func (g *generator) objects() []byte {
	var items []any
	for range 1 + g.IntN(3) {
		items = append(items, object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": g.namespace(), "labels": g.labels()}})
	}
	for range g.IntN(6) {
		items = append(items, g.workload())
	}
	for range g.IntN(4) {
		items = append(items, g.service())
	}
	for range 1 + g.IntN(6) {
		items = append(items, g.policy())
	}
	for range g.IntN(4) {
		items = append(items, g.clusterPolicy())
	}
	content, err := json.MarshalIndent(object{"apiVersion": "v1", "kind": "List", "items": items}, "", " ")
	if err != nil {
		panic(err)
	}
	return content
}

func (g *generator) pick(words ...any) any   { return words[g.IntN(len(words))] }
func (g *generator) word(w ...string) string { return w[g.IntN(len(w))] }
func (g *generator) namespace() string       { return g.word("shop", "front", "kube-system", "monitoring") }
func (g *generator) name() string {
	return g.word("web", "db", "default-deny", "allow-all", "prometheus", "coredns")
}
func (g *generator) meta() object            { return object{"name": g.name(), "namespace": g.namespace()} }
func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }
func (g *generator) key() string {
	return g.word("app", "tier", "k8s-app", "kubernetes.io/metadata.name", "pod-template-hash")
}
func (g *generator) value() string {
	return g.word("web", "db", "wbe", "kube-dns", "shop", "front", "")
}
func (g *generator) number() any {
	return g.pick(53, 80, 443, 5432, 8080, 10250, "http", "dns", 65535, nil)
}
func (g *generator) protocol() any { return g.pick(nil, "TCP", "UDP", "SCTP") }
func (g *generator) cidr() string {
	return g.word("0.0.0.0/0", "::/0", "10.0.0.0/8", "10.1.0.0/16", "169.254.169.254/32", "192.168.1.7/32", "0.0.0.0/1", "128.0.0.0/1", "fd00::/8", "bad")
}

func (g *generator) labels() object {
	out := object{}
	for range g.IntN(3) {
		out[g.key()] = g.value()
	}
	return out
}

// some drops an entry of an object at times, or makes it null.
func (g *generator) some(o object) object {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		switch {
		case g.chance(12):
			delete(o, key)
		case g.chance(4):
			o[key] = nil
		}
	}
	return o
}

func (g *generator) selector() any {
	if g.chance(20) {
		return object{}
	}
	out := object{"matchLabels": g.labels()}
	if g.chance(40) {
		out["matchExpressions"] = g.list(func() any {
			return g.some(object{"key": g.key(), "operator": g.word("In", "NotIn", "Exists", "DoesNotExist", "Is"), "values": g.list(func() any { return g.value() })})
		})
	}
	return g.some(out)
}

func (g *generator) list(item func() any) any {
	var out []any
	for range g.IntN(4) {
		if g.chance(3) {
			out = append(out, nil)
		} else {
			out = append(out, item())
		}
	}
	return out
}

func (g *generator) workload() object {
	labels := g.labels()
	pod := object{"hostNetwork": g.chance(10), "containers": g.list(func() any {
		return object{"name": "c", "ports": g.list(func() any {
			return g.some(object{"name": g.word("http", "dns", "metrics"), "containerPort": g.pick(53, 80, 8080, 5432), "protocol": g.protocol()})
		})}
	})}
	return object{"apiVersion": "apps/v1", "kind": g.word("Deployment", "StatefulSet", "DaemonSet"), "metadata": g.meta(),
		"spec": g.some(object{"replicas": g.IntN(3), "serviceName": g.name(), "selector": object{"matchLabels": labels}, "template": object{"metadata": object{"labels": labels}, "spec": pod}})}
}

func (g *generator) service() object {
	return object{"apiVersion": "v1", "kind": "Service", "metadata": g.meta(), "spec": g.some(object{
		"type": g.word("ClusterIP", "LoadBalancer", "NodePort"), "clusterIP": g.pick(nil, "None", "10.96.0.10"), "selector": g.labels(),
		"ports": g.list(func() any {
			return g.some(object{"port": g.pick(80, 443, 53), "targetPort": g.number(), "protocol": g.protocol()})
		}),
	})}
}

func (g *generator) peer() any {
	if g.chance(30) {
		return object{"ipBlock": g.some(object{"cidr": g.cidr(), "except": g.list(func() any { return g.cidr() })})}
	}
	return g.some(object{"podSelector": g.selector(), "namespaceSelector": g.selector()})
}

func (g *generator) rules(peers string) any {
	return g.list(func() any {
		return g.some(object{peers: g.list(g.peer), "ports": g.list(func() any {
			return g.some(object{"port": g.number(), "protocol": g.protocol(), "endPort": g.pick(nil, nil, nil, 9000)})
		})})
	})
}

func (g *generator) policy() object {
	return object{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": g.meta(), "spec": g.some(object{
		"podSelector": g.selector(), "policyTypes": g.list(func() any { return g.word("Ingress", "Egress") }), "ingress": g.rules("from"), "egress": g.rules("to"),
	})}
}

func (g *generator) clusterPolicy() object {
	subject := func() any {
		if g.chance(50) {
			return object{"namespaces": g.selector()}
		}
		return object{"pods": g.some(object{"namespaceSelector": g.selector(), "podSelector": g.selector()})}
	}
	rules := func(peers string) any {
		return g.list(func() any {
			return g.some(object{"action": g.word("Allow", "Accept", "Deny", "Pass"), peers: g.list(func() any {
				if g.chance(25) {
					return object{"networks": g.list(func() any { return g.cidr() })}
				}
				return subject()
			}), "ports": g.list(func() any { return object{"portNumber": object{"protocol": g.protocol(), "port": g.number()}} }),
				"protocols": g.list(func() any { return object{"tcp": object{"destinationPort": object{"number": g.number()}}} })})
		})
	}
	kind := g.word("AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy")
	version := map[string]string{"ClusterNetworkPolicy": "policy.networking.k8s.io/v1alpha2"}[kind]
	if version == "" {
		version = "policy.networking.k8s.io/v1alpha1"
	}
	return object{"apiVersion": version, "kind": kind, "metadata": object{"name": g.word("default", "admin")}, "spec": g.some(object{
		"priority": g.IntN(3), "tier": g.word("Admin", "Baseline"), "subject": subject(), "ingress": rules("from"), "egress": rules("to"),
	})}
}
