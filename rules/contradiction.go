package rules

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
)

// clash is a pair of requirements that no object meets both of. With is nil where
// one alone cannot be met.
type clash struct {
	requirement, with *cluster.Requirement
	// others are set where it takes more than two requirements to rule out all values.
	others []*cluster.Requirement
}

// contradiction finds requirements of a selector that contradict each other, or
// returns nil. Namespaces says that it selects namespaces, which all carry their
// name.
func contradiction(s *cluster.Selector, namespaces bool) *clash {
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if namespaces && r.Key == cluster.NameLabel && r.Op == metav1.LabelSelectorOpDoesNotExist {
			return &clash{requirement: r}
		}
	}
	if len(s.Requirements) < 2 || oversize(s) || !judgeable(s) {
		return nil
	}
	for i := range s.Requirements[1:] {
		for j := range s.Requirements[:i+1] {
			if r, other := &s.Requirements[i+1], &s.Requirements[j]; r.Key == other.Key && exclude(r, other) {
				return &clash{requirement: r, with: other}
			}
		}
	}
	return severalExclude(s)
}

// oversize reports whether a selector is too long for its requirements to be
// compared with each other. No selector that a person writes is.
func oversize(s *cluster.Selector) bool {
	n := len(s.Requirements)
	for i := range s.Requirements {
		n += len(s.Requirements[i].Values)
	}
	return n > 500
}

// exclude reports whether no object meets both of two requirements on one key.
func exclude(r, s *cluster.Requirement) bool {
	if r.Op == metav1.LabelSelectorOpDoesNotExist {
		return s.Positive()
	}
	switch s.Op {
	case metav1.LabelSelectorOpDoesNotExist:
		return r.Positive()
	case metav1.LabelSelectorOpIn:
		switch r.Op {
		case metav1.LabelSelectorOpIn:
			return !slices.ContainsFunc(r.Values, func(v string) bool { return slices.Contains(s.Values, v) })
		case metav1.LabelSelectorOpNotIn:
			return contains(r.Values, s.Values)
		}
	case metav1.LabelSelectorOpNotIn:
		return r.Op == metav1.LabelSelectorOpIn && contains(s.Values, r.Values)
	}
	return false
}

// contains reports whether a list holds every value of another.
func contains(list, others []string) bool {
	return !slices.ContainsFunc(others, func(v string) bool { return !slices.Contains(list, v) })
}

// severalExclude finds a key of which each value that one requirement allows is
// ruled out by some of the others, though no single one rules out all.
func severalExclude(s *cluster.Selector) *clash {
	for i := range s.Requirements {
		in := &s.Requirements[i]
		if in.Op != metav1.LabelSelectorOpIn {
			continue
		}
		possible := slices.ContainsFunc(in.Values, func(v string) bool {
			return !slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
				return r.Key == in.Key && !r.Matches(map[string]string{r.Key: v})
			})
		})
		if possible {
			continue
		}
		c := &clash{with: in}
		for j := range s.Requirements {
			r := &s.Requirements[j]
			if j == i || r.Key != in.Key || !slices.ContainsFunc(in.Values, func(v string) bool { return !r.Matches(map[string]string{r.Key: v}) }) {
				continue
			}
			if c.requirement != nil {
				c.others = append(c.others, c.requirement)
			}
			c.requirement = r
		}
		if c.requirement != nil {
			return c
		}
	}
	return nil
}

// implies reports whether every object that meets one requirement meets another on
// the same key.
func implies(r, other *cluster.Requirement) bool {
	if r.Key != other.Key {
		return false
	}
	switch other.Op {
	case metav1.LabelSelectorOpExists:
		return r.Positive()
	case metav1.LabelSelectorOpDoesNotExist:
		return r.Op == metav1.LabelSelectorOpDoesNotExist
	case metav1.LabelSelectorOpIn:
		return r.Op == metav1.LabelSelectorOpIn && contains(other.Values, r.Values)
	case metav1.LabelSelectorOpNotIn:
		switch r.Op {
		case metav1.LabelSelectorOpDoesNotExist:
			return true
		case metav1.LabelSelectorOpNotIn:
			return contains(r.Values, other.Values)
		case metav1.LabelSelectorOpIn:
			return !slices.ContainsFunc(r.Values, func(v string) bool { return slices.Contains(other.Values, v) })
		}
	}
	return false
}
