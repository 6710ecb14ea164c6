package kustomize

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netpolint/netpolint/lint/source"
)

// FuzzKustomization: whatever a kustomization and a resource say, nothing panics, is
// fetched, started or read outside; kustomize sees only references of this package's
// making; and each place lies in a file of the input.
func FuzzKustomization(f *testing.F) {
	sprung := traps(f)
	seeds, err := filepath.Glob("testdata/*/*/kustomization.yaml")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds")
	}
	policy, err := os.ReadFile("testdata/overlay/base/policy.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(seeds, "testdata/overlay/overlays/prod/kustomization.yaml", "testdata/left/kustomization.yaml", "testdata/plugins/kustomization.yaml") {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.ReplaceAll(string(text), "../base", "base"), string(policy))
	}
	for i, field := range asking() {
		f.Add(strings.ReplaceAll(field, "%s", hostile()[i%len(hostile())]), aConfigMap)
	}
	for _, name := range []string{"block.yaml", "flow.yaml", "list.yaml", "odd.yaml", "crlf.yaml"} {
		text, err := os.ReadFile("testdata/forms/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("resources: [policy.yaml]\nnamePrefix: a-\nlabels: [{pairs: {a: b}, includeSelectors: true}]\n", string(text))
	}
	f.Fuzz(func(t *testing.T, kustomization, resource string) {
		fsys := files(map[string]string{
			"kustomization.yaml": kustomization, "policy.yaml": resource, "deployment.yaml": resource,
			"base/kustomization.yaml": "resources: [../policy.yaml]\n", "base/policy.yaml": resource,
			"parts/kustomization.yaml": "kind: Component\nnamespace: x\n",
		})
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		r := New(fsys)
		p := newPlan(ctx, r, &budget{})
		_, _ = p.visit(".", nil, false)
		if trouble := refersOutside(p); trouble != "" {
			t.Fatal(trouble)
		}
		_, _, _ = r.References(".")
		result, err := r.Build(ctx, ".")
		if trace := sprung(); trace != "" {
			t.Fatal(trace)
		}
		if err != nil {
			if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), virtualDir) {
				t.Fatalf("error %q", err)
			}
			return
		}
		for _, o := range result.Objects {
			if strings.Contains(string(o.Doc.Bytes()), "netpolint-") && !strings.Contains(kustomization+resource, "netpolint") {
				t.Fatalf("marks are left in\n%s", o.Doc.Bytes())
			}
			root, err := o.Doc.Parse()
			if err != nil {
				t.Fatalf("%v in\n%s", err, o.Doc.Bytes())
			}
			for _, p := range everyPath(root, "", []source.Path{"", "/not/there", "/spec/ingress/0/from"}) {
				place := o.Origin.Locate(p)
				if place.Value.File == nil {
					t.Fatalf("%q is nowhere", p)
				}
				if place.Exact && !saysTheSame(place.Value.Text(), follow(root, p)) {
					t.Fatalf("%q is %q, but stands at %s", p, follow(root, p).Text(), shown(place))
				}
				for _, s := range []source.Span{place.Key, place.Value} {
					if s.File != nil && (s.Start < 0 || s.End > len(s.File.Bytes) || s.Start > s.End) {
						t.Fatalf("%q is at %d to %d", p, s.Start, s.End)
					}
				}
			}
		}
	})
}

// everyPath returns the paths of up to a hundred values.
func everyPath(n source.Node, at source.Path, out []source.Path) []source.Path {
	for key, value := range n.Entries() {
		if len(out) < 100 {
			out = everyPath(value, at.Child(key.Key()), append(out, at.Child(key.Key())))
		}
	}
	for i, item := range n.Items() {
		if len(out) < 100 {
			out = everyPath(item, at.Index(i), append(out, at.Index(i)))
		}
	}
	return out
}

// saysTheSame reports whether a text of the input is the value that is rendered, as
// far as that can be told without the lines around it.
func saysTheSame(text string, value source.Node) bool {
	if container(value) || !value.Exists() || text == "" || strings.ContainsAny(text, "\n\r") || strings.ContainsAny(text[:1], "*&!|>%@`?") {
		return true
	}
	for _, form := range []string{"v: " + text + "\n", "[" + text + "]\n"} {
		if documents, err := parse("x", []byte(form)); err == nil && len(documents) == 1 {
			if root := documents[0].root; sameScalar(root.Get("v"), value) || sameScalar(root.At(0), value) {
				return true
			}
		}
	}
	return false
}
