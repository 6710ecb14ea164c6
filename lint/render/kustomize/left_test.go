package kustomize

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/render"
)

func leftOf(result *Result) []string {
	kinds := map[render.Kind]string{render.Remote: "remote", render.Missing: "missing", render.Outside: "outside", render.Data: "data", render.Program: "program"}
	var out []string
	for _, l := range result.Left {
		out = append(out, fmt.Sprintf("%s %s at %s:%d", kinds[l.Kind], l.What, l.At.File.Name, l.At.File.Position(l.At.Start).Line))
	}
	return out
}

// TestLeft: what cannot be had is left out and reported, and the rest is rendered,
// even what speaks of objects that are missing.
func TestLeft(t *testing.T) {
	result := built(t, testdata("left"), ".")
	want := []string{
		"program the Helm chart redis at kustomization.yaml:27",
		"remote https://example.com/install.yaml at kustomization.yaml:3",
		"remote github.com/org/repo//deploy?ref=v1 at kustomization.yaml:4",
		"remote git@github.com:org/repo at kustomization.yaml:5",
		"missing gone.yaml at kustomization.yaml:6",
		"missing gone/ at kustomization.yaml:7",
		"outside ../../outside.yaml at kustomization.yaml:8",
		"program the Helm chart only at base/kustomization.yaml:1",
		"missing bare/kustomization.yaml at kustomization.yaml:10",
		"data secret.txt at kustomization.yaml:24",
		"data .env at kustomization.yaml:25",
		"missing elsewhere/part at kustomization.yaml:12",
		"missing gone-patch.yaml at kustomization.yaml:14",
	}
	if got := leftOf(result); !slices.Equal(got, want) {
		t.Errorf("left\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	called(t, result, "NetworkPolicy web")
	if len(result.Objects) != 2 {
		t.Errorf("rendered\n%s", printed(result))
	}
	if want := []string{"base/kustomization.yaml", "kustomization.yaml", "policy.yaml"}; !slices.Equal(result.Files, want) {
		t.Errorf("files %q, want %q", result.Files, want)
	}
	if want := []string{".", "base"}; !slices.Equal(result.Dirs, want) {
		t.Errorf("directories %q, want %q", result.Dirs, want)
	}
}

// TestForgivesSome: of several generators that merge, those that can still do.
func TestForgivesSome(t *testing.T) {
	text := printed(built(t, files(map[string]string{
		"kustomization.yaml": `
resources: [a.yaml, https://example.com/gone]
configMapGenerator:
- {name: gone, behavior: merge, literals: [a=b]}
- {name: here, behavior: merge, literals: [c=d]}
- {name: gone-too, behavior: replace, literals: [e=f]}
`,
		"a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: here}\ndata: {kept: 'yes'}\n",
	}), "."))
	for _, want := range []string{"a: b", "c: d", "kept: \"yes\"", "e: f"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

// TestForgives: what fails where it finds no object does not fail where objects are
// missing, and does where none are.
func TestForgives(t *testing.T) {
	const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: here}\n"
	for name, field := range map[string]string{
		"patch":         "patches: [{patch: '{apiVersion: v1, kind: Service, metadata: {name: gone}, spec: {x: 1}}'}]",
		"old patch":     "patchesStrategicMerge: ['{apiVersion: v1, kind: Service, metadata: {name: gone}, spec: {x: 1}}']",
		"patch in file": "patches: [{path: patch.yaml}]",
		"replicas":      "replicas: [{name: gone, count: 3}]",
		"merge":         "configMapGenerator: [{name: gone, behavior: merge, literals: [a=b]}]",
		"replacement":   "replacements: [{source: {kind: Service, name: gone}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]}]}]",
		"variable":      "vars: [{name: A, objref: {kind: Service, apiVersion: v1, name: gone}}]",
	} {
		t.Run(name, func(t *testing.T) {
			tree := map[string]string{
				"a.yaml":     object,
				"patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: gone}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: here}\ndata: {patched: 'yes'}\n",
			}
			tree["kustomization.yaml"] = "resources: [a.yaml, https://example.com/gone]\n" + field + "\n"
			text := printed(built(t, files(tree), "."))
			if !strings.Contains(text, "name: here") || name == "patch in file" && !strings.Contains(text, "patched: \"yes\"") {
				t.Errorf("rendered\n%s", text)
			}
			tree["kustomization.yaml"] = "resources: [a.yaml]\n" + field + "\n"
			if _, err := New(files(tree)).Build(t.Context(), "."); err == nil {
				t.Error("nothing is missing, and kustomize does not fail")
			}
		})
	}
}
