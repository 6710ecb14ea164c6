package cluster

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Requirement is one condition on a label. matchLabels entries are In
// requirements with one value. At is the place of the value (matchLabels) or
// of the expression.
type Requirement struct {
	At     manifest.Ref
	Key    string
	Op     metav1.LabelSelectorOperator
	Values []string
}

// Selector is a label selector: all requirements must hold, so one without any
// matches everything. At is the place of the selector.
type Selector struct {
	At           manifest.Ref
	Requirements []Requirement

	key string
}

// Unresolved reports whether the requirement holds what a template engine would
// replace, so that what it asks for is not known.
func (r *Requirement) Unresolved() bool {
	return manifest.Unresolved(r.Key) || slices.ContainsFunc(r.Values, manifest.Unresolved)
}

// Key tells selectors apart: two with equal keys match the same.
func (s *Selector) Key() string { return s.key }

// Empty reports whether the selector matches every object.
func (s *Selector) Empty() bool { return len(s.Requirements) == 0 }

// Unresolved reports whether some requirement is.
func (s *Selector) Unresolved() bool {
	return slices.ContainsFunc(s.Requirements, func(r Requirement) bool { return r.Unresolved() })
}

// Matches applies the requirement to an object whose labels are all known.
// NotIn and DoesNotExist match an object that lacks the key.
func (r *Requirement) Matches(labels map[string]string) bool {
	value, has := labels[r.Key]
	switch r.Op {
	case metav1.LabelSelectorOpIn:
		return has && slices.Contains(r.Values, value)
	case metav1.LabelSelectorOpNotIn:
		return !has || !slices.Contains(r.Values, value)
	case metav1.LabelSelectorOpExists:
		return has
	case metav1.LabelSelectorOpDoesNotExist:
		return !has
	}
	return false
}

// Matches applies the selector to an object whose labels are all known.
func (s *Selector) Matches(labels map[string]string) bool {
	for i := range s.Requirements {
		if !s.Requirements[i].Matches(labels) {
			return false
		}
	}
	return true
}

// MatchesPartly applies the selector to an object of which only the given
// labels are known: a requirement on any other key is unknown.
func (s *Selector) MatchesPartly(known map[string]string) Truth {
	result := Yes
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if _, has := known[r.Key]; !has {
			result = result.And(Unknown)
		} else if !r.Matches(known) {
			return No
		}
	}
	return result
}

// Positive reports whether the requirement can only be met by an object that
// carries the key.
func (r *Requirement) Positive() bool {
	return r.Op == metav1.LabelSelectorOpIn || r.Op == metav1.LabelSelectorOpExists
}

// String writes the selector as kubectl's -l flag reads it.
func (s *Selector) String() string {
	parts := make([]string, len(s.Requirements))
	for i := range s.Requirements {
		parts[i] = s.Requirements[i].String()
	}
	return strings.Join(parts, ",")
}

// String writes the requirement as kubectl's -l flag reads it.
func (r *Requirement) String() string {
	switch r.Op {
	case metav1.LabelSelectorOpIn:
		if len(r.Values) == 1 {
			return r.Key + "=" + r.Values[0]
		}
		return r.Key + " in (" + strings.Join(r.Values, ",") + ")"
	case metav1.LabelSelectorOpNotIn:
		return r.Key + " notin (" + strings.Join(r.Values, ",") + ")"
	case metav1.LabelSelectorOpExists:
		return r.Key
	case metav1.LabelSelectorOpDoesNotExist:
		return "!" + r.Key
	}
	return r.Key + " " + string(r.Op) + " (" + strings.Join(r.Values, ",") + ")"
}

// compileSelector turns an API selector into requirements, matchLabels sorted by
// key before the expressions in their order.
func compileSelector(at manifest.Ref, s *metav1.LabelSelector) *Selector {
	out := &Selector{At: at}
	if s == nil {
		return out
	}
	if len(s.MatchLabels) > 0 {
		keys := make([]string, 0, len(s.MatchLabels))
		for k := range s.MatchLabels {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		labels := at.Child("matchLabels")
		for _, k := range keys {
			out.Requirements = append(out.Requirements, Requirement{
				At: labels.Child(k), Key: k, Op: metav1.LabelSelectorOpIn, Values: []string{s.MatchLabels[k]},
			})
		}
	}
	for i := range s.MatchExpressions {
		e := &s.MatchExpressions[i]
		out.Requirements = append(out.Requirements, Requirement{
			At: at.Child("matchExpressions").Index(i), Key: e.Key, Op: e.Operator, Values: e.Values,
		})
	}
	// The key tells selectors apart even where they hold what no label may.
	var key strings.Builder
	for i := range out.Requirements {
		r := &out.Requirements[i]
		fmt.Fprintf(&key, "%q %s %q;", r.Key, r.Op, r.Values)
	}
	out.key = key.String()
	return out
}

// selectorOf is the selector of a Service: all pairs must be there.
func selectorOf(pairs map[string]string) *Selector {
	return compileSelector(manifest.Ref{}, &metav1.LabelSelector{MatchLabels: pairs})
}
