package kustomize

import "testing"

// BenchmarkBuild renders an overlay with patches over a base of two objects.
func BenchmarkBuild(b *testing.B) {
	r := New(testdata("overlay"))
	for b.Loop() {
		if _, err := r.Build(b.Context(), "overlays/prod"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLocate finds a value that a patch set.
func BenchmarkLocate(b *testing.B) {
	result, err := New(testdata("overlay")).Build(b.Context(), "overlays/prod")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, o := range result.Objects {
			_ = o.Origin.Locate("/spec/egress/0/to/0/ipBlock/cidr")
		}
	}
}
