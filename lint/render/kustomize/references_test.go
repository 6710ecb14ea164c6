package kustomize

import (
	"slices"
	"testing"
)

func TestReferences(t *testing.T) {
	for _, c := range []struct {
		tree, dir   string
		dirs, files []string
	}{
		{"overlay", "overlays/prod", []string{"base"}, []string{"overlays/prod/egress.yaml", "overlays/prod/operations.json"}},
		{"overlay", "base", nil, []string{"base/deployment.yaml", "base/policy.yaml"}},
		{"component", "overlay", []string{"base", "parts/audited"}, nil},
		{"values", "overlay", []string{"base"}, []string{"overlay/transformer.yaml"}},
		{"plugins", ".", []string{"shared"}, []string{"exec.yaml", "external.yaml", "generator.yaml", "policy.yaml"}},
		{"left", ".", []string{"bare", "base"}, []string{"policy.yaml"}},
	} {
		dirs, files, err := New(testdata(c.tree)).References(c.dir)
		if err != nil || !slices.Equal(dirs, c.dirs) || !slices.Equal(files, c.files) {
			t.Errorf("%s in %s uses %q and %q (%v), want %q and %q", c.dir, c.tree, dirs, files, err, c.dirs, c.files)
		}
	}
}
