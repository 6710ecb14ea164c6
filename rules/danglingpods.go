package rules

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
)

// choice diagnoses a selector of pods. matches says that it is known to match
// some.
func (x *diagnosis) choice(d dangling, matches bool) {
	if !decidable(d.selector, setByController) {
		return
	}
	if matches || x.matches(d.scope, d.selector) {
		if d.part != remotePeer && len(d.scope) == 1 {
			x.values(d)
		}
		return
	}
	if d.reason = x.reason(&d); d.cause != matched {
		x.found = append(x.found, d)
	}
}

func (x *diagnosis) matches(scope []*cluster.Namespace, s *cluster.Selector) bool {
	return slices.ContainsFunc(scope, func(ns *cluster.Namespace) bool { return len(x.model.Select(ns, s)) > 0 })
}

// reason says why a selector matches no pod of its scope, from what was said
// before where it can.
func (x *diagnosis) reason(d *dangling) reason {
	if len(d.scope) != 1 {
		return x.why(d)
	}
	q := question{d.scope[0], d.selector.String(), len(d.selector.Requirements)}
	r, known := x.known[q]
	if !known {
		r = x.why(d)
		x.known[q] = r
	}
	return r
}

func (x *diagnosis) why(d *dangling) reason {
	out := reason{cause: absent, requirement: -1, value: -1}
	unmet := 0
	for i := range d.selector.Requirements {
		r := &d.selector.Requirements[i]
		if r.Positive() && !slices.ContainsFunc(d.scope, func(ns *cluster.Namespace) bool { return x.podLabels(ns).meets(r) }) {
			if unmet++; out.requirement < 0 {
				out.requirement = i
			}
		}
	}
	out.elsewhere = x.homesOf(d.selector, d.scope)
	if unmet == 1 && len(out.elsewhere) == 0 && x.misspelt(d, &out) {
		return out
	}
	if len(d.scope) == 1 {
		if out.carriers = x.owners(d.scope[0], d.selector); len(out.carriers) > 0 {
			out.cause = ownLabels
			out.requirement = firstUnmet(d.selector, out.carriers[0].Labels)
			return out
		}
	}
	if out.requirement >= 0 {
		out.offers = x.offers(d.scope, d.selector.Requirements[out.requirement].Key)
	}
	return out
}

// offers lists the values that a key has in some namespaces.
func (x *diagnosis) offers(scope []*cluster.Namespace, key string) []string {
	if len(scope) == 1 {
		return x.podLabels(scope[0]).values(key)
	}
	var out []string
	for _, ns := range scope {
		out = append(out, x.podLabels(ns).values(key)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// firstUnmet is the index of the first requirement that the labels do not meet.
func firstUnmet(s *cluster.Selector, labels map[string]string) int {
	return slices.IndexFunc(s.Requirements, func(r cluster.Requirement) bool { return !r.Matches(labels) })
}

// misspelt looks for labels that are nearly the one at fault, and with which the
// whole selector would match.
func (x *diagnosis) misspelt(d *dangling, out *reason) bool {
	r := &d.selector.Requirements[out.requirement]
	for _, ns := range d.scope {
		words := x.podLabels(ns)
		for i, options := range guesses(words, r, false) {
			if i < len(r.Values) && len(x.homes.carriers(r.Key, r.Values[i])) > 0 {
				continue // some pod carries it as it is written
			}
			for _, meant := range options {
				if found := x.model.Select(ns, corrected(d.selector, out.requirement, meant)); len(found) > 0 {
					out.cause, out.meant, out.carriers = misspelling, meant, found
					if len(r.Values) > 1 {
						out.value = i
					}
					return true
				}
			}
		}
	}
	return false
}

// guesses lists, for each value of a requirement, the labels that may be meant.
func guesses[T any](words *vocabulary[T], r *cluster.Requirement, strict bool) [][]pair {
	if r.Op == metav1.LabelSelectorOpExists {
		return [][]pair{words.nearKeys(r.Key, strict)}
	}
	var out [][]pair
	for _, value := range r.Values {
		out = append(out, words.near(pair{r.Key, value}, strict))
	}
	return out
}

// corrected is the selector with another label in the place of one requirement.
func corrected(s *cluster.Selector, requirement int, label pair) *cluster.Selector {
	out := &cluster.Selector{At: s.At, Requirements: slices.Clone(s.Requirements)}
	r := &out.Requirements[requirement]
	r.Key = label.key
	if r.Op == metav1.LabelSelectorOpIn {
		r.Values = []string{label.value}
	}
	return out
}

// owners returns the workloads of a namespace whose own labels, but not those of
// their pods, the selector matches.
func (x *diagnosis) owners(ns *cluster.Namespace, s *cluster.Selector) []*cluster.Workload {
	labels, known := x.own[ns]
	if !known {
		labels = vocabularyOf(ns.Workloads, func(w *cluster.Workload) map[string]string { return w.OwnLabels })
		x.own[ns] = labels
	}
	candidates, _ := labels.candidates(s)
	return slices.DeleteFunc(candidates, func(w *cluster.Workload) bool { return !s.Matches(w.OwnLabels) })
}

// homesOf returns a few namespaces out of scope that have pods which the
// selector matches.
func (x *diagnosis) homesOf(s *cluster.Selector, scope []*cluster.Namespace) []*cluster.Namespace {
	const enough = 3
	if x.homes == nil {
		x.homes = newVocabulary[*cluster.Namespace]()
		for _, ns := range x.model.Namespaces {
			for key, values := range x.podLabels(ns).labels {
				for value := range values {
					x.homes.add(key, value, ns)
				}
			}
		}
	}
	var out []*cluster.Namespace
	candidates, _ := x.homes.candidates(s)
	for _, ns := range candidates {
		if !slices.Contains(scope, ns) && !slices.Contains(out, ns) && len(x.model.Select(ns, s)) > 0 {
			if out = append(out, ns); len(out) == enough {
				break
			}
		}
	}
	return out
}

func (x *diagnosis) podLabels(ns *cluster.Namespace) *vocabulary[*cluster.Workload] {
	labels, known := x.pods[ns]
	if !known {
		labels = vocabularyOf(ns.Workloads, func(w *cluster.Workload) map[string]string { return w.Labels })
		x.pods[ns] = labels
	}
	return labels
}

// values looks for values of a selector that matches which no pod of its one
// namespace carries.
func (x *diagnosis) values(d dangling) {
	for i := range d.selector.Requirements {
		r := &d.selector.Requirements[i]
		if r.Op != metav1.LabelSelectorOpIn || len(r.Values) < 2 {
			continue
		}
		labels := x.podLabels(d.scope[0])
		for j, value := range r.Values {
			if len(labels.carriers(r.Key, value)) > 0 || slices.Contains(r.Values[:j], value) {
				continue
			}
			alone := d
			alone.reason = x.aValue(&d, i, j)
			x.found = append(x.found, alone)
		}
	}
}

// aValue says why one of several values matches nothing.
func (x *diagnosis) aValue(d *dangling, requirement, value int) reason {
	r := &d.selector.Requirements[requirement]
	out := reason{cause: absent, requirement: requirement, value: value}
	wrong := pair{r.Key, r.Values[value]}
	out.elsewhere = x.homesOf(corrected(d.selector, requirement, wrong), d.scope)
	if len(x.homes.carriers(wrong.key, wrong.value)) > 0 {
		return out // some pod carries it as it is written
	}
	labels := x.podLabels(d.scope[0])
	for _, meant := range labels.near(wrong, false) {
		// What the list names beside it is meant as it stands.
		if meant.key == r.Key && slices.Contains(r.Values, meant.value) {
			continue
		}
		if found := x.model.Select(d.scope[0], corrected(d.selector, requirement, meant)); len(found) > 0 {
			out.cause, out.meant, out.carriers = misspelling, meant, found
			return out
		}
	}
	return out
}
