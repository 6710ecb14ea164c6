package manifest

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"sigs.k8s.io/json"

	"github.com/netpolint/netpolint/lint/source"
)

// readPolicy decodes a networking.k8s.io/v1 NetworkPolicy as the API server
// does: case-sensitive names, no conversion between types. A document with a
// value of the wrong type is refused there, and is a problem here.
func readPolicy(d *decoder) any {
	if d.object.ID.APIVersion != "networking.k8s.io/v1" {
		d.problem(Warning, d.root.Get("apiVersion"), fmt.Sprintf("no Kubernetes has NetworkPolicy in %s, so it cannot be applied and is not read: write networking.k8s.io/v1", d.object.ID.APIVersion))
		return nil
	}
	content, err := d.root.JSON()
	if err != nil {
		d.unreadable(err)
		return brokenPolicy()
	}
	policy := &NetworkPolicy{}
	strict, err := json.UnmarshalStrict(content, &policy.NetworkPolicy)
	if err != nil && d.template {
		d.unreadable(err)
		return brokenPolicy()
	}
	if err != nil {
		d.problem(Error, typeErrorAt(d.root, err), "the API server refuses this NetworkPolicy, so it is not read: "+plain(err))
		return brokenPolicy()
	}
	for _, err := range strict {
		consequence := ": the API server refuses it, and without validation it has no effect; check the spelling and the indentation"
		if strings.Contains(plain(err), "Selector.") && !strings.Contains(plain(err), "matchExpressions") {
			consequence = ": the API server refuses it, and without validation the selector selects everything; write labels below matchLabels"
		}
		d.problem(Warning, fieldAt(d.root, err), plain(err)+consequence)
	}
	for _, dup := range d.root.Duplicates() {
		first := dup.First.File.Position(dup.First.Start)
		d.problems = append(d.problems, Problem{Severity: Warning, File: d.source.File.Name, At: dup.Second,
			Message: fmt.Sprintf("key %q is already set on line %d: kubectl silently keeps the last one; remove or merge one of them", dup.Key, first.Line)})
	}
	policy.NoSpec = !d.root.Get("spec").Exists()
	nulls(d.root.Get("spec"), "/spec", &policy.Nulls)
	return policy
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

// readOldPolicy is a NetworkPolicy in the group that Kubernetes 1.16 removed.
func readOldPolicy(d *decoder) any {
	if d.object.ID.APIVersion != "extensions/v1beta1" {
		return readPolicy(d)
	}
	d.problem(Warning, d.root.Get("apiVersion"), "NetworkPolicy in extensions/v1beta1 was removed in Kubernetes 1.16, so it cannot be applied and is not read: write networking.k8s.io/v1")
	return nil
}

// nulls collects the paths below n whose value is null.
func nulls(n source.Node, path source.Path, out *[]source.Path) {
	switch n.Kind() {
	case source.Null:
		*out = append(*out, path)
	case source.Mapping:
		for k, v := range n.Entries() {
			if kind := v.Kind(); kind == source.Null || kind == source.Mapping || kind == source.Sequence {
				nulls(v, path.Child(k.Text()), out)
			}
		}
	case source.Sequence:
		for i, v := range n.Items() {
			nulls(v, path.Index(i), out)
		}
	}
}

// plain drops the words of the JSON decoder that mean nothing to the author of
// YAML.
func plain(err error) string {
	s := strings.TrimPrefix(err.Error(), "json: ")
	s = strings.Replace(s, "Go struct field ", "", 1)
	return strings.ReplaceAll(s, "Go value", "value")
}

// fieldAt finds the place that a strict decoding error names: unknown field
// "spec.ingress[0].form".
func fieldAt(root source.Node, err error) source.Node {
	_, rest, _ := strings.Cut(err.Error(), `"`)
	field, _, found := strings.Cut(rest, `"`)
	if !found {
		return root.Get("kind")
	}
	return nearest(root, strings.FieldsFunc(field, func(r rune) bool { return r == '.' || r == '[' || r == ']' }))
}

// typeErrorAt finds the place that a type error names: cannot unmarshal number
// into Go struct field LabelSelector.spec.podSelector.matchLabels of type string.
func typeErrorAt(root source.Node, err error) source.Node {
	for word := range strings.FieldsSeq(err.Error()) {
		if _, path, found := strings.Cut(word, "."); found && strings.HasPrefix(path, "spec") || strings.HasPrefix(path, "metadata") {
			return nearest(root, strings.Split(path, "."))
		}
	}
	return root.Get("kind")
}

// nearest follows field names and indices as far as they lead. A key names the
// field itself, so that an unknown one is pointed at.
func nearest(n source.Node, fields []string) source.Node {
	last := n.Get("kind")
	for _, f := range fields {
		var next source.Node
		if n.Kind() == source.Sequence {
			next = n.At(atoi(f))
		} else {
			next = n.Get(f)
		}
		if !next.Exists() {
			return last
		}
		for k, v := range n.Entries() {
			if v.Span() == next.Span() {
				last = k
			}
		}
		if n.Kind() == source.Sequence {
			last = next
		}
		n = next
	}
	return last
}

// atoi reads an index, and anything else as none.
func atoi(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 1<<20 {
			return -1
		}
		n = n*10 + int(r-'0')
	}
	return n
}
