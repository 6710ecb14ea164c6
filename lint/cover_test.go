package lint

import (
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// TestWithoutCovered: a finding takes with it those of another rule at its place and
// below, on its object alone, and never one of a rule that it does not name.
func TestWithoutCovered(t *testing.T) {
	a, b := &manifest.Object{}, &manifest.Object{}
	wide, narrow, third := &Rule{Code: "NP1"}, &Rule{Code: "NP2"}, &Rule{Code: "NP3"}
	at := func(r *Rule, o *manifest.Object, p source.Path, covers ...Cover) Finding {
		return Finding{Rule: r, At: o.Ref(p), Key: string(p), Covers: covers}
	}
	all := []Finding{
		at(narrow, a, "/spec/ingress/1", Cover{"NP1", a.Ref("/spec/ingress/1")}),
		at(wide, a, "/spec/ingress/1"),
		at(wide, a, "/spec/ingress/1/from/0"),
		at(wide, a, "/spec/ingress/10"),
		at(wide, a, "/spec/ingress"),
		at(wide, b, "/spec/ingress/1"),
		at(third, a, "/spec/ingress/1"),
	}
	var left []string
	for _, f := range withoutCovered(slices.Clone(all)) {
		left = append(left, f.Rule.Code+" "+f.Key)
	}
	want := []string{"NP2 /spec/ingress/1", "NP1 /spec/ingress/10", "NP1 /spec/ingress", "NP1 /spec/ingress/1", "NP3 /spec/ingress/1"}
	if !slices.Equal(left, want) {
		t.Errorf("left %q, want %q", left, want)
	}
}
