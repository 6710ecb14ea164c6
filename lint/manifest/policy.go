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
		d.problem(Error, d.root.Get("apiVersion"), fmt.Sprintf("no Kubernetes has NetworkPolicy in %s, so it cannot be applied and is not read: write networking.k8s.io/v1", d.object.ID.APIVersion))
		return brokenPolicy()
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
		at, message := typeError(d.root, err)
		d.problem(Error, at, message+"; the API server refuses this NetworkPolicy, so it is not read")
		return brokenPolicy()
	}
	for _, err := range strict {
		consequence := ": the API server refuses it, and without validation it has no effect; check the spelling and the indentation"
		if strings.Contains(plain(err), "Selector.") && !strings.Contains(plain(err), "matchExpressions") {
			consequence = ": the API server refuses it, and without validation the selector selects everything; write labels below matchLabels"
		}
		d.problem(Error, fieldAt(d.root, err), plain(err)+consequence)
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
	d.problem(Error, d.root.Get("apiVersion"), "NetworkPolicy in extensions/v1beta1 was removed in Kubernetes 1.16, so it cannot be applied and is not read: write networking.k8s.io/v1")
	return brokenPolicy()
}

// nulls collects the paths below n whose value is null.
func nulls(n source.Node, path source.Path, out *[]source.Path) {
	switch n.Kind() {
	case source.Null:
		*out = append(*out, path)
	case source.Mapping:
		for k, v := range n.Entries() {
			if kind := v.Kind(); kind == source.Null || kind == source.Mapping || kind == source.Sequence {
				nulls(v, path.Child(k.Key()), out)
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

// typeError finds the value that a type error of the JSON decoder means (cannot
// unmarshal string into Go struct field NetworkPolicyPort.spec.ingress.ports.endPort
// of type int32), and says it in words of YAML. The decoder names no indices, so
// it is the first value on such a path whose type does not fit.
func typeError(root source.Node, err error) (source.Node, string) {
	words := strings.Fields(err.Error())
	for i, word := range words {
		_, field, found := strings.Cut(word, ".")
		if !found || !strings.HasPrefix(field, "spec") && !strings.HasPrefix(field, "metadata") || i < 4 {
			continue
		}
		got, want := words[i-4], words[len(words)-1]
		for j := range words[:i] {
			if words[j] == "unmarshal" {
				got = words[j+1]
			}
		}
		at := misfit(root, strings.Split(field, "."), got)
		if !at.Exists() {
			at = nearest(root, strings.Split(field, "."))
		}
		must := kindWords(want)
		switch {
		case want == "string":
			must += ", in quotes,"
		case got == "string":
			must += ", without quotes,"
		}
		if at.Kind() != source.Mapping && strings.HasSuffix(field, "matchLabels") || strings.HasSuffix(field, "labels") {
			field = "a value of " + field
		}
		return at, fmt.Sprintf("%s must be %s and is %s", field, must, kindWords(got))
	}
	return root.Get("kind"), plain(err)
}

// misfit finds the first value of a JSON type at a path that leaves out indices;
// a mapping at its end stands for all of its values.
func misfit(n source.Node, fields []string, got string) source.Node {
	if n.Kind() == source.Sequence {
		for _, item := range n.Items() {
			if found := misfit(item, fields, got); found.Exists() {
				return found
			}
		}
	}
	if len(fields) > 0 {
		next := n.Get(fields[0])
		if !next.Exists() {
			return source.Node{}
		}
		return misfit(next, fields[1:], got)
	}
	if jsonType(n) == got {
		return n
	}
	for _, v := range n.Entries() {
		if jsonType(v) == got {
			return v
		}
	}
	return source.Node{}
}

// jsonType is what the JSON decoder calls the type of a value.
func jsonType(n source.Node) string {
	switch n.Kind() {
	case source.Int, source.Float:
		return "number"
	case source.Bool:
		return "bool"
	case source.String:
		return "string"
	case source.Mapping:
		return "object"
	case source.Sequence:
		return "array"
	}
	return ""
}

// kindWords says a type of JSON or Go in words of YAML.
func kindWords(t string) string {
	switch {
	case t == "string":
		return "a string"
	case t == "number" || strings.HasPrefix(t, "int"):
		return "a number"
	case t == "bool":
		return "a boolean"
	case t == "array" || strings.HasPrefix(t, "[]"):
		return "a list"
	case t == "object" || strings.HasPrefix(t, "map") || strings.Contains(t, "v1."):
		return "a mapping"
	}
	return t
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
