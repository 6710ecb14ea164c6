package manifest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
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
	set := load(t, files)
	var got []string
	for _, o := range set.Objects {
		if o.Unrendered {
			got = append(got, o.ID.Name)
		}
	}
	slices.Sort(got)
	if want := []string{"base", "base-sub", "components-part", "loop", "remote"}; !slices.Equal(got, want) {
		t.Errorf("changed by Kustomize: %q, want %q", got, want)
	}
	if len(set.Objects) != 8 || len(set.Problems) != 1 || !strings.Contains(set.Problems[0].Message, "kustomize build DIR | netpolint lint -") {
		t.Errorf("%d objects, problems %q", len(set.Objects), problems(set))
	}
}
