package kustomize

import (
	"slices"
	"strconv"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// patches finds the patch under `patches` that set the value.
func (s *step) patches() (render.Place, bool) { return s.patchesIn("patches") }

// jsonPatches finds the patch under `patchesJson6902` that set the value.
func (s *step) jsonPatches() (render.Place, bool) { return s.patchesIn("patchesJson6902") }

func (s *step) patchesIn(name string) (render.Place, bool) {
	for _, item := range slices.Backward(items(s.k, name)) {
		target, named, written := item.Get("target"), item.Get("path"), item.Get("patch")
		if target.Exists() && !s.selected(target) {
			continue
		}
		if place, found := s.patched(s.textsOf(named, written), target.Exists()); found {
			return s.noted(place, named.Text() == ""), true
		}
	}
	return render.Place{}, false
}

// mergePatches finds the patch under `patchesStrategicMerge` that set the value.
func (s *step) mergePatches() (render.Place, bool) {
	for _, item := range slices.Backward(items(s.k, "patchesStrategicMerge")) {
		texts, inside := s.textsOf(item, source.Node{}), inline(item.Text())
		if inside {
			texts = s.textsOf(source.Node{}, item)
		}
		if place, found := s.patched(texts, false); found {
			return s.noted(place, inside), true
		}
	}
	return render.Place{}, false
}

// noted says whose patch it is where that cannot be seen from the place: a patch that
// stands in a kustomization, among other things.
func (s *step) noted(place render.Place, inside bool) render.Place {
	if inside {
		place.By = "patch of " + s.visit.name
	}
	return place
}

// textsOf returns the documents of a patch: of the file that is named, or in a
// scalar of the kustomization.
func (s *step) textsOf(named, written source.Node) []patchText {
	if named.Text() == "" {
		return embedded(written)
	}
	var out []patchText
	for _, d := range s.library.documents(nameIn(s.visit.dir, named.Text())) {
		if p := s.library.parse(d); p != nil {
			out = append(out, patchText{parsed: p})
		}
	}
	return out
}

// patched finds the value in one of the documents of a patch.
func (s *step) patched(texts []patchText, aimed bool) (render.Place, bool) {
	for _, t := range slices.Backward(texts) {
		switch t.root.Kind() {
		case source.Sequence:
			for _, op := range slices.Backward(values(t.root)) {
				if place, found := s.operated(t, op); found {
					return place, true
				}
			}
		case source.Mapping:
			if aimed || s.meant(t.root) {
				if place, found := s.merged(t); found {
					return place, true
				}
			}
		}
	}
	return render.Place{}, false
}

// merged finds the value in a strategic merge patch.
func (s *step) merged(t patchText) (render.Place, bool) {
	switch s.path {
	case "", "/apiVersion", "/kind", "/metadata", "/metadata/name", "/metadata/namespace":
		return render.Place{}, false // by which the patch names its target
	}
	a := s.align(s.rendered, t.root, s.tokens)
	if !a.whole || !s.gives(a.value, a.loose) {
		return render.Place{}, false
	}
	return t.place(pathOf(a.at)), true
}

// operated finds the value in one operation of a JSON patch.
func (s *step) operated(t patchText, op source.Node) (render.Place, bool) {
	switch op.Get("op").Text() {
	case "add", "replace":
	default:
		return render.Place{}, false
	}
	at := source.Path(op.Get("path").Text()).Tokens()
	if len(at) > len(s.tokens) {
		return render.Place{}, false
	}
	moved := false
	for i, token := range at {
		if token != s.tokens[i] {
			if !index(token) || !index(s.tokens[i]) {
				return render.Place{}, false
			}
			moved = true
		}
	}
	here, rest := pathOf(s.tokens[:len(at)]), s.tokens[len(at):]
	a := s.align(follow(s.rendered, here), op.Get("value"), rest)
	if !a.whole || !s.gives(a.value, a.loose || moved) {
		return render.Place{}, false
	}
	for i, other := range t.root.Items() {
		if other == op {
			return t.place(source.Path("").Index(i).Child("value") + pathOf(a.at)), true
		}
	}
	return render.Place{}, false
}

// gives reports whether a value of a patch became the one that is asked for. A mapping
// or list may have been changed since. Where it is not sure that the items of lists
// belong to each other, it must have more of it than the source has.
func (s *step) gives(value source.Node, loose bool) bool {
	switch {
	case s.equal(value, s.value):
		return true
	case !container(s.value) || value.Kind() != s.value.Kind():
		return false
	}
	return !loose || s.likeness(value, s.value) > s.likeness(s.source, s.value)
}

// index reports whether a token of a JSON pointer is that of an item. Which one it
// is, may change when others are added.
func index(token string) bool {
	_, err := strconv.Atoi(token)
	return err == nil || token == "-"
}
