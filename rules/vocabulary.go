package rules

import (
	"cmp"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
)

// pair is a label: a key and its value.
type pair struct{ key, value string }

func (p pair) String() string { return p.key + "=" + p.value }

// vocabulary lists who carries which label: by key, then by value. It answers
// in the number of different labels, not of objects.
type vocabulary[T any] struct {
	labels map[string]map[string][]T
	// sorted holds the values of the keys that were asked for, and alike groups
	// them by what a misspelling keeps.
	sorted map[string][]string
	alike  map[string]map[string][]string
}

// vocabularyOf reads the labels of some objects; the carriers of a label are in
// the objects' order.
func vocabularyOf[T any](objects []T, labels func(T) map[string]string) *vocabulary[T] {
	v := newVocabulary[T]()
	for _, o := range objects {
		for key, value := range labels(o) {
			v.add(key, value, o)
		}
	}
	return v
}

func newVocabulary[T any]() *vocabulary[T] {
	return &vocabulary[T]{labels: map[string]map[string][]T{}, sorted: map[string][]string{}, alike: map[string]map[string][]string{}}
}

func (v *vocabulary[T]) add(key, value string, o T) {
	values := v.labels[key]
	if values == nil {
		values = map[string][]T{}
		v.labels[key] = values
	}
	values[value] = append(values[value], o)
}

// carriers returns the objects that carry a label.
func (v *vocabulary[T]) carriers(key, value string) []T { return v.labels[key][value] }

// values lists the values of a key, sorted. The list is shared.
func (v *vocabulary[T]) values(key string) []string {
	list, known := v.sorted[key]
	if !known {
		list = slices.Sorted(maps.Keys(v.labels[key]))
		v.sorted[key] = list
	}
	return list
}

// meets reports whether some object meets a requirement that needs its key.
func (v *vocabulary[T]) meets(r *cluster.Requirement) bool {
	values := v.labels[r.Key]
	if r.Op == metav1.LabelSelectorOpExists {
		return len(values) > 0
	}
	return slices.ContainsFunc(r.Values, func(value string) bool { return len(values[value]) > 0 })
}

// candidates returns the shortest list that surely holds every object that the
// selector matches; the second result is false where no requirement needs a key.
func (v *vocabulary[T]) candidates(s *cluster.Selector) ([]T, bool) {
	var best *cluster.Requirement
	least := 0
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if !r.Positive() {
			continue
		}
		n := 0
		for _, value := range v.asked(r) {
			n += len(v.carriers(r.Key, value))
		}
		if best == nil || n < least {
			best, least = r, n
		}
	}
	if best == nil {
		return nil, false
	}
	out := make([]T, 0, least)
	for _, value := range v.asked(best) {
		out = append(out, v.carriers(best.Key, value)...)
	}
	return out, true
}

// asked lists the values with which a requirement is met.
func (v *vocabulary[T]) asked(r *cluster.Requirement) []string {
	if r.Op == metav1.LabelSelectorOpExists {
		return v.values(r.Key)
	}
	return slices.Compact(slices.Sorted(slices.Values(r.Values)))
}

// near lists the labels that a label of this vocabulary, misspelt, may read:
// another value of the same key, the same value of another key; the nearest
// first. Strict is for where nothing but the likeness speaks for it.
func (v *vocabulary[T]) near(wrong pair, strict bool) []pair {
	var found []guess
	for _, value := range v.similar(wrong) {
		if d, ok := misspelt(wrong.value, value, strict); ok {
			found = append(found, guess{pair{wrong.key, value}, d})
		}
	}
	for key, values := range v.labels {
		if len(values[wrong.value]) == 0 {
			continue
		}
		if d, ok := misspelt(wrong.key, key, strict); ok {
			found = append(found, guess{pair{key, wrong.value}, d})
		} else if !strict && sameMeaning(wrong.key, key) {
			found = append(found, guess{pair{key, wrong.value}, farthest})
		}
	}
	return nearest(found)
}

// similar lists the values of a key that begin like a word and have its digits.
func (v *vocabulary[T]) similar(wrong pair) []string {
	groups, known := v.alike[wrong.key]
	if !known {
		groups = map[string][]string{}
		for value := range v.labels[wrong.key] {
			if value != "" {
				at := likeness(value, 0)
				groups[at] = append(groups[at], value)
			}
		}
		v.alike[wrong.key] = groups
	}
	var out []string
	for i := range min(len(wrong.value), 2) {
		if i == 0 || wrong.value[1] != wrong.value[0] {
			out = append(out, groups[likeness(wrong.value, i)]...)
		}
	}
	return out
}

// nearKeys lists the keys that a misspelt one may read, the nearest first.
func (v *vocabulary[T]) nearKeys(wrong string, strict bool) []pair {
	var found []guess
	for key := range v.labels {
		if d, ok := misspelt(wrong, key, strict); ok {
			found = append(found, guess{pair{key: key}, d})
		}
	}
	return nearest(found)
}

// guess is a label that may be meant, and its distance from what is written.
type guess struct {
	pair
	distance int
}

// farthest is beyond every distance of a misspelling: another key for the same
// value explains a selector less well.
const farthest = 3

func nearest(found []guess) []pair {
	slices.SortFunc(found, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.key, b.key), cmp.Compare(a.value, b.value))
	})
	out := make([]pair, len(found))
	for i := range found {
		out[i] = found[i].pair
	}
	return out
}
