package lint_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
)

// prints are the fingerprints of the findings of a run, sorted.
func prints(t *testing.T, files map[string]string, o manifest.Options) []string {
	t.Helper()
	r := lintWith(t, files, o, nil)
	var out []string
	for i := range r.Findings {
		out = append(out, r.Findings[i].Rule.Code+" "+r.Findings[i].Fingerprint)
	}
	slices.Sort(out)
	if len(out) == 0 {
		t.Fatal("no finding")
	}
	return out
}

// TestFingerprintSurvives: what does not change the defect does not change its name.
func TestFingerprintSurvives(t *testing.T) {
	api := strings.NewReplacer("name: web", "name: api", "app: web", "app: api").Replace(pod)
	files := map[string]string{"a.yaml": opener, "b.yaml": pod, "c.yaml": api}
	want := prints(t, files, manifest.Options{})
	for name, change := range map[string]func(map[string]string){
		"lines are moved":       func(f map[string]string) { f["a.yaml"] = "# one\n# two\n\n" + opener },
		"comments, blanks":      func(f map[string]string) { f["a.yaml"] = strings.ReplaceAll(opener, "\n", " # x\n") },
		"a file is renamed":     func(f map[string]string) { f["z.yaml"] = f["a.yaml"]; delete(f, "a.yaml") },
		"a workload is renamed": func(f map[string]string) { f["d.yaml"] = f["b.yaml"]; delete(f, "b.yaml") },
		"one file":              func(f map[string]string) { clear(f); f["all.yaml"] = api + opener + pod },
		"reordered":             func(f map[string]string) { clear(f); f["all.yaml"] = pod + "---\n" + opener + api },
		"a rule is put before": func(f map[string]string) {
			f["a.yaml"] = strings.Replace(opener, "  egress:\n", "  egress:\n  - to: [{podSelector: {}}]\n", 1)
		},
		"a peer is put before": func(f map[string]string) {
			f["a.yaml"] = strings.Replace(opener, "  - to:\n", "  - to:\n    - podSelector: {}\n", 1)
		},
		"a label is added": func(f map[string]string) {
			f["a.yaml"] = strings.Replace(opener, "metadata:\n", "metadata:\n  labels: {a: b}\n", 1)
		},
		"JSON": func(f map[string]string) {
			f["a.yaml"] = `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"namespace":"shop","name":"web"},"spec":{"podSelector":{},"policyTypes":["Egress"],"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8"}},{"ipBlock":{"cidr":"10.1.0.0/16"}}]}]}}`
		},
		"a base of kustomize": func(f map[string]string) {
			f["base/a.yaml"] = f["a.yaml"]
			delete(f, "a.yaml")
			f["base/kustomization.yaml"] = "resources: [a.yaml]\n"
			f["prod/kustomization.yaml"] = "resources: [../base]\nnamePrefix: prod-\n"
		},
	} {
		changed := maps.Clone(files)
		change(changed)
		if got := prints(t, changed, manifest.Options{}); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for name, change := range map[string]func(map[string]string){
		"another name": func(f map[string]string) {
			f["a.yaml"] = strings.Replace(opener, "name: web", "name: other", 1)
		},
		"another block": func(f map[string]string) { f["a.yaml"] = strings.Replace(opener, "10.0.0.0/8", "11.0.0.0/8", 1) },
	} {
		changed := maps.Clone(files)
		change(changed)
		if got := prints(t, changed, manifest.Options{}); slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestFingerprintOfRenderings: values of charts and overlays that change names do not
// change what the author wrote.
func TestFingerprintOfRenderings(t *testing.T) {
	chart := map[string]string{
		"Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "values.yaml": "name: web\nreplicas: 1\n",
		"templates/a.yaml": strings.Replace(opener, "name: web", "name: {{ .Values.name }}-policy", 1),
	}
	want := prints(t, chart, manifest.Options{})
	renamed := maps.Clone(chart)
	renamed["values.yaml"] = "name: other\nreplicas: 2\n"
	if got := prints(t, renamed, manifest.Options{}); !slices.Equal(got, want) {
		t.Errorf("other values: got %q, want %q", got, want)
	}
	both := maps.Clone(chart)
	both["templates/b.yaml"] = strings.Replace(opener, "name: web", "name: {{ .Values.name }}-db", 1)
	if got := slices.Compact(prints(t, both, manifest.Options{})); strings.Contains(strings.Join(got, " "), "-2") {
		t.Errorf("two templates have one name: %q", got)
	}

	base := map[string]string{"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": opener, "dev/kustomization.yaml": "resources: [../base]\nnamespace: dev\n"}
	want = prints(t, base, manifest.Options{})
	base["an-earlier/kustomization.yaml"] = "resources: [../base]\nnamespace: earlier\nnameSuffix: -x\n"
	// The suffix makes a name of its own, at which NP901 stands.
	got := prints(t, base, manifest.Options{})
	for _, print := range want {
		if !slices.Contains(got, print) {
			t.Errorf("another overlay: got %q, want %q", got, print)
		}
	}
}

// TestFingerprintsDiffer: the same object in the files of two clusters has the same
// defect twice.
func TestFingerprintsDiffer(t *testing.T) {
	got := prints(t, map[string]string{"dev/a.yaml": opener, "prod/a.yaml": strings.Replace(opener, "podSelector: {}", "podSelector: {matchLabels: {a: b}}", 1)}, manifest.Options{})
	if unique := slices.Compact(slices.Clone(got)); len(got) != 6 || len(unique) != 6 {
		t.Errorf("%q", got)
	}
}

// TestFingerprintOfNamespaces: what is about a namespace is told apart by its name, and
// stays the same when a manifest of the Namespace is added.
func TestFingerprintOfNamespaces(t *testing.T) {
	ofNamespaces := func(files map[string]string) []string {
		return slices.DeleteFunc(prints(t, files, manifest.Options{}), func(f string) bool { return !strings.HasPrefix(f, "NP903") })
	}
	manifestOf := func(name string) string {
		return "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n"
	}
	bare := map[string]string{"a.yaml": pod, "b.yaml": strings.ReplaceAll(pod, "shop", "test")}
	want := ofNamespaces(bare)
	if len(want) != 2 || want[0] == want[1] || strings.Contains(want[1], "-") {
		t.Errorf("two namespaces have %q", want)
	}
	bare["c.yaml"] = manifestOf("shop") + manifestOf("test")
	if got := ofNamespaces(bare); !slices.Equal(got, want) {
		t.Errorf("with manifests: got %q, want %q", got, want)
	}
}

// TestFingerprintOfSuppressions: what is wrong with an annotation of a base is named by
// the base, whatever overlays there are.
func TestFingerprintOfSuppressions(t *testing.T) {
	files := map[string]string{
		"base/a.yaml":             strings.Replace(opener, "  namespace: shop\n", "  annotations: {ignore.netpolint.io/NP902: ''}\n", 1),
		"base/kustomization.yaml": "resources: [a.yaml]\n",
		"prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\n",
	}
	audited := func() []string {
		return slices.DeleteFunc(prints(t, files, manifest.Options{}), func(f string) bool { return !strings.HasPrefix(f, "NP956") })
	}
	want := audited()
	files["dev/kustomization.yaml"] = "resources: [../base]\nnamespace: dev\nnamePrefix: dev-\n"
	if got := audited(); len(want) != 1 || !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
