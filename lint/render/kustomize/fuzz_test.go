package kustomize_test

import (
	"context"
	"testing"

	"github.com/netpolint/netpolint/lint/render/kustomize"
	"github.com/netpolint/netpolint/lint/source"
)

// FuzzKustomization: whatever a kustomization and a resource say, nothing is
// fetched or started, and every object leads to a place or to none.
func FuzzKustomization(f *testing.F) {
	sprung := traps(f)
	const policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\nspec:\n  podSelector: {matchLabels: {a: b}}\n"
	for _, k := range []string{
		"resources: [np.yaml]\nnamespace: a\nnamePrefix: b-\n", "resources: [np.yaml, https://example.com/x, github.com/a/b]\n", "resources: [np.yaml]\npatches:\n- patch: |\n    - {op: add, path: /spec/ingress, value: [{}]}\n  target: {kind: NetworkPolicy}\n",
		"resources: [np.yaml]\ncommonLabels: {x: y}\nreplicas: [{name: a, count: 3}]\nimages: [{name: a, newTag: b}]\n", "components: [.]\n", "{\"resources\": [\"np.yaml\"], \"patchesStrategicMerge\": [\"np.yaml\"]}",
		"transformers:\n- |\n  apiVersion: builtin\n  kind: NamespaceTransformer\n  metadata: {name: x, namespace: y}\n", "configMapGenerator: [{name: a, literals: [a=b]}]\nvars: [{name: A, objref: {kind: ConfigMap, name: a, apiVersion: v1}}]\n",
	} {
		f.Add([]byte(k), []byte(policy))
	}
	f.Add([]byte("resources: [np.yaml]"), []byte("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: x, annotations: {}}}\n---\n"+policy))
	f.Fuzz(func(t *testing.T, kustomization, resource []byte) {
		files := tree(map[string]string{"kustomization.yaml": string(kustomization), "np.yaml": string(resource)})
		result, err := kustomize.New(files).Build(context.Background(), ".")
		if trace := sprung(); trace != "" {
			t.Fatal(trace)
		}
		if err != nil {
			return
		}
		for _, o := range result.Objects {
			for _, p := range []source.Path{"", "/kind", "/metadata/name", "/metadata/namespace", "/spec/podSelector/matchLabels/a", "/spec/ingress/0"} {
				place := o.Origin.Locate(p)
				for _, s := range []source.Span{place.Key, place.Value} {
					if s.File != nil && (s.Start < 0 || s.End > len(s.File.Bytes) || s.Start > s.End) {
						t.Fatalf("%q stands at %d:%d", p, s.Start, s.End)
					}
				}
			}
		}
	})
}
