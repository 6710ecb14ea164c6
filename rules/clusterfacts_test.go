package rules_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

const blocksPolicy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: 10.244.3.0/24}
    - ipBlock: {cidr: 10.0.0.0/8}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.244.0.0/16, 10.112.0.0/16]}
    - ipBlock: {cidr: 10.112.0.1/32}
    - ipBlock: {cidr: 10.112.0.10/32}
    - ipBlock: {cidr: 10.96.0.0/12}
    - ipBlock: {cidr: 0.0.0.0/0}
`

// TestClusterFacts runs rules that go by what the configuration says of the cluster.
func TestClusterFacts(t *testing.T) {
	facts := func(change func(*lint.Facts)) *lint.Facts {
		f := lint.DefaultFacts()
		change(f)
		return f
	}
	for _, c := range []struct {
		name, code string
		facts      *lint.Facts
		want       []string // severity and key
	}{
		{"pods within and among", "NP608", facts(func(f *lint.Facts) { f.PodCIDRs = prefixes("10.244.0.0/16") }),
			[]string{"warning 10.244.3.0/24", "info 10.0.0.0/8"}},
		{"no pods known", "NP608", lint.DefaultFacts(), nil},
		{"services, DNS by its address", "NP609", facts(func(f *lint.Facts) {
			f.ServiceCIDRs = prefixes("10.112.0.0/16")
			f.DNS.Addresses = append(f.DNS.Addresses, netip.MustParseAddr("10.112.0.10"))
		}), []string{"warning 10.112.0.1/32"}},
		{"the default of kubeadm", "NP609", lint.DefaultFacts(), []string{"warning 10.96.0.0/12"}},
		{"both families", "NP606", facts(func(f *lint.Facts) { f.IPv4, f.IPv6 = true, true }), []string{"warning egress 0.0.0.0/0"}},
		{"one family", "NP606", facts(func(f *lint.Facts) { f.IPv4 = true }), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, err := manifest.Load(context.Background(), fstest.MapFS{"p.yaml": {Data: []byte(blocksPolicy)}}, manifest.Options{Paths: []string{"."}})
			if err != nil {
				t.Fatal(err)
			}
			all := rules.All()
			one := all[slices.IndexFunc(all, func(r *lint.Rule) bool { return r.Code == c.code })]
			var got []string
			for _, f := range lint.Run(context.Background(), set, lint.Config{Rules: []*lint.Rule{one}, Facts: c.facts}).Findings {
				got = append(got, f.Severity.String()+" "+f.Key)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func prefixes(list ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// TestSplitPeerWitness holds the witness of and-or-dash to what it says: a flow that
// two peers let through, of a pod that one peer would not match.
func TestSplitPeerWitness(t *testing.T) {
	const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}
    - podSelector: {matchLabels: {app: web}}
    ports: [{port: 5432}]
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: main, image: example.org/db}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: front, labels: {app: web}}
spec: {containers: [{name: main, image: example.org/web}]}
`
	const other = `---
apiVersion: v1
kind: Pod
metadata: {name: debug, namespace: front, labels: {app: debug}}
spec: {containers: [{name: main, image: example.org/debug}]}
`
	for text, want := range map[string]string{policy: "front/any-pod -> shop/db, 5432/TCP", policy + other: "front/debug -> shop/db, 5432/TCP"} {
		all := rules.All()
		one := all[slices.IndexFunc(all, func(r *lint.Rule) bool { return r.Code == "NP601" })]
		set, err := manifest.Load(context.Background(), fstest.MapFS{"p.yaml": {Data: []byte(text)}}, manifest.Options{Paths: []string{"."}})
		if err != nil {
			t.Fatal(err)
		}
		findings := lint.Run(context.Background(), set, lint.Config{Rules: []*lint.Rule{one}}).Findings
		if len(findings) != 1 || findings[0].Witness == nil || findings[0].Witness.String() != want {
			t.Errorf("findings %+v, want the witness %s", findings, want)
		}
	}
}
