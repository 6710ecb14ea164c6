package manifest

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// readPolicy decodes a networking.k8s.io/v1 NetworkPolicy as the API server
// does: case-sensitive names, no conversion between types. What the server would
// refuse becomes violations of the object; a policy that cannot be decoded stays
// in the model as one that says nothing.
func readPolicy(d *decoder) any {
	o := d.object
	if o.ID.APIVersion != "networking.k8s.io/v1" && !readable(d) {
		return brokenPolicy()
	}
	content, err := d.root.JSON()
	if err != nil {
		d.unreadable(err)
		return brokenPolicy()
	}
	policy := &NetworkPolicy{}
	nulls, whole, ok := d.strictly(content, &policy.NetworkPolicy)
	if !ok {
		if len(o.Violations) > 0 {
			o.Violations = append(o.Violations, d.hidden(content)...)
		}
		return brokenPolicy()
	}
	found := validate(&policy.NetworkPolicy, d.version)
	if !whole {
		found = d.hide(found)
	}
	o.Violations = append(o.Violations, found...)
	policy.NoSpec, policy.Nulls = !d.root.Get("spec").Exists(), nulls
	return policy
}

// marked reports whether the value at a path holds a template marker, which is why
// it is not what it must be.
func (d *decoder) marked(p source.Path) bool {
	_, marker := firstMarker([]source.Node{follow(d.root, p)})
	return marker != ""
}

// undecodable reports whether a violation keeps the API server from decoding.
func undecodable(v Violation) bool {
	return v.Class == Refused && v.ID == "wrong-type" || v.Class == LabelType && !v.OnKey
}

// duplicates returns the keys that stand twice.
func duplicates(root source.Node) []Violation {
	var out []Violation
	for i, dup := range root.Duplicates() {
		if i == maxMisfits {
			break
		}
		path := pathAt(root, dup.Second.Start, "")
		if slices.ContainsFunc(out, func(v Violation) bool { return v.Path == path && v.Field == dup.Key }) {
			continue // three times
		}
		line := dup.First.File.Position(dup.First.Start).Line
		out = append(out, Violation{Class: DuplicateKey, ID: "duplicate-key", Field: dup.Key, Path: path, OnKey: true,
			Message: fmt.Sprintf("key %q is already set on line %d", dup.Key, line)})
	}
	return out
}

// brokenPolicy stands for a policy whose text cannot be read. Its namespace has
// a policy then, whatever it says.
func brokenPolicy() *Custom { return &Custom{Policy: true, Broken: true} }

// guessPolicy takes note of a policy in a document that is not even YAML, when
// its text names a namespace.
func (d *document) guessPolicy() {
	content := d.source.Bytes()
	if !bytes.Contains(content, []byte("NetworkPolicy")) {
		return
	}
	line := regexp.MustCompile(`(?m)^\s*"?namespace"?:\s*["']?([a-z0-9][-a-z0-9]*)["']?,?\s*(?:#.*)?$`)
	if m := line.FindSubmatch(content); m != nil {
		id := ID{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy", Namespace: string(m[1])}
		d.objects = append(d.objects, &Object{ID: id, Doc: d.source, Value: brokenPolicy()})
	}
}

// readMisnamed is an object that is meant to be a NetworkPolicy, but whose kind or
// group is misspelt.
func readMisnamed(d *decoder) any {
	id := d.object.ID
	v := Violation{Class: OldAPI, ID: "unknown-version", Field: "kind", Path: "/kind", Value: id.Kind, Mend: Mend{Text: "NetworkPolicy"},
		Message: "no Kubernetes has the kind " + id.Kind, Help: "write kind: NetworkPolicy, with two capitals"}
	if id.Kind == "NetworkPolicy" {
		v.Field, v.Path, v.Value, v.Mend.Text = "apiVersion", "/apiVersion", id.APIVersion, "networking.k8s.io/v1"
		v.Message, v.Help = "no Kubernetes has NetworkPolicy in "+id.APIVersion, "write apiVersion: networking.k8s.io/v1"
	}
	d.object.Violations = append(d.object.Violations, v)
	return brokenPolicy()
}

// readable takes note of a NetworkPolicy of a version that the API server does not
// have, or has no more, and reports whether it serves it all the same.
func readable(d *decoder) bool {
	v := Violation{Class: OldAPI, ID: "unknown-version", Field: "apiVersion", Path: "/apiVersion", Value: d.object.ID.APIVersion,
		Mend:    Mend{Text: "networking.k8s.io/v1"},
		Message: "no Kubernetes has NetworkPolicy in " + d.object.ID.APIVersion, Help: "write apiVersion: networking.k8s.io/v1"}
	served := false
	if d.object.ID.APIVersion == "extensions/v1beta1" {
		v.ID = "removed-version"
		v.Message = "NetworkPolicy in extensions/v1beta1 was removed in Kubernetes 1.16"
		if served = d.version.Extensions(); served {
			v.ID = "deprecated-version"
		}
	}
	d.object.Violations = append(d.object.Violations, v)
	return served
}

// plain drops the words of the JSON decoder that mean nothing to the author of
// YAML.
func plain(err error) string {
	s := strings.TrimPrefix(err.Error(), "json: ")
	s = strings.Replace(s, "Go struct field ", "", 1)
	return strings.ReplaceAll(s, "Go value", "value")
}
