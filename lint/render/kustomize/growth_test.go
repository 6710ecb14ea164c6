package kustomize

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// repeated joins what f makes of 0 to n-1.
func repeated(n int, f func(i int) string) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(f(i))
	}
	return out.String()
}

// TestGrowth: small files that kustomize would make gigabytes of are refused before
// it sees them.
func TestGrowth(t *testing.T) {
	const (
		data   = aConfigMap + "data: {a: b}\n"
		plugin = "apiVersion: builtin\nmetadata: {name: a}\ntarget: {name: a}\nkind: "
	)
	long, deep := strings.Repeat("x", 100_000), strings.Repeat("a/", 20_000)+"a"
	aliases := "x: &a " + long + "\ny: [1" + strings.Repeat(",*a", 2_000) + "]\n"
	copies := repeated(24, func(i int) string { return fmt.Sprintf("- {op: copy, from: /data, path: /data/x%d}\n", i) })
	replacement := "- {source: {kind: ConfigMap, name: a, fieldPath: %s}, targets: [{select: {name: a}, fieldPaths: [%s], options: {%s}}]}\n"
	joined := repeated(24, func(int) string { return fmt.Sprintf(replacement, "data.a", "data.a", "delimiter: '-', index: -1") })
	for name, c := range map[string]struct{ kustomization, resource, other, want string }{
		"aliases":                   {"commonAnnotations: {a: &a " + long + "}\nresources: [a.yaml" + strings.Repeat(",*a", 2_000) + "]\n", data, "", "aliases unfold to more"},
		"aliases in a resource":     {"", data + aliases, "", "aliases unfold to more"},
		"aliases in a patch":        {"patches: [{path: other.yaml}]\n", data, data + aliases, "aliases unfold to more"},
		"aliases in a plugin":       {"transformers: [other.yaml]\n", data, plugin + "PrefixTransformer\n" + aliases, "aliases unfold to more"},
		"aliases, over and over":    {"patches: [" + strings.Repeat("{path: other.yaml},", 50) + "]\n", data, data + "x: &a " + long + "\ny: [1" + strings.Repeat(",*a", 10) + "]\n", "MiB of YAML"},
		"one plugin, over and over": {"transformers: [" + strings.Repeat("other.yaml,", 400) + "]\n", data, plugin + "PrefixTransformer\nx: " + long + "\n", "MiB of YAML"},
		"copies":                    {"patches: [{path: other.yaml, target: {name: a}}]\n", data, copies, "copy parts of objects into themselves"},
		"copies of all":             {"patches: [{path: other.yaml, target: {name: a}}]\n", data, strings.ReplaceAll(copies, "/data,", "'',"), "copy parts of objects into themselves"},
		"copies in a plugin":        {"transformers: [other.yaml]\n", data, plugin + "PatchTransformer\npath: c.yaml\n", "copy parts of objects into themselves"},
		"copies in a plugin's text": {"transformers: [other.yaml]\n", data, plugin + "PatchTransformer\npatch: |\n  " + strings.ReplaceAll(copies, "\n", "\n  ") + "\n", "copy parts of objects into themselves"},
		"replacements within": {"replacements:\n" + repeated(24, func(i int) string {
			return fmt.Sprintf(replacement, "data", fmt.Sprintf("data.x%d", i), "create: true")
		}), data, "", "copy parts of objects into themselves"},
		"replacements that join": {"replacements:\n" + joined, data, "", "copy parts of objects into themselves"},
		"replacements in a file": {"replacements: [{path: other.yaml}]\n", data, joined, "copy parts of objects into themselves"},
		"a long value":           {"replacements: [{sourceValue: " + long + ", targets: [{select: {name: a}, fieldPaths: [" + strings.Repeat("data.a,", 1_000) + "]}]}]\n", data, "", "copy parts of objects into themselves"},
		"variables":              {"vars: [{name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}, fieldref: {fieldpath: data.l}}]\n", data + "x: {l: " + long + ", m: " + strings.Repeat("$(X)", 1_000) + "}\n", "", "copy parts of objects into themselves"},
		"a long prefix":          {"namePrefix: " + long + "\n", data, "", "longer than 1024 bytes"},
		"a long image":           {"images: [{name: a, newName: " + long + "}]\n", data, "", "longer than 1024 bytes"},
		"a long annotation": {"commonAnnotations: {a: " + long + "}\n", repeated(400, func(i int) string {
			return fmt.Sprintf("---\n%s", strings.ReplaceAll(data, "name: a", fmt.Sprintf("name: a%d", i)))
		}), "", "MiB of YAML"},
		"a long annotation in a plugin": {"transformers: [other.yaml]\n", repeated(400, func(i int) string {
			return fmt.Sprintf("---\n%s", strings.ReplaceAll(data, "name: a", fmt.Sprintf("name: a%d", i)))
		}), plugin + "AnnotationsTransformer\nannotations: {a: " + long + "}\n", "MiB of YAML"},
		"a deep label":         {"labels: [{pairs: {a: b}, fields: [{path: " + deep + ", create: true}]}]\n", data, "", "longer than 1024 bytes"},
		"a deep configuration": {"configurations: [other.yaml]\n", data, "commonLabels: [{path: " + deep + ", create: true}]\n", "longer than 1024 bytes"},
		"a deep value":         {"transformers: [other.yaml]\n", data, plugin + "ValueAddTransformer\nvalue: a\ntargets: [{selector: {name: a}, fieldPath: " + deep + "}]\n", "longer than 1024 bytes"},
		"a deep replacement":   {"replacements:\n" + fmt.Sprintf(replacement, "data.a", strings.ReplaceAll(deep, "/", "."), "create: true"), data, "", "longer than 1024 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			text := c.kustomization
			if name != "aliases" {
				text += "resources: [a.yaml]\n"
			}
			p := newPlan(t.Context(), New(files(map[string]string{"kustomization.yaml": text, "a.yaml": c.resource, "other.yaml": c.other, "c.yaml": copies})), &budget{})
			_, err := p.visit(".", nil, false)
			if err == nil {
				err = p.mayGrow()
			}
			if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// TestNoGrowth: what people do with copies and replacements is no growth, however
// many there are.
func TestNoGrowth(t *testing.T) {
	var k strings.Builder
	k.WriteString("resources: [a.yaml]\nreplacements:\n")
	for i := range 200 {
		fmt.Fprintf(&k, "- {source: {kind: ConfigMap, name: a0, fieldPath: data.host}, targets: [{select: {name: a%d}, fieldPaths: [data.host, data.url], options: {create: true}}]}\n", i+1)
	}
	k.WriteString("patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: copy, from: /data/host, path: /metadata/namespace}\n")
	resources := repeated(201, func(i int) string {
		return fmt.Sprintf("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\ndata: {host: h%d}\n", i, i)
	})
	result := built(t, files(map[string]string{"kustomization.yaml": k.String(), "a.yaml": resources}), ".")
	if text := printed(result); strings.Count(text, "url: h0\n") != 200 || strings.Count(text, "namespace: h") != 201 {
		t.Errorf("rendered\n%s", text)
	}
}

// TestPrinted: objects that share a long text are not printed without end.
func TestPrinted(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	claims := strings.TrimSuffix(strings.Repeat("{metadata: {name: a}},", 3_000), ",")
	_, err := New(files(map[string]string{
		"kustomization.yaml": "resources: [a.yaml]\nlabels: [{pairs: {a: " + strings.Repeat("x", 60_000) + "}, fields: [{path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true}]}]\n",
		"a.yaml":             "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {volumeClaimTemplates: [" + claims + "]}\n",
	})).Build(t.Context(), ".")
	if !errors.Is(err, ErrLimit) || !strings.Contains(err.Error(), "MiB come out of it") {
		t.Errorf("error %.300v", err)
	}
}
