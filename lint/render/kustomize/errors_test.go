package kustomize

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
)

const aConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		tree map[string]string
		want string
	}{
		"no kustomization": {map[string]string{"a.yaml": ""}, ". has no kustomization.yaml, which makes a directory usable as a base: file does not exist"},
		"two of them": {
			map[string]string{"kustomization.yaml": "resources: [a.yaml]", "Kustomization": "resources: [a.yaml]"},
			"kustomize does not know which of kustomization.yaml and Kustomization to use: keep one of them",
		},
		"a directory of that name": {map[string]string{"kustomization.yaml/x": ""}, ". has no kustomization.yaml, which makes a directory usable as a base: file does not exist"},
		"empty":                    {map[string]string{"kustomization.yaml": "# nothing\n"}, "kustomization.yaml: it asks for nothing, which kustomize refuses: add a resource, or remove the file"},
		"unknown field":            {map[string]string{"kustomization.yaml": "resource: [a.yaml]"}, `kustomization.yaml: invalid Kustomization: json: unknown field "resource"`},
		"not YAML":                 {map[string]string{"kustomization.yaml": "resources: [a\n"}, "kustomization.yaml:1: did not find expected ',' or ']'"},
		"resource is not YAML": {
			map[string]string{"kustomization.yaml": "resources: [base]", "base/kustomization.yaml": "resources: [a.yaml]", "base/a.yaml": "a: b\n  c: d\n"},
			"base/a.yaml:2: mapping values are not allowed in this context",
		},
		"resource without a name": {
			map[string]string{"kustomization.yaml": "resources: [base]", "base/kustomization.yaml": "resources: [a.yaml]", "base/a.yaml": "apiVersion: v1\nkind: Pod\n"},
			"base/a.yaml: missing metadata.name",
		},
		"twice": {
			map[string]string{"kustomization.yaml": "resources: [a.yaml, b.yaml]", "a.yaml": aConfigMap, "b.yaml": aConfigMap},
			"b.yaml: ConfigMap a comes in twice: remove one of them, or give it another name",
		},
		"patch of nothing": {
			map[string]string{
				"kustomization.yaml": "resources: [over]", "over/kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml}]",
				"over/a.yaml": aConfigMap, "over/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n",
			},
			"over/kustomization.yaml: no object is there for the patch of Deployment web.shop: correct its kind, name or namespace, or remove the patch",
		},
		"cycle": {
			map[string]string{"a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "resources: [../a]", "kustomization.yaml": "resources: [a]"},
			"b/kustomization.yaml: it uses a, which uses it: remove one of the references",
		},
		"itself": {map[string]string{"kustomization.yaml": "components: [.]"}, "kustomization.yaml: it uses ., which uses it: remove one of the references"},
		"above": {
			map[string]string{"kustomization.yaml": "resources: [a/b]", "a/kustomization.yaml": "resources: [x.yaml]", "a/b/kustomization.yaml": "resources: [..]"},
			"a/b/kustomization.yaml: it uses a, in which a/b lies, and kustomize takes that for a cycle: move one of them",
		},
		"component in a file": {
			map[string]string{"kustomization.yaml": "components: [a.yaml]", "a.yaml": aConfigMap},
			"kustomization.yaml: component a.yaml is a file: name the directory of its kustomization",
		},
		"component as a base": {
			map[string]string{"kustomization.yaml": "resources: [part]", "part/kustomization.yaml": "kind: Component\nresources: [a.yaml]", "part/a.yaml": aConfigMap},
			"part/kustomization.yaml: it is a component: list it under components in kustomization.yaml",
		},
		"base as a component": {
			map[string]string{"kustomization.yaml": "components: [part]", "part/kustomization.yaml": "resources: [a.yaml]", "part/a.yaml": aConfigMap},
			"part/kustomization.yaml: it is no component: give it kind: Component, or list it under resources in kustomization.yaml",
		},
		"schema that is none": {
			map[string]string{"kustomization.yaml": "resources: [a.yaml]\nopenapi: {path: schema.json}\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: y}}'}]", "a.yaml": aConfigMap, "schema.json": "[]"},
			"kustomization.yaml: kustomize panics",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(files(c.tree)).Build(t.Context(), ".")
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.HasPrefix(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "netpolint.") {
				t.Errorf("error\n     %s\nwant %s", err, c.want)
			}
		})
	}
}

// TestAfterASchema: the schema of one rendering is not that of the next.
func TestAfterASchema(t *testing.T) {
	r := New(files(map[string]string{
		"bad/kustomization.yaml":  "resources: [a.yaml]\nopenapi: {path: schema.json}\nnamespace: x\n",
		"bad/a.yaml":              aConfigMap,
		"bad/schema.json":         `{"definitions": 3}`,
		"good/kustomization.yaml": "resources: [a.yaml]\npatches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: a, image: x}]}}}}'}]\n",
		"good/a.yaml":             "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: b, image: y}]}}}\n",
	}))
	_, _ = r.Build(t.Context(), "bad")
	result, err := r.Build(t.Context(), "good")
	if err != nil {
		t.Fatal(err)
	}
	// The list of containers is merged by name, as the built-in schema says.
	if text := printed(result); !strings.Contains(text, "name: a") || !strings.Contains(text, "name: b") {
		t.Errorf("rendered\n%s", text)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := New(testdata("overlay"))
	if result, err := r.Build(ctx, "overlays/prod"); !errors.Is(err, context.Canceled) || result != nil {
		t.Errorf("a cancelled rendering gives %v, %v", result, err)
	}
	if _, err := r.Build(t.Context(), "overlays/prod"); err != nil {
		t.Errorf("after a cancelled rendering: %v", err)
	}
}

// TestTooLong: renderings that take more than their time together are stopped.
func TestTooLong(t *testing.T) {
	r := New(testdata("overlay"))
	r.spent.Store(int64(maxTime))
	if result, err := r.Build(t.Context(), "overlays/prod"); !errors.Is(err, ErrLimit) || result == nil {
		t.Errorf("a rendering without time left gives %v, %v", result, err)
	}
}

func TestNoDirectory(t *testing.T) {
	_, err := New(files(nil)).Build(t.Context(), "nowhere")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want one that there is no such file", err)
	}
}
