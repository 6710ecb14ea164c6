package cluster

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Condition is what is asked of one label: a set of values, or all but some, and
// whether an object may lack the label. There is always another value than those
// that are named.
type Condition struct {
	// Absent is set if the object may lack the label.
	Absent bool
	// But is set if List are the values that the label must not have, and not those
	// that it must have.
	But  bool
	List []string // sorted, each once
}

// NoCondition is met by every object.
func NoCondition() Condition { return Condition{Absent: true, But: true} }

// Condition is what the requirement leaves of its label.
func (r *Requirement) Condition() Condition {
	switch r.Op {
	case metav1.LabelSelectorOpIn:
		return Condition{List: once(r.Values)}
	case metav1.LabelSelectorOpNotIn:
		return Condition{Absent: true, But: true, List: once(r.Values)}
	case metav1.LabelSelectorOpExists:
		return Condition{But: true}
	case metav1.LabelSelectorOpDoesNotExist:
		return Condition{Absent: true}
	}
	return Condition{} // of an operator that there is not: it matches nothing
}

// once returns a sorted copy without repetitions.
func once(list []string) []string {
	if len(list) < 2 {
		return list
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// Empty reports whether no object can meet the set.
func (v Condition) Empty() bool { return !v.Absent && !v.But && len(v.List) == 0 }

// Any reports whether every object meets the set.
func (v Condition) Any() bool { return v.Absent && v.But && len(v.List) == 0 }

// One returns the only value that is left, if there is just one.
func (v Condition) One() (string, bool) {
	if v.Absent || v.But || len(v.List) != 1 {
		return "", false
	}
	return v.List[0], true
}

// And is what meets both sets.
func (v Condition) And(o Condition) Condition {
	out := Condition{Absent: v.Absent && o.Absent, But: v.But && o.But}
	switch {
	case v.But && o.But:
		out.List = once(slices.Concat(v.List, o.List))
	case v.But:
		out.List = without(o.List, v.List)
	case o.But:
		out.List = without(v.List, o.List)
	default:
		out.List = slices.DeleteFunc(slices.Clone(v.List), func(s string) bool { return !contains(o.List, s) })
	}
	return out
}

// Minus is what meets v and not o.
func (v Condition) Minus(o Condition) Condition {
	return v.And(Condition{Absent: !o.Absent, But: !o.But, List: o.List})
}

// Within reports whether all that meets v meets o.
func (v Condition) Within(o Condition) bool { return v.Minus(o).Empty() }

// without is a sorted list less another.
func without(list, less []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return contains(less, s) })
}

func contains(sorted []string, s string) bool {
	_, found := slices.BinarySearch(sorted, s)
	return found
}
