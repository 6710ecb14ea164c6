package kustomize

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func zzTree() map[string]map[string]string {
	out := map[string]map[string]string{}
	big := strings.Repeat("x", 1<<20)
	out["stringbomb"] = map[string]string{"kustomization.yaml": "commonAnnotations: {a: &a " + big + "}\nresources: [a.yaml" + strings.Repeat(",*a", 20000) + "]\n", "a.yaml": aConfigMap}
	out["stringbombresource"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nnamePrefix: x-\n", "a.yaml": aConfigMap + "x: &a " + big + "\ny: [1" + strings.Repeat(",*a", 20000) + "]\n"}
	out["stringbombpatch"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml}]\n", "a.yaml": aConfigMap, "p.yaml": aConfigMap + "x: &a " + big + "\ny: [1" + strings.Repeat(",*a", 20000) + "]\n"}
	out["stringbombplugin"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\ntransformers: [p.yaml]\n", "a.yaml": aConfigMap, "p.yaml": "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: a}\nx: &a " + big + "\ny: [1" + strings.Repeat(",*a", 20000) + "]\n"}
	out["stringbombreplfile"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nreplacements: [{path: p.yaml}]\n", "a.yaml": aConfigMap, "p.yaml": "x: &a " + big + "\ny: [1" + strings.Repeat(",*a", 20000) + "]\n"}
	out["stringbombconfig"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nconfigurations: [p.yaml]\n", "a.yaml": aConfigMap, "p.yaml": "x: &a " + big + "\ny: [1" + strings.Repeat(",*a", 20000) + "]\n"}
	out["manyplugins"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\ntransformers: [p.yaml" + strings.Repeat(",p.yaml", 20000) + "]\n", "a.yaml": aConfigMap, "p.yaml": "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: a}\nx: " + big + "\n"}
	cp := ""
	for i := range 40 {
		cp += fmt.Sprintf("- {op: copy, from: /data, path: /data/x%d}\n", i)
	}
	out["copybomb"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml, target: {name: a}}]\n", "a.yaml": aConfigMap + "data: {a: b}\n", "p.yaml": cp}
	rp := "replacements:\n"
	for i := range 40 {
		rp += fmt.Sprintf("- {source: {kind: ConfigMap, name: a, fieldPath: data}, targets: [{select: {name: a}, fieldPaths: [data.x%d], options: {create: true}}]}\n", i)
	}
	out["replbomb"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\n" + rp, "a.yaml": aConfigMap + "data: {a: b}\n"}
	rp = "replacements:\n"
	for range 40 {
		rp += "- {source: {kind: ConfigMap, name: a, fieldPath: data.a}, targets: [{select: {name: a}, fieldPaths: [data.a], options: {delimiter: '-', index: -1}}]}\n"
	}
	out["replstrings"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\n" + rp, "a.yaml": aConfigMap + "data: {a: b}\n"}
	out["vars"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nvars: [{name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}, fieldref: {fieldpath: data.a}}]\nconfigurations: [c.yaml]\n",
		"c.yaml": "varReference: [{path: data/b, kind: ConfigMap}]\n", "a.yaml": aConfigMap + "data: {a: " + big + ", b: " + strings.Repeat("$(X)", 20000) + "}\n"}
	out["prefix"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nnamePrefix: " + big + "\n", "a.yaml": manyMaps(4000)}
	out["annotations"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\ncommonAnnotations: {a: " + big + "}\n", "a.yaml": manyMaps(4000)}
	out["labelsfew"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\ncommonAnnotations: {a: " + big + "}\n", "a.yaml": "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {volumeClaimTemplates: [{}" + strings.Repeat(",{}", 20000) + "]}\n"}
	out["images"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nimages: [{name: a, newName: " + big + "}]\n", "a.yaml": "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{image: a}" + strings.Repeat(",{image: a}", 20000) + "]}}}\n"}
	out["structured"] = map[string]string{"kustomization.yaml": "resources: [a.yaml]\nreplacements:\n- {source: {kind: ConfigMap, name: a, fieldPath: metadata.name}, targets: [{select: {name: a}, fieldPaths: [data.j.z]}]}\n",
		"a.yaml": aConfigMap + "data: {j: '{z: 1, a: &a " + big + ", b: [1" + strings.Repeat(",*a", 20000) + "]}'}\n"}
	return out
}

func manyMaps(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\n", i)
	}
	return b.String()
}

func TestZZ(t *testing.T) {
	tree := zzTree()[os.Getenv("ZZ")]
	started := time.Now()
	result, err := New(files(tree)).Build(t.Context(), ".")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	n := 0
	if result != nil {
		n = len(printed(result))
	}
	text := fmt.Sprint(err)
	t.Logf("%s: %d bytes, err %.300s, %s, heap sys %d MiB", os.Getenv("ZZ"), n, text, time.Since(started), m.HeapSys>>20)
}
