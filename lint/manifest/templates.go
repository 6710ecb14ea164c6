package manifest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// A document with template markers is read as far as it is YAML: of a workload
// called ${NAME} more is known than of none. What the markers stand for is not, and
// a file is said to be a template once, not once for each of its mistakes.

// unrendered takes note that a document is a template that cannot be read. Of what
// is no manifest anyway there is nothing to say.
func (d *document) unrendered(at source.Span) {
	if !d.looksLikeManifest() {
		return
	}
	d.unread = true
	d.note = &Problem{Severity: Info, File: d.source.File.Name, At: at,
		Message: "a template, not a manifest, so it is not read: render it first (helm template, envsubst, ytt) and lint the result"}
}

// templateProblem returns the one problem that says of a file that it is a template,
// or has values that are; nil where neither is so.
func templateProblem(documents []*document) *Problem {
	var found *Problem
	for _, d := range documents {
		switch {
		case d.unread:
			return d.note
		case found == nil:
			found = d.note
		}
	}
	return found
}

// isTemplate reports whether markers explain why a document, or its value at some
// place, is not what it must be. A marker such as ${NAME} is YAML in most places,
// so it explains only what is near to it.
func (d *document) isTemplate(at source.Span) bool {
	if !d.template {
		return false
	}
	if m := markerIn(d.source.Bytes()); m == "" || programmed(m) {
		return m != ""
	}
	if at.File != d.source.File {
		return true
	}
	line := at.File.Position(at.Start).Line
	from, to := at.File.LineSpan(line-1).Start, at.File.LineSpan(line+1).End
	return markerIn(at.File.Bytes[from:to]) != ""
}

// guess takes note of what a document that cannot be read most likely holds.
func (d *document) guess() {
	d.guessPolicy()
	d.guessClusterPolicy()
	d.guessPods()
}

// guessPods takes note of a workload in a document that cannot be read: its
// namespace has pods that the input does not show.
func (d *document) guessPods() {
	content := d.source.Bytes()
	kind := regexp.MustCompile(`(?m)^\s*"?kind"?:\s*"?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob|DeploymentConfig)"?,?\s*(?:#.*)?$`).FindSubmatch(content)
	if kind == nil {
		return
	}
	id := ID{Kind: string(kind[1])}
	namespace := regexp.MustCompile(`(?m)^\s*"?namespace"?:\s*["']?([a-z0-9][-a-z0-9]*)["']?,?\s*(?:#.*)?$`).FindSubmatch(content)
	if namespace != nil {
		id.Namespace = string(namespace[1])
	}
	d.objects = append(d.objects, &Object{ID: id, Doc: d.source, Value: &Custom{MayMakePods: true}})
}

// unresolved looks for markers in what decides about an object: its name and
// namespace, labels and selectors, and all of a policy. What the API server would
// refuse of a marker is no violation.
func (d *decoder) unresolved() {
	found, text := firstMarker(d.deciding())
	if text == "" {
		return
	}
	d.object.Violations = slices.DeleteFunc(d.object.Violations, func(v Violation) bool {
		_, marker := firstMarker([]source.Node{follow(d.root, v.Path)})
		return marker != "" || v.OnKey && Unresolved(string(v.Path))
	})
	if d.note == nil && !d.expanded {
		d.note = &Problem{Severity: Info, File: d.source.File.Name, At: found.Span(),
			Message: fmt.Sprintf("values with %s in them are taken literally: render the manifests first (envsubst, helm template) and lint the result", form(text))}
	}
}

// LabelsKnown reports whether the labels of the pods are what stands there: none
// holds what a template engine would replace.
func (w *Workload) LabelsKnown() bool {
	for key, value := range w.PodLabels {
		if Unresolved(value) || Unresolved(key) {
			return false
		}
	}
	return true
}

// deciding returns the values that the model is made of.
func (d *decoder) deciding() []source.Node {
	meta, spec := d.root.Get("metadata"), d.root.Get("spec")
	out := []source.Node{meta.Get("name"), meta.Get("namespace"), meta.Get("labels")}
	if d.object.ID.Kind == "NetworkPolicy" || d.object.ID.Group() == policyAPI {
		return append(out, spec)
	}
	out = append(out, spec.Get("selector"))
	if w, ok := d.object.Value.(*Workload); ok && w.Template != "" {
		out = append(out, follow(d.root, w.Template).Get("metadata").Get("labels"))
	}
	return out
}

// firstMarker finds the first scalar that holds a template marker, or mapping that
// is one to YAML, as {{ name }} is.
func firstMarker(in []source.Node) (at source.Node, found string) {
	for _, n := range in {
		switch n.Kind() {
		case source.String:
			if m := marker(n.Text()); m != "" {
				return n, m
			}
		case source.Mapping:
			if m := braces(n); m != "" {
				return n, m
			}
			for _, v := range n.Entries() {
				if at, m := firstMarker([]source.Node{v}); m != "" {
					return at, m
				}
			}
		case source.Sequence:
			for _, v := range n.Items() {
				if at, m := firstMarker([]source.Node{v}); m != "" {
					return at, m
				}
			}
		}
	}
	return source.Node{}, ""
}

// braces returns the text of a mapping that is meant as {{ name }}.
func braces(n source.Node) string {
	if s := n.Span().Text(); n.Kind() == source.Mapping && strings.HasPrefix(s, "{{") && strings.HasSuffix(s, "}}") {
		return s
	}
	return ""
}

// nameOf is the text of a string, or of {{ name }} in its place.
func nameOf(n source.Node) string {
	if s := text(n); s != "" {
		return s
	}
	return braces(n)
}

// follow returns the value at a path; the zero Node where there is none.
func follow(n source.Node, path source.Path) source.Node {
	for _, token := range path.Tokens() {
		if i, err := strconv.Atoi(token); err == nil && n.Kind() == source.Sequence {
			n = n.At(i)
		} else {
			n = n.Get(token)
		}
	}
	return n
}
