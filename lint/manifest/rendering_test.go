package manifest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// written says where a value of an object stands: file:line, and what made it.
func written(o *manifest.Object, p source.Path) string {
	place := o.Locate(p)
	if place.Value.File == nil {
		return "nowhere"
	}
	at := fmt.Sprintf("%s:%d", place.Value.File.Name, place.Value.File.Position(place.Value.Start).Line)
	if place.By != "" {
		at += " by " + place.By
	}
	return at
}

// object finds an object by its name and the directory it was rendered from.
func object(t *testing.T, set *manifest.Set, dir, name string) *manifest.Object {
	t.Helper()
	for _, o := range set.Objects {
		rendered := ""
		if o.Rendered != nil {
			rendered = o.Rendered.Dir
		}
		if o.ID.Name == name && rendered == dir {
			return o
		}
	}
	t.Fatalf("no object %s from %q among %q", name, dir, ids(set))
	return nil
}

// TestRenderKustomize: a base is seen through its overlays, and each value leads
// to the text that a person wrote.
func TestRenderKustomize(t *testing.T) {
	set := load(t, map[string]string{
		"base/kustomization.yaml": "resources: [np.yaml, web.yaml]\n",
		"base/np.yaml":            "# a policy\n" + fmt.Sprintf(policy, "web") + "---\n" + fmt.Sprintf(policy, "other"),
		"base/web.yaml":           "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}\n",
		"prod/kustomization.yaml": "namespace: prod\nnamePrefix: p-\nresources: [../base]\nlabels:\n- pairs: {tier: front}\n  includeSelectors: true\npatches:\n- path: patch.yaml\n- target: {kind: NetworkPolicy, name: other}\n  patch: |\n    - op: replace\n      path: /spec/policyTypes\n      value: [Egress]\n",
		"prod/patch.yaml":         "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\nspec:\n  egress:\n  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]\n",
		"test/kustomization.yaml": "namespace: test\nresources: [../base]\n",
		"loose.yaml":              fmt.Sprintf(policy, "loose"),
	})
	for _, p := range set.Problems {
		t.Errorf("problem: %s: %s", p.File, p.Message)
	}
	if got := ids(set); len(got) != 7 {
		t.Fatalf("objects %q", got)
	}
	web, other, test := object(t, set, "prod", "p-web"), object(t, set, "prod", "p-other"), object(t, set, "test", "other")
	deployment := set.Objects[slices.IndexFunc(set.Objects, func(o *manifest.Object) bool {
		return o.ID.Kind == "Deployment" && o.Rendered != nil && o.Rendered.Dir == "prod"
	})]
	for _, o := range set.Objects {
		if o.Unrendered {
			t.Errorf("%s counts as not rendered", o.ID.Name)
		}
	}
	if web.ID.Namespace != "prod" || test.ID.Namespace != "test" {
		t.Errorf("namespaces %s and %s", web.ID.Namespace, test.ID.Namespace)
	}
	base := strings.Count(fmt.Sprintf(policy, "web"), "\n")
	for _, c := range []struct {
		object     *manifest.Object
		path, want string
	}{
		{web, "/kind", "base/np.yaml:3"},
		{other, "/kind", fmt.Sprintf("base/np.yaml:%d", base+4)},
		{web, "/metadata/namespace", "prod/kustomization.yaml:1 by namespace of prod/kustomization.yaml"},
		{web, "/metadata/name", "base/np.yaml:4 by namePrefix of prod/kustomization.yaml"},
		{test, "/metadata/namespace", "test/kustomization.yaml:1 by namespace of test/kustomization.yaml"},
		{web, "/spec/egress/0/to/0/ipBlock/cidr", "prod/patch.yaml:6"},
		{other, "/spec/policyTypes/0", "prod/kustomization.yaml:13 by patch of prod/kustomization.yaml"},
		{deployment, "/spec/template/metadata/labels/tier", "prod/kustomization.yaml:5 by labels of prod/kustomization.yaml"},
	} {
		if got := written(c.object, source.Path(c.path)); got != c.want {
			t.Errorf("%s %s is written at %s, want %s", c.object.ID.Name, c.path, got, c.want)
		}
	}
}

// TestRenderFailure: one kustomization that cannot be built hides neither those
// that it uses nor their neighbours.
func TestRenderFailure(t *testing.T) {
	set := load(t, map[string]string{
		"all/kustomization.yaml":  "resources: [../good, ../bad]\n",
		"bad/kustomization.yaml":  "resources: [np.yaml]\npatches: [{path: p.yaml}]\n",
		"bad/np.yaml":             fmt.Sprintf(policy, "bad"),
		"bad/p.yaml":              "apiVersion: v1\nkind: Service\nmetadata: {name: none}\n",
		"good/kustomization.yaml": "resources: [np.yaml]\nnamespace: good\n",
		"good/np.yaml":            fmt.Sprintf(policy, "good"),
		"far/kustomization.yaml":  "resources: [np.yaml, https://example.com/a.yaml, gone.yaml, ../../etc]\n",
		"far/np.yaml":             fmt.Sprintf(policy, "far"),
	})
	got := ids(set)
	slices.Sort(got)
	if want := []string{"NetworkPolicy good/good", "NetworkPolicy shop/bad", "NetworkPolicy shop/far"}; !slices.Equal(got, want) {
		t.Errorf("objects %q, want %q", got, want)
	}
	for _, o := range set.Objects {
		if !o.Unrendered {
			t.Errorf("%s counts as whole", o.ID.Name)
		}
	}
	var said []string
	for _, p := range problems(set) {
		said = append(said, p[:min(len(p), 60)])
	}
	for _, want := range []string{"error all/kustomization.yaml", "error bad/kustomization.yaml", "warning far/kustomization.yaml:1: remote base https", "error far/kustomization.yaml:1: gone.yaml is not there", "error far/kustomization.yaml:1: ../../etc lies outside"} {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing is said that begins with %q: %q", want, said)
		}
	}
}

// TestRenderHelm: a chart is rendered with its default values and with every other
// choice, each by itself, and values lead to the template.
func TestRenderHelm(t *testing.T) {
	files := map[string]string{
		"web/Chart.yaml":             "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- {name: redis, version: 1.0.0, repository: https://example.com}\n",
		"web/values.yaml":            "app: web\ncidrs: [10.0.0.0/8]\n",
		"web/templates/_helpers.tpl": "{{ define \"labels\" }}app: {{ .Values.app }}{{ end }}\n",
		"web/templates/np.yaml":      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {{ .Values.app }}\nspec:\n  podSelector:\n    matchLabels:\n      {{- include \"labels\" . | nindent 6 }}\n  ingress:\n  - from:\n    {{- range .Values.cidrs }}\n    - ipBlock:\n        cidr: {{ . }}\n    {{- end }}\n  policyTypes: [Ingress]\n",
		"web/crds/x.yaml":            "apiVersion: v1\nkind: Namespace\nmetadata: {name: made}\n",
		"prod.yaml":                  "app: prod\ncidrs: [0.0.0.0/0, 10.0.0.0/33]\n",
		"bad/Chart.yaml":             "apiVersion: v2\nname: bad\nversion: 1.0.0\n",
		"bad/templates/a.yaml":       "a: 1\nb: {{ fail \"no\" }}\n",
		"lib/Chart.yaml":             "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
		"lib/templates/_a.tpl":       "{{ define \"x\" }}{{ end }}",
	}
	set := loadAs(t, files, manifest.Options{Values: []manifest.ValueSet{{Name: "prod.yaml", Files: []string{"prod.yaml"}}}})
	var policies []*manifest.Object
	for _, o := range set.Objects {
		if o.ID.Kind == "NetworkPolicy" {
			policies = append(policies, o)
		}
	}
	if len(policies) != 2 || policies[0].Rendered.Values != "default values" || policies[1].Rendered.Values != "prod.yaml" || policies[1].Rendered.Chart != "web" {
		t.Fatalf("objects %q", ids(set))
	}
	for _, c := range []struct{ path, want string }{
		{"/kind", "web/templates/np.yaml:2"},
		{"/metadata/name", "web/templates/np.yaml:4 by printed by {{ .Values.app }}"},
		{"/spec/podSelector/matchLabels/app", "web/templates/np.yaml:8 by printed by {{- include \"labels\" . | nindent 6 }}"},
		{"/spec/ingress/0/from/1/ipBlock/cidr", "web/templates/np.yaml:13 by printed by {{ . }}"},
		{"/spec/policyTypes/0", "web/templates/np.yaml:15"},
	} {
		if got := written(policies[1], source.Path(c.path)); got != c.want {
			t.Errorf("%s is written at %s, want %s", c.path, got, c.want)
		}
	}
	if v := policies[1].Violations; len(v) != 1 || v[0].ID != "invalid-cidr" {
		t.Errorf("violations %+v", v)
	}
	said := problems(set)
	for _, want := range []string{"error bad/templates/a.yaml:2: chart bad does not render with default values", "warning web/Chart.yaml:5: subchart redis is not in charts/"} {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing is said that begins with %q: %q", want, said)
		}
	}
	for _, o := range policies {
		if !o.Unrendered {
			t.Errorf("%s counts as whole, though a subchart is missing", o.ID.Name)
		}
	}
}

// TestSourceComments: output of helm template names its template.
func TestSourceComments(t *testing.T) {
	set := load(t, map[string]string{"out.yaml": "---\n# Source: web/templates/np.yaml\n" + fmt.Sprintf(policy, "a") + "---\n# Source: \n" + fmt.Sprintf(policy, "b") + "---\n# source: x/y\n" + fmt.Sprintf(policy, "c")})
	if len(set.Objects) != 3 || set.Objects[0].Rendered == nil || set.Objects[0].Rendered.Template != "web/templates/np.yaml" || set.Objects[0].Alternative() {
		t.Fatalf("objects %q", ids(set))
	}
	if set.Objects[1].Rendered != nil || set.Objects[2].Rendered != nil {
		t.Error("a comment that names no template is believed")
	}
}
