package kustomize

import "testing"

// TestNamespaces: a value is led back to the patch of its own object, and not to that
// of another of the same name that says the same.
func TestNamespaces(t *testing.T) {
	object := func(namespace, more string) string {
		return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: '" + namespace + "'}\n" + more
	}
	result := built(t, files(map[string]string{
		"kustomization.yaml":      "resources: [base]\npatches: [{path: x.yaml}, {path: y.yaml}]\n",
		"base/kustomization.yaml": "resources: [x.yaml, in]\n",
		"base/x.yaml":             object("x", ""), "x.yaml": object("x", "data: {k: v}\n"),
		// This one gets its namespace on the way.
		"base/in/kustomization.yaml": "resources: [y.yaml]\nnamespace: 'y'\n",
		"base/in/y.yaml":             aConfigMap, "y.yaml": object("y", "data: {k: v}\n"),
	}), ".")
	for _, o := range result.Objects {
		root, err := o.Doc.Parse()
		if err != nil {
			t.Fatal(err)
		}
		want := root.Get("metadata").Get("namespace").Text() + ".yaml:4 v"
		if got := shown(o.Origin.Locate("/data/k")); got != want {
			t.Errorf("found at %s, want %s", got, want)
		}
	}
}
