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
		{"a kind misspelt", strings.Replace(head, "kind: NetworkPolicy", "kind: NetPolicy", 1) + "  {}\n", []string{"kind unknown-version"}},
		{"a group misspelt", strings.Replace(head, "networking", "netwoking", 1) + "  {}\n", []string{"apiVersion unknown-version"}},
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
		{"v1.35.4-eks-1234567", "networking.k8s.io/v1", "host-bits-set"}, {"1.31.2+k3s1", "networking.k8s.io/v1", "host-bits-set"},
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
	for _, bad := range []string{"", "37", "2.1", "1", "1.x", "latest", "1.37.", "v", "1.7", "1.37.1.2", "1.-5", "1.370", "1. 37", "v1.36.x", "+1.36"} {
		if v, err := manifest.ParseVersion(bad); err == nil {
			t.Errorf("%q is read as %s", bad, v)
		}
	}
}

// TestNewerFields: what a version does not have yet is said, and else nothing.
func TestNewerFields(t *testing.T) {
	const text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {ingress: [{ports: [{port: 80, endPort: 90}, {protocol: SCTP}]}]}\n"
	for version, want := range map[manifest.Version]string{0: "", 22: "", 21: "too-new", 19: "too-new", 18: "too-new bad-protocol"} {
		if got := strings.Join(violationsOf(t, text, version, func(v manifest.Violation) string { return v.ID }), " "); got != want {
			t.Errorf("%s: %q, want %q", version, got, want)
		}
	}
}

// TestMends: what has one right answer is offered as such, and what is a guess as a
// guess.
func TestMends(t *testing.T) {
	spec := func(text string) string {
		return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  " + text + "\n"
	}
	block := func(text string) string { return spec("ingress: [{from: [{ipBlock: " + text + "}]}]") }
	cases := []struct{ name, text, want string }{
		{"host bits", block("{cidr: 10.0.0.1/24}"), "10.0.0.0/24"},
		{"leading zeros", block("{cidr: 010.1.0.0/016}"), "10.1.0.0/16"},
		{"mapped", block(`{cidr: "::ffff:10.0.0.0/104"}`), "10.0.0.0/8"},
		{"RFC 5952", block("{cidr: 2001:DB8:0:0::/64}"), `"2001:db8::/64"`},
		{"host bits of IPv6", block("{cidr: 2001:db8::1/64}"), `"2001:db8::/64"`},
		{"an address", block("{cidr: 10.0.0.1}"), "10.0.0.1/32?"},
		{"an IPv6 address", block(`{cidr: "2001:db8::1"}`), `"2001:db8::1/128"?`},
		{"the unspecified address", block("{cidr: 0.0.0.0}"), ""},
		{"a zone", block(`{cidr: "fe80::1%eth0"}`), ""},
		{"blanks", block(`{cidr: " 10.0.0.0/8"}`), "10.0.0.0/8"},
		{"a name", block("{cidr: example.com}"), ""},
		{"an except elsewhere", block("{cidr: 10.0.0.0/8, except: [11.0.0.0/8]}"), "removal"},
		{"an except of all", block("{cidr: 10.0.0.0/8, except: [0.0.0.0/0]}"), ""},
		{"a label", spec("podSelector: {matchLabels: {version: 1.10}}"), `"1.10"`},
		{"a key of a label", spec(`podSelector: {matchLabels: {on: "1"}}`), `"on"?`},
		{"a protocol", spec("egress: [{ports: [{protocol: udp}]}]"), "UDP"},
		{"no protocol", spec("egress: [{ports: [{protocol: HTTP}]}]"), ""},
		{"a number as a name", spec(`egress: [{ports: [{port: "080"}]}]`), "80"},
		{"no number", spec(`egress: [{ports: [{port: "70000"}]}]`), ""},
		{"the end of a range", spec(`egress: [{ports: [{port: 1, endPort: "90"}]}]`), "90"},
		{"a type", spec("policyTypes: [ingress]"), "Ingress"},
		{"a list", spec("policyTypes: Ingress"), "[Ingress]"},
		{"an operator", spec("podSelector: {matchExpressions: [{key: a, operator: exists}]}"), "Exists"},
		{"a name", strings.Replace(spec("{}"), "name: a", "name: 010", 1), `"010"`},
		{"an old version", "apiVersion: extensions/v1beta1\nkind: NetworkPolicy\nmetadata: {name: a}\n", "networking.k8s.io/v1"},
		{"a kind", strings.Replace(spec("{}"), "NetworkPolicy", "NetworkPolcy", 1), "NetworkPolicy"},
	}
	for _, c := range cases {
		got := violationsOf(t, c.text, 0, func(v manifest.Violation) string {
			switch {
			case v.Mend.Remove:
				return "removal"
			case v.Mend.Likely:
				return v.Mend.Text + "?"
			}
			return v.Mend.Text
		})
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestHidden: mistakes that the API server does not come to see are found at once,
// but not what comes of those that it sees.
func TestHidden(t *testing.T) {
	const head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s}\nspec:\n"
	cases := []struct{ name, text, want string }{
		{"beside a wrong type", fmt.Sprintf(head, "A") + "  policyTypes: Ingress\n  ingress: [{from: [{}]}]\n", "metadata.name spec.ingress[0].from[0]"},
		{"of a wrong type", fmt.Sprintf(head, "1") + "  ingress: [{from: [{podSelector: 1}], ports: [{port: true, endPort: 80}]}]\n", ""},
		{"beside an unknown field", fmt.Sprintf(head, "A") + "  x: {}\n", "metadata.name"},
		{"of an unknown field", fmt.Sprintf(head, "a") + "  ingress: [{from: [{cidr: 10.0.0.0/8}]}]\n  podSelector: {matchExpressions: [{key: a, operator: In, value: [a]}]}\n", ""},
		{"in the same mapping", fmt.Sprintf(head, "a") + "  ingress: [{ports: [{port: 0, endport: 80}]}]\n", "spec.ingress[0].ports[0].port"},
	}
	for _, c := range cases {
		hidden := violationsOf(t, c.text, 0, func(v manifest.Violation) string {
			if v.Hidden {
				return v.Field
			}
			return ""
		})
		hidden = slices.DeleteFunc(hidden, func(s string) bool { return s == "" })
		if got := strings.Join(hidden, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// violationsOf reads a document and says one thing of each violation.
func violationsOf(t *testing.T, text string, version manifest.Version, say func(manifest.Violation) string) []string {
	t.Helper()
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(text)}}, manifest.Options{Paths: []string{"."}, Version: version})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range set.Objects {
		for _, v := range o.Violations {
			out = append(out, say(v))
		}
	}
	return out
}
