package kustomize

import (
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/netpolint/netpolint/lint/source"
)

// forms returns the object as it was written and as it was rendered. Kustomize
// recognises an object by its old names and the new one.
func (q *question) forms() []source.Node {
	if q.object.Exists() {
		return []source.Node{q.object, q.rendered}
	}
	return []source.Node{q.rendered}
}

// selected reports whether the target of a patch or of a replacement is the object.
// All parts are patterns that must match the whole.
func (q *question) selected(target source.Node) bool {
	for _, part := range [...]string{"group", "version", "kind", "name", "namespace"} {
		pattern := target.Get(part).Text()
		if pattern == "" {
			continue
		}
		matches, err := regexp.Compile("^(?:" + pattern + ")$")
		if err != nil || !slices.ContainsFunc(q.forms(), func(object source.Node) bool { return matches.MatchString(partOf(object, part)) }) {
			return false
		}
	}
	return q.carries(target.Get("labelSelector").Text(), "labels") && q.carries(target.Get("annotationSelector").Text(), "annotations")
}

// partOf returns one part of what an object is called.
func partOf(object source.Node, part string) string {
	metadata := object.Get("metadata")
	group, version, found := strings.Cut(object.Get("apiVersion").Text(), "/")
	if !found {
		group, version = "", group
	}
	switch part {
	case "group":
		return group
	case "version":
		return version
	case "kind":
		return object.Get("kind").Text()
	case "namespace":
		if namespace := metadata.Get("namespace").Text(); namespace != "" {
			return namespace
		}
		return "default"
	}
	return metadata.Get("name").Text()
}

// carries reports whether the object carries the labels, or annotations, that a
// selector asks for.
func (q *question) carries(selector, name string) bool {
	if selector == "" {
		return true
	}
	s, err := labels.Parse(selector)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(q.forms(), func(object source.Node) bool {
		set := labels.Set{}
		for key, value := range object.Get("metadata").Get(name).Entries() {
			set[key.Key()] = value.Text()
		}
		return s.Matches(set)
	})
}

// called reports whether the object has, had or may have had in between, a name.
func (q *question) called(name string) bool {
	if name == "" {
		return false
	}
	is := partOf(q.rendered, "name")
	if name == is {
		return true
	}
	if !q.object.Exists() {
		return strings.Contains(is, name)
	}
	was := partOf(q.object, "name")
	return name == was || strings.Contains(is, name) && strings.Contains(name, was)
}

// meant reports whether a strategic merge patch without a target is for the object.
func (q *question) meant(patch source.Node) bool {
	for _, part := range [...]string{"group", "version", "kind"} {
		if partOf(patch, part) != partOf(q.rendered, part) {
			return false
		}
	}
	return q.called(partOf(patch, "name")) && q.lives(partOf(patch, "namespace"))
}

// lives reports whether the object is, was or may have been in between, in a
// namespace.
func (q *question) lives(namespace string) bool {
	if slices.ContainsFunc(q.forms(), func(object source.Node) bool { return partOf(object, "namespace") == namespace }) {
		return true
	}
	return slices.ContainsFunc(q.steps(), func(v *visit) bool {
		d := q.library.document(v.name, 0)
		return d != nil && d.root.Get("namespace").Text() == namespace
	})
}
