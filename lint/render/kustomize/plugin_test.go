package kustomize

import (
	"slices"
	"strings"
	"testing"
)

// TestPlugins: those that are built in run, be they text, files or made by another
// kustomization, and their references are resolved like any other; the rest is a
// program.
func TestPlugins(t *testing.T) {
	result := built(t, testdata("plugins"), ".")
	text := printed(result)
	for _, want := range []string{"name: in-web", "namespace: made", "- Egress", "more: |", "policy.yaml: |"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	want := []string{
		"program the plugin HelmChartInflationGenerator at kustomization.yaml:3",
		"program the plugin Shuffle at kustomization.yaml:12",
		"program the plugin Check at kustomization.yaml:14",
	}
	if got := leftOf(result); !slices.Equal(got, want) {
		t.Errorf("left\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if want := []string{".", "shared"}; !slices.Equal(result.Dirs, want) {
		t.Errorf("directories %q, want %q", result.Dirs, want)
	}
}

// TestWords: kustomize takes y and off for text in the configuration of a plugin.
func TestWords(t *testing.T) {
	result := built(t, files(map[string]string{
		"kustomization.yaml": "resources: [a.yaml]\ntransformers:\n- |\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: y}\n" +
			"  labels: {a: off}\n  fieldSpecs: [{path: metadata/labels, create: true}]\n",
		"a.yaml": aConfigMap,
	}), ".")
	if text := printed(result); !strings.Contains(text, "a: \"off\"\n") {
		t.Errorf("rendered\n%s", text)
	}
}
