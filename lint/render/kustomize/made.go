package kustomize

import (
	"regexp"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// step is what one kustomization does to the object of a question.
type step struct {
	*question
	visit *visit
	k     source.Node // the kustomization
}

// made finds what set the value, if that is not its source: a patch, or a field of a
// kustomization. The last one that could have, has.
func (q *question) made() (render.Place, bool) {
	for _, v := range slices.Backward(q.steps()) {
		d := q.library.document(v.name, 0)
		if d == nil {
			continue
		}
		s := step{question: q, visit: v, k: d.root}
		// In the order in which kustomize applies them, backwards.
		for _, find := range [...]func() (render.Place, bool){
			s.vars, s.transformers, s.replacements, s.images, s.replicas, s.jsonPatches, s.annotations, s.labels, s.namespace,
			s.patches, s.mergePatches,
		} {
			if place, found := find(); found {
				return place, true
			}
		}
	}
	return render.Place{}, false
}

// steps returns the kustomizations that changed the object; all of them if it is not
// known where it comes from.
func (q *question) steps() []*visit {
	if q.mark != nil {
		return q.mark.steps()
	}
	out := slices.Clone(q.visits)
	slices.Reverse(out) // those further out have smaller numbers
	return out
}

// by is the place of a field that sets the value.
func (s *step) by(name string, key, value source.Node) (render.Place, bool) {
	return render.Place{Key: key.Span(), Value: value.Span(), By: name + " of " + s.visit.name}, true
}

// last returns the last token of the path; "" for the root.
func (q *question) last() string {
	if len(q.tokens) == 0 {
		return ""
	}
	return q.tokens[len(q.tokens)-1]
}

// namespace finds the field of that name. It also names Namespace objects.
func (s *step) namespace() (render.Place, bool) {
	key, value := entry(s.k, "namespace")
	named := s.path == "/metadata/name" && s.rendered.Get("kind").Text() == "Namespace"
	if value.Text() == "" || value.Text() != s.value.Text() || s.last() != "namespace" && !named {
		return render.Place{}, false
	}
	return s.by("namespace", key, value)
}

// labels finds the pair that sets a label or part of a selector.
func (s *step) labels() (render.Place, bool) {
	if place, found := s.pair("commonLabels", s.k, "commonLabels"); found {
		return place, true
	}
	for _, item := range slices.Backward(items(s.k, "labels")) {
		if place, found := s.pair("labels", item, "pairs"); found {
			return place, true
		}
	}
	return render.Place{}, false
}

// annotations finds the pair that sets an annotation.
func (s *step) annotations() (render.Place, bool) {
	if !slices.Contains(s.tokens, "annotations") {
		return render.Place{}, false
	}
	return s.pair("commonAnnotations", s.k, "commonAnnotations")
}

// pair finds the value in a mapping of pairs that is in the field of a node; or the
// whole mapping, if all that is asked for comes from it.
func (s *step) pair(what string, n source.Node, name string) (render.Place, bool) {
	fieldKey, pairs := entry(n, name)
	if pairs.Kind() != source.Mapping {
		return render.Place{}, false
	}
	if s.value.Kind() == source.Mapping && s.value.Len() > 0 {
		switch s.last() {
		case "labels", "matchLabels", "selector", "annotations":
		default:
			return render.Place{}, false
		}
		for key, value := range s.value.Entries() {
			if !sameScalar(value, pairs.Get(key.Key())) {
				return render.Place{}, false
			}
		}
		return s.by(what, fieldKey, pairs)
	}
	key, value := entry(pairs, s.last())
	if !value.Exists() || container(s.value) || !sameScalar(value, s.value) {
		return render.Place{}, false
	}
	return s.by(what, key, value)
}

// replicas finds the count that sets a number of replicas.
func (s *step) replicas() (render.Place, bool) {
	if s.last() != "replicas" {
		return render.Place{}, false
	}
	for _, item := range slices.Backward(items(s.k, "replicas")) {
		key, count := entry(item, "count")
		if s.called(item.Get("name").Text()) && sameScalar(count, s.value) {
			return s.by("replicas", key, count)
		}
	}
	return render.Place{}, false
}

// images finds the part of an image that was set: its digest, tag or name.
func (s *step) images() (render.Place, bool) {
	text := s.value.Text()
	if s.last() != "image" || text == "" {
		return render.Place{}, false
	}
	for _, item := range slices.Backward(items(s.k, "images", "imageTags")) {
		name := item.Get("name").Text()
		if newName := item.Get("newName").Text(); newName != "" {
			name = newName
		}
		if name == "" || !strings.HasPrefix(text, name) {
			continue
		}
		for _, part := range [...]string{"digest", "newTag", "newName"} {
			if key, value := entry(item, part); value.Text() != "" && strings.Contains(text, value.Text()) {
				return s.by("images", key, value)
			}
		}
	}
	return render.Place{}, false
}

// vars finds the variable that a value was made with.
func (s *step) vars() (render.Place, bool) {
	for _, item := range items(s.k, "vars") {
		key, name := entry(item, "name")
		if name.Text() != "" && strings.Contains(s.source.Text(), "$("+name.Text()+")") {
			return s.by("vars", key, name)
		}
	}
	return render.Place{}, false
}

// renamed says which prefix, suffix or hash the name of an object, or of one that it
// refers to, got; the name itself stands in the source.
func (q *question) renamed(a alignment) (by string, found bool) {
	was, is := a.value.Text(), q.value.Text()
	if !a.whole || was == "" || was == is {
		return "", false
	}
	i := strings.Index(is, was)
	if i < 0 {
		return "", false
	}
	before, after := is[:i], is[i+len(was):]
	for _, v := range slices.Backward(q.steps()) {
		d := q.library.document(v.name, 0)
		if d == nil {
			continue
		}
		if prefix := d.root.Get("namePrefix").Text(); prefix != "" && strings.HasPrefix(before, prefix) {
			return "namePrefix of " + v.name, true
		}
		if suffix := d.root.Get("nameSuffix").Text(); suffix != "" && strings.Contains(after, suffix) {
			return "nameSuffix of " + v.name, true
		}
	}
	if regexp.MustCompile(`^-[a-z0-9]{10}$`).MatchString(after) {
		return "hash that kustomize adds to names of generated objects", true
	}
	return "", false
}
