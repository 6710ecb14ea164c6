package manifest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
)

// TestKustomizations: what Kustomize would change is marked, through bases and
// components; a kustomization that only lists its files changes nothing.
func TestKustomizations(t *testing.T) {
	files := map[string]string{
		"plain/kustomization.yaml":        "resources: [np.yaml]\nnamespace: \"\"\npatches: []\nimages: [{name: x, newTag: y}]\n",
		"overlay/kustomization.yaml":      "resources: [../base]\nnamespace: prod\n",
		"base/kustomization.yaml":         "resources: [np.yaml, sub]\n",
		"base/sub/kustomization.yml":      "resources: [np.yaml]\n",
		"remote/kustomization.yaml":       "resources: [np.yaml, https://example.com/x]\n",
		"components/kustomization.yaml":   "components: [part]\n",
		"components/part/Kustomization":   "resources: [np.yaml]\n",
		"broken/kustomization.yaml":       "resources: [np.yaml\n",
		"loop/kustomization.yaml":         "resources: [np.yaml, ../loop, .]\ncommonLabels: {a: b}\n",
		"overlay/unlisted/np.yaml":        "",
		"base/unlisted.yaml":              "",
		"outside/np.yaml":                 "",
		"escape/kustomization.yaml":       "resources: [../../../../etc]\nnamePrefix: x-\n",
		"notalist/kustomization.yaml":     "resources: np.yaml\nnamePrefix: [x]\n",
		"notamapping/kustomization.yaml":  "- a\n",
		"nulls/kustomization.yaml":        "resources:\nnamespace:\n",
		"emptydocument/kustomization.yml": "",
	}
	for _, dir := range []string{"plain", "overlay/unlisted", "base", "base/sub", "remote", "components/part", "loop", "outside"} {
		files[dir+"/np.yaml"] = fmt.Sprintf(policy, strings.ReplaceAll(dir, "/", "-"))
	}
	set := loadAs(t, files, manifest.Options{Render: manifest.RenderNever})
	var got []string
	for _, o := range set.Objects {
		got = append(got, fmt.Sprintf("%s changed=%t in=%q several=%t", o.ID.Name, o.Unrendered, o.PlacedIn, o.Moved))
	}
	slices.Sort(got)
	want := []string{
		`base changed=false in="prod" several=false`,
		`base-sub changed=false in="prod" several=false`,
		`components-part changed=true in="" several=false`,
		`loop changed=true in="" several=false`,
		`outside changed=false in="" several=false`,
		`overlay-unlisted changed=false in="" several=false`,
		`plain changed=false in="" several=false`,
		`remote changed=true in="" several=false`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(set.Objects) != 8 || len(set.Problems) != 1 || !strings.Contains(set.Problems[0].Message, "kustomize build DIR | netpolint lint -") {
		t.Errorf("%d objects, problems %q", len(set.Objects), problems(set))
	}
}

// TestKustomizeNamespaces: the outermost namespace wins, a base of two overlays
// has no certain one, and patches are no objects.
func TestKustomizeNamespaces(t *testing.T) {
	set := loadAs(t, map[string]string{
		"base/kustomization.yaml":    "resources: [np.yaml]\nnamespace: base\n",
		"base/np.yaml":               fmt.Sprintf(policy, "once"),
		"prod/kustomization.yaml":    "resources: [../base, ../shared]\nnamespace: prod\npatches: [{path: patch.yaml}]\n",
		"prod/patch.yaml":            fmt.Sprintf(policy, "patch"),
		"shared/kustomization.yaml":  "resources: [np.yaml]\n",
		"shared/np.yaml":             fmt.Sprintf(policy, "twice"),
		"staging/kustomization.yaml": "resources: [../shared]\nnamespace: staging\n",
	}, manifest.Options{Render: manifest.RenderNever})
	var got []string
	for _, o := range set.Objects {
		got = append(got, fmt.Sprintf("%s in=%q several=%t", o.ID.Name, o.PlacedIn, o.Moved))
	}
	if want := []string{`once in="prod" several=false`, `twice in="" several=true`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if set.Stats.Other["kustomize patch"] != 1 {
		t.Errorf("other objects %v", set.Stats.Other)
	}
}
