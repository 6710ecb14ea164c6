package kustomize

import (
	"slices"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// transformers finds the value in the configuration of a transformer.
func (s *step) transformers() (render.Place, bool) {
	if container(s.value) || s.value.Text() == "" {
		return render.Place{}, false
	}
	for _, item := range slices.Backward(items(s.k, "transformers")) {
		texts := s.textsOf(item, source.Node{})
		if inline(item.Text()) {
			texts = s.textsOf(source.Node{}, item)
		}
		for _, t := range slices.Backward(texts) {
			at, found := s.mentioned(t.root, "", 0)
			if !found {
				continue
			}
			place := t.place(at)
			place.Exact, place.By = false, "transformers of "+s.visit.name
			return place, true
		}
	}
	return render.Place{}, false
}

// mentioned finds a scalar that is the value asked for, in a configuration that does
// something with values of its kind: what names the configuration does not count.
func (s *step) mentioned(n source.Node, at source.Path, depth int) (source.Path, bool) {
	switch {
	case at == "/apiVersion" || at == "/kind" || at == "/metadata/name" || depth > 32:
		return "", false
	case !container(n):
		return at, sameScalar(n, s.value)
	}
	for key, value := range n.Entries() {
		if found, ok := s.mentioned(value, at.Child(key.Key()), depth+1); ok {
			return found, true
		}
	}
	for i, item := range n.Items() {
		if found, ok := s.mentioned(item, at.Index(i), depth+1); ok {
			return found, true
		}
	}
	return "", false
}
