package cluster_test

import (
	"math/rand/v2"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
)

// TestImplies compares what selectors say of each other with every object that there
// can be: two labels, each missing, or with a value that some selector names, or with
// another one.
func TestImplies(t *testing.T) {
	var objects []map[string]string
	for _, x := range []string{"-", "a", "b", "", "other"} {
		for _, y := range []string{"-", "a", "b", "", "other"} {
			labels := map[string]string{}
			if x != "-" {
				labels["x"] = x
			}
			if y != "-" {
				labels["y"] = y
			}
			objects = append(objects, labels)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	count := map[string]int{}
	for range 50000 {
		s, o := randomSelector(r), randomSelector(r)
		some, both, all := false, false, true
		for _, labels := range objects {
			some = some || s.Matches(labels)
			both = both || s.Matches(labels) && o.Matches(labels)
			all = all && (!s.Matches(labels) || o.Matches(labels))
		}
		if got := s.Satisfiable(); got != some {
			t.Fatalf("%q satisfiable: %v", s, got)
		}
		if got := s.Implies(o); got != all {
			t.Fatalf("%q implies %q: %v", s, o, got)
		}
		if got := s.Disjoint(o); got == both {
			t.Fatalf("%q and %q are disjoint: %v", s, o, got)
		}
		if some && all {
			count["implied"]++
		}
		if !both {
			count["disjoint"]++
		}
	}
	if count["implied"] < 1000 || count["disjoint"] < 1000 {
		t.Errorf("hardly tried: %v", count)
	}
}

func randomSelector(r *rand.Rand) *cluster.Selector {
	out := &cluster.Selector{}
	for range r.IntN(4) {
		q := cluster.Requirement{Key: []string{"x", "y"}[r.IntN(2)],
			Op: []metav1.LabelSelectorOperator{metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist}[r.IntN(4)]}
		if q.Op == metav1.LabelSelectorOpIn || q.Op == metav1.LabelSelectorOpNotIn {
			for range 1 + r.IntN(3) {
				q.Values = append(q.Values, []string{"a", "b", ""}[r.IntN(3)])
			}
		}
		out.Requirements = append(out.Requirements, q)
	}
	return out
}

// TestImpliesOfNamespaces: every namespace has its name as a label.
func TestImpliesOfNamespaces(t *testing.T) {
	shop := cluster.NamespaceNamed("shop")
	named := &cluster.Selector{Requirements: []cluster.Requirement{{Key: cluster.NameLabel, Op: metav1.LabelSelectorOpExists}}}
	others := &cluster.Selector{Requirements: []cluster.Requirement{{Key: cluster.NameLabel, Op: metav1.LabelSelectorOpNotIn, Values: []string{"bank"}}}}
	for _, c := range []struct {
		s, o *cluster.Selector
		want bool
	}{
		{&cluster.Selector{}, named, true}, {shop, others, true}, {others, shop, false}, {others, named, true}, {shop, &cluster.Selector{}, true},
	} {
		if got := c.s.ImpliesOfNamespaces(c.o); got != c.want {
			t.Errorf("%q implies %q: %v", c.s, c.o, got)
		}
	}
}
