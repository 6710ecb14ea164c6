package manifest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/manifest"
)

// TestViolations: what the API server refuses or drops stays with the object, and
// hides nothing.
func TestViolations(t *testing.T) {
	const head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n"
	cases := []struct {
		name, text string
		want       []string // field, ID
	}{
		{"a wrong type", head + "  podSelector:\n    matchLabels: {app: 1}\n", []string{"spec.podSelector.matchLabels label-type"}},
		{"a number in quotes", head + "  ingress:\n  - ports:\n    - port: 80\n      endPort: 90\n  - ports:\n    - port: 80\n      endPort: \"90\"\n", []string{"spec.ingress[1].ports[0].endPort wrong-type"}},
		{"an unknown field", head + "  podSelector: {}\n  ingress:\n  - form: []\n", []string{"spec.ingress[0].form unknown-field"}},
		{"case matters", head + "  PodSelector: {}\n", []string{"spec.PodSelector unknown-field"}},
		{"a key twice", head + "  podSelector: {}\n  podSelector: {}\n", []string{"podSelector duplicate-key"}},
		{"an old API", "apiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: {name: a}\n", []string{"apiVersion removed-version"}},
		{"all of them", head + "  podSelector: []\n  policyTypes: [Both, 1]\n  egress: {}\n  x: y\n", []string{"spec.podSelector wrong-type", "spec.policyTypes[1] wrong-type", "spec.egress wrong-type", "spec.x unknown-field"}},
		{"a workload", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: {on: 1}}\nspec: {selector: {}, template: {metadata: {labels: {a: 1.0}}}}\n",
			[]string{"spec.template.metadata.labels label-type", "metadata.labels label-type", "metadata.labels label-key"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := load(t, map[string]string{"a.yaml": c.text})
			if len(set.Objects) != 1 || len(set.Problems) > 0 {
				t.Fatalf("objects %v, problems %v", ids(set), set.Problems)
			}
			var got []string
			for _, v := range set.Objects[0].Violations {
				got = append(got, v.Field+" "+v.ID)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("violations %q, want %q", got, c.want)
			}
		})
	}
}

// TestVersions: what one version of Kubernetes refuses another takes.
func TestVersions(t *testing.T) {
	const text = "apiVersion: %s\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/24}}]}]}\n"
	for _, c := range []struct{ version, api, want string }{
		{"1.37", "networking.k8s.io/v1", "host-bits-set"}, {"v1.36.1", "networking.k8s.io/v1", "host-bits-set"}, {"1.35", "networking.k8s.io/v1", "host-bits-set"},
		{"1.16", "extensions/v1beta1", "removed-version"}, {"1.15", "extensions/v1beta1", "deprecated-version host-bits-set"},
	} {
		version, err := manifest.ParseVersion(c.version)
		if err != nil {
			t.Fatal(err)
		}
		set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: fmt.Appendf(nil, text, c.api)}}, manifest.Options{Paths: []string{"."}, Version: version})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range set.Objects[0].Violations {
			got = append(got, v.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s in %s: %q, want %q", c.api, c.version, got, c.want)
		}
	}
	for _, bad := range []string{"", "37", "2.1", "1", "1.x", "latest", "1.37.", "v", "1.7", "1.37.1.2"} {
		if v, err := manifest.ParseVersion(bad); err == nil {
			t.Errorf("%q is read as %s", bad, v)
		}
	}
}
