package kustomize

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

// TestNeeds: of objects that nobody needs, only kind and name are there, and the
// others are as always.
func TestNeeds(t *testing.T) {
	r := New(testdata("overlay"))
	r.Needs = func(apiVersion, kind string) bool {
		return apiVersion == "networking.k8s.io/v1" && kind == "NetworkPolicy"
	}
	result, err := r.Build(t.Context(), "overlays/prod")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(called(t, result, "Deployment shop-web").Doc.Bytes()), "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: \"shop-web\"\n"; got != want {
		t.Errorf("the deployment is %q, want %q", got, want)
	}
	all := built(t, testdata("overlay"), "overlays/prod")
	got, want := called(t, result, "NetworkPolicy shop-web"), called(t, all, "NetworkPolicy shop-web")
	if string(got.Doc.Bytes()) != string(want.Doc.Bytes()) {
		t.Errorf("the policy is\n%s\nwant\n%s", got.Doc.Bytes(), want.Doc.Bytes())
	}
	if a, b := shown(got.Origin.Locate("/spec/egress/0")), shown(want.Origin.Locate("/spec/egress/0")); a != b {
		t.Errorf("a rule is at %s, want %s", a, b)
	}
}

// TestTogether: renderings and questions for places run at the same time.
func TestTogether(t *testing.T) {
	r := New(testdata("overlay"))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			result, err := r.Build(t.Context(), "overlays/prod")
			if err != nil {
				t.Error(err)
				return
			}
			for range 3 {
				for _, o := range result.Objects {
					group.Go(func() {
						for _, p := range []source.Path{"/metadata/namespace", "/spec/egress/0/to", "/metadata/labels/team"} {
							_ = o.Origin.Locate(p)
						}
					})
				}
			}
		})
	}
	group.Wait()
}

// TestLimits: trees that grow without end are refused, and say why.
func TestLimits(t *testing.T) {
	doubling := map[string]string{"0/kustomization.yaml": "resources: [a.yaml]\n", "0/a.yaml": aConfigMap}
	for i := 1; i <= 40; i++ {
		doubling[fmt.Sprintf("%d/kustomization.yaml", i)] = fmt.Sprintf("resources: [../%d, ../%d]\n", i-1, i-1)
	}
	deep := map[string]string{}
	for i := range 200 {
		deep[fmt.Sprintf("%d/kustomization.yaml", i)] = fmt.Sprintf("resources: [../%d]\n", i+1)
	}
	many := strings.Repeat("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", 6000)
	bomb := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx0: &x0 [1,1,1,1,1,1,1,1,1,1]\n"
	for i := 1; i < 12; i++ {
		bomb += fmt.Sprintf("x%d: &x%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d,", i-1), 10), ","))
	}
	for name, c := range map[string]struct {
		tree map[string]string
		dir  string
		want string
	}{
		"doubling": {doubling, "40", "kustomizations are used more than 4000 times"},
		"deep":     {deep, "0", "more than 64 kustomizations deep"},
		"many":     {map[string]string{"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": many}, ".", "too many objects"},
		"large":    {map[string]string{"kustomization.yaml": "resources: [a.yaml]\nconfigurations: [b, b, b]\n", "a.yaml": aConfigMap, "b": "# " + strings.Repeat("x", 15<<20) + "\n"}, ".", "more than 32 MiB of YAML"},
		"bomb":     {map[string]string{"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": bomb}, ".", "excessive aliasing"},
		"bomb in a patch": {
			map[string]string{"kustomization.yaml": "resources: [a.yaml]\npatches: [{path: b.yaml}]\n", "a.yaml": aConfigMap, "b.yaml": bomb}, ".", "excessive aliasing",
		},
		"bomb in a text": {
			map[string]string{"kustomization.yaml": "resources: [a.yaml]\npatches:\n- patch: |\n    " + strings.ReplaceAll(bomb, "\n", "\n    "), "a.yaml": aConfigMap}, ".", "excessive aliasing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(files(c.tree)).Build(t.Context(), c.dir)
			if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrLimit) != !strings.Contains(name, "bomb") {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}
