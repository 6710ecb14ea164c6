package kustomize

import (
	"strings"
	"testing"
)

// TestForms: however an object is written, its origin is known, among many of the
// same kind in one file.
func TestForms(t *testing.T) {
	result := built(t, testdata("forms"), ".")
	for name, want := range map[string]string{
		"plain":    "block.yaml:6 plain",
		"deep":     "block.yaml:12 deep",
		"empty":    "block.yaml:20 empty",
		"nothing":  "block.yaml:26 nothing",
		"null":     `block.yaml:32 "null"`,
		"flow":     "flow.yaml:1 flow",
		"noted":    "flow.yaml:3 noted",
		"half":     "flow.yaml:7 half",
		"json":     `json.json:5 "json"`,
		"first":    "list.yaml:7 first",
		"second":   "list.yaml:11 second",
		"third":    "list.yaml:13 third",
		"anchored": "odd.yaml:4 anchored",
		"merged-1": "odd.yaml:13 merged-1",
		"merged-2": "odd.yaml:18 merged-2",
		"alias":    "odd.yaml:24 alias",
		"crlf":     "crlf.yaml:4 crlf",
		"crlf-2":   "crlf.yaml:9 crlf-2",
	} {
		o := called(t, result, "ConfigMap p-"+name)
		want += " (about) by namePrefix of kustomization.yaml"
		if got := shown(o.Origin.Locate("/metadata/name")); got != want {
			t.Errorf("%s is at %s, want %s", name, got, want)
		}
	}
	if n := len(result.Objects); n != 18 {
		t.Errorf("%d objects, want 18", n)
	}
	if strings.Contains(printed(result), "netpolint") {
		t.Errorf("the result has marks:\n%s", printed(result))
	}
}

// TestMarkIsLost: where a patch removes all annotations, or a replacement copies
// them, the origin is found by kind and name, and no mark remains.
func TestMarkIsLost(t *testing.T) {
	fsys := files(map[string]string{
		"kustomization.yaml": `
resources: [a.yaml]
patches:
- target: {name: web}
  patch: |
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: x, annotations: null}
replacements:
- source: {kind: ConfigMap, name: other, fieldPath: metadata.annotations}
  targets:
  - {select: {name: copy}, fieldPaths: [data.copied], options: {create: true}}
`,
		"a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n  annotations:\n    a: b\n" +
			"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: copy\n",
	})
	result := built(t, fsys, ".")
	if got, want := shown(called(t, result, "ConfigMap web").Origin.Locate("/metadata/name")), "a.yaml:4 web"; got != want {
		t.Errorf("web is at %s, want %s", got, want)
	}
	if text := printed(result); strings.Contains(text, "netpolint") || !strings.Contains(text, "copied:\n    a: b") {
		t.Errorf("the result has marks, or lacks the copy:\n%s", text)
	}
}

// TestOneFileTwice: a base that is used twice tells which way each object came.
func TestOneFileTwice(t *testing.T) {
	fsys := files(map[string]string{
		"kustomization.yaml":      "resources: [a, b]\n",
		"a/kustomization.yaml":    "resources: [../base]\nnamePrefix: a-\nlabels: [{pairs: {way: left}}]\n",
		"b/kustomization.yaml":    "resources: [../base]\nnamePrefix: b-\nlabels: [{pairs: {way: left}}]\n",
		"base/kustomization.yaml": "resources: [np.yaml]\n",
		"base/np.yaml":            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n",
	})
	result := built(t, fsys, ".")
	for name, want := range map[string]string{
		"a-x": "a/kustomization.yaml:3 left (about) by labels of a/kustomization.yaml",
		"b-x": "b/kustomization.yaml:3 left (about) by labels of b/kustomization.yaml",
	} {
		if got := shown(called(t, result, "ConfigMap "+name).Origin.Locate("/metadata/labels/way")); got != want {
			t.Errorf("the label of %s is at %s, want %s", name, got, want)
		}
	}
}
