package lint_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// broad reports every policy at its podSelector, keyed by the policy's name.
func broad() *lint.Rule {
	return &lint.Rule{Code: "NP901", Name: "test-rule", Severity: lint.Warning, Category: lint.Traps, Check: func(p *lint.Pass) {
		for _, policy := range p.Model.Policies {
			p.Report(lint.Finding{At: policy.At.Child("spec").Child("podSelector"), Key: "k", Message: "found " + policy.Name})
		}
	}}
}

func broken() *lint.Rule {
	return &lint.Rule{Code: "NP902", Name: "broken-rule", Severity: lint.Info, Category: lint.Traps, Check: func(p *lint.Pass) {
		p.Report(lint.Finding{At: p.Model.Policies[0].At.Child("kind"), Key: "k", Message: "before"})
		panic("index out of range")
	}}
}

func run(t *testing.T, files map[string]string, rules ...*lint.Rule) *lint.Report {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	set, err := manifest.Load(context.Background(), fsys, manifest.Options{Paths: []string{"."}})
	if err != nil {
		t.Fatal(err)
	}
	return lint.Run(context.Background(), set, lint.Config{Rules: rules})
}

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %s}
spec:
  podSelector:
    matchLabels:
      app: web
`

// TestSummaryCountsClusterPolicies: policies of the whole cluster are policies, also
// those that the API server refuses for a value.
func TestSummaryCountsClusterPolicies(t *testing.T) {
	const cluster = "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: c}\nspec: {tier: Admin, priority: 1001, subject: {namespaces: {}}}\n"
	r := run(t, map[string]string{"a.yaml": fmt.Sprintf(policy, "p"), "b.yaml": cluster}, broad())
	if s := r.Summary; s.Policies != 2 || s.Objects != 2 {
		t.Errorf("%d policies, %d objects", s.Policies, s.Objects)
	}
}

// TestPanicIsAFinding: a defect of one rule neither ends the run nor passes for
// a clean result, and what the rule found before is kept.
func TestPanicIsAFinding(t *testing.T) {
	r := run(t, map[string]string{"a.yaml": fmt.Sprintf(policy, "p")}, broken(), broad())
	var got []string
	for _, f := range r.Findings {
		got = append(got, fmt.Sprintf("%s %s %d", f.Rule.Code, f.Severity, f.Location.Start.Line))
	}
	want := []string{"NP000 error 2", "NP902 info 2", "NP901 warning 5"}
	if !slices.Equal(got, want) {
		t.Errorf("findings %q, want %q", got, want)
	}
	if !strings.Contains(r.Findings[0].Message, "NP902 (broken-rule)") || !strings.Contains(r.Findings[0].Message, "index out of range") {
		t.Errorf("message %q", r.Findings[0].Message)
	}
	if r.Count(lint.Error) != 1 || r.Count(lint.Warning) != 2 || r.Summary.Infos != 1 {
		t.Errorf("counts %+v", r.Summary)
	}
}

// TestPlaces: a mapping that spans lines is pointed at by its key; a path that
// does not exist by what is nearest to it.
func TestPlaces(t *testing.T) {
	r := run(t, map[string]string{
		"block.yaml":  fmt.Sprintf(policy, "a"),
		"flow.yaml":   "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: b}, spec: {podSelector: {}}}",
		"absent.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: c}\nspec:\n  policyTypes: [Ingress]\n",
		"list.yaml":   "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: d}, spec: {podSelector: {}}}\n",
		"nospec.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: e}\n",
	}, broad())
	want := map[string]string{
		"block.yaml": "5:3 podSelector", "flow.yaml": "1:98 {}", "absent.yaml": "4:1 spec",
		"list.yaml": "4:100 {}", "nospec.yaml": "3:18 e",
	}
	for _, f := range r.Findings {
		got := fmt.Sprintf("%d:%d %s", f.Location.Start.Line, f.Location.Start.Column, f.Location.Span.Text())
		if got != want[f.Location.File()] {
			t.Errorf("%s: %q, want %q", f.Location.File(), got, want[f.Location.File()])
		}
	}
}

// TestFingerprint: it names the defect, not where it happens to stand.
func TestFingerprint(t *testing.T) {
	of := func(files map[string]string) string { return run(t, files, broad()).Findings[0].Fingerprint }
	base := of(map[string]string{"a.yaml": fmt.Sprintf(policy, "p")})
	if got := of(map[string]string{"renamed/b.yml": "# moved down\n\n---\n" + fmt.Sprintf(policy, "p")}); got != base {
		t.Errorf("moving the policy changed %s to %s", base, got)
	}
	if got := of(map[string]string{"a.yaml": fmt.Sprintf(policy, "q")}); got == base {
		t.Error("two policies share a fingerprint")
	}
	twice := run(t, map[string]string{"a.yaml": fmt.Sprintf(policy, "p"), "b.yaml": strings.Replace(fmt.Sprintf(policy, "p"), "web", "db", 1)}, broad()).Findings
	if twice[0].Fingerprint == twice[1].Fingerprint {
		t.Error("two findings of a report share a fingerprint")
	}
}

// TestDeterministic: the same input gives the same report, whatever runs first.
func TestDeterministic(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("%02d.yaml", i%20)] += "---\n" + fmt.Sprintf(policy, fmt.Sprintf("p%d", i))
	}
	describe := func() string {
		var b strings.Builder
		for _, f := range run(t, files, broad(), broken()).Findings {
			fmt.Fprintln(&b, f.Location.File(), f.Location.Start, f.Rule.Code, f.Message, f.Fingerprint)
		}
		return b.String()
	}
	first := describe()
	for range 5 {
		if got := describe(); got != first {
			t.Fatalf("two runs differ:\n%s\n%s", first, got)
		}
	}
}

func TestSelect(t *testing.T) {
	all := []*lint.Rule{
		{Code: "NP101", Name: "missing-default-deny", Category: lint.Coverage},
		{Code: "NP301", Name: "overbroad-ipblock", Category: lint.Breadth},
		{Code: "NP302", Name: "ingress-from-any", Category: lint.Breadth, Optional: true},
	}
	cases := []struct{ sel, ignore, want string }{
		{"", "", "NP101 NP301"},
		{"NP3", "", "NP301 NP302"},
		{"np302", "", "NP302"},
		{"breadth", "overbroad-ipblock", "NP302"},
		{"all", "NP1", "NP301 NP302"},
		{"", "NP301", "NP101"},
	}
	for _, c := range cases {
		rules, err := lint.Select(all, strings.Fields(c.sel), strings.Fields(c.ignore))
		var got []string
		for _, r := range rules {
			got = append(got, r.Code)
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("select %q ignore %q: %q %v, want %q", c.sel, c.ignore, got, err, c.want)
		}
	}
	for word, near := range map[string]string{"overbroad-ipblok": `did you mean "overbroad-ipblock"?`, "bredth": `did you mean "breadth"?`, "NP31": `did you mean "NP301"?`, "nonsense": "netpolint rules", "": "netpolint rules"} {
		if _, err := lint.Select(all, []string{word}, nil); err == nil || !strings.Contains(err.Error(), near) {
			t.Errorf("select %q: error %v, want %q", word, err, near)
		}
	}
	if _, err := lint.Find(all, "breadth"); err == nil {
		t.Error("a category was taken for a rule")
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"fronted", "frontend", 1}, {"frontedn", "frontend", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"kitten", "sitting", 3}, {"ä", "a", 1}, {"abcdef", "uvwxyz", 4}} {
		if got := lint.Distance(c.a, c.b, 3); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
