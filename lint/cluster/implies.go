package cluster

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// What selectors say of objects that nobody has made yet. Requirements on different
// labels are independent of each other, so that questions about two selectors have
// exact answers, label by label.

// Conditions is what the selector leaves of each label that it names.
func (s *Selector) Conditions() map[string]Condition {
	if s == nil || len(s.Requirements) == 0 {
		return nil
	}
	out := make(map[string]Condition, len(s.Requirements))
	for i := range s.Requirements {
		r := &s.Requirements[i]
		values := r.Condition()
		if known, ok := out[r.Key]; ok {
			values = values.And(known)
		}
		out[r.Key] = values
	}
	return out
}

// Satisfiable reports whether any object can have labels that the selector matches.
func (s *Selector) Satisfiable() bool {
	for _, values := range s.Conditions() {
		if values.Empty() {
			return false
		}
	}
	return true
}

// Implies reports whether every object that s matches is matched by o too, whatever
// other labels it has.
func (s *Selector) Implies(o *Selector) bool {
	if !s.Satisfiable() {
		return true
	}
	own := s.Conditions()
	for key, values := range o.Conditions() {
		have, named := own[key]
		if !named {
			have = NoCondition()
		}
		if !have.Within(values) {
			return false
		}
	}
	return true
}

// Disjoint reports whether no object can be matched by both selectors.
func (s *Selector) Disjoint(o *Selector) bool {
	if !s.Satisfiable() || !o.Satisfiable() {
		return true
	}
	own := s.Conditions()
	for key, values := range o.Conditions() {
		if have, named := own[key]; named && have.And(values).Empty() {
			return true
		}
	}
	return false
}

// ImpliesOfNamespaces is Implies for selectors of namespaces, all of which have a
// label with their name.
func (s *Selector) ImpliesOfNamespaces(o *Selector) bool {
	named := Requirement{Key: NameLabel, Op: metav1.LabelSelectorOpExists}
	both := &Selector{Requirements: append(slices.Clone(s.Requirements), named)}
	return both.Implies(o)
}

// NamespaceNamed is the selector that matches the namespace of a name.
func NamespaceNamed(name string) *Selector {
	return selectorOf(map[string]string{NameLabel: name})
}
