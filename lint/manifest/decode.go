package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unique"

	"github.com/netpolint/netpolint/lint/source"
)

// maxListDepth is how deep a List may stand inside a List.
const maxListDepth = 4

// decode parses the document and reads the objects in it. A defect of the tool
// itself is a problem of the document, and does not end the run.
func (d *document) decode() {
	defer func() {
		if cause := recover(); cause != nil {
			d.problems = append(d.problems, Problem{Severity: Error, File: d.source.File.Name, At: placeOf(d.source),
				Message: fmt.Sprintf("cannot be read for a defect of netpolint, please report it: %v", cause)})
		}
	}()
	if d.ytt {
		d.unrendered(placeOf(d.source))
		d.guess()
		return
	}
	d.decodeRoot()
}

// decodeRoot reads the objects in the document, and reports whether it could be
// parsed.
func (d *document) decodeRoot() bool {
	d.template = mayHoldMarkers(d.source.Bytes())
	d.annotated = bytes.Contains(d.source.Bytes(), []byte(domain))
	root, err := d.source.Parse()
	if err != nil {
		d.unreadable(err)
		d.guess()
		return false
	}
	d.object(root, "", "", 0)
	d.rest(root)
	return true
}

// notYAML begins the problem of a document that does not parse.
const notYAML = "not valid YAML: "

// unreadable reports a document that is no YAML. How much it matters depends on
// what it looks like: a manifest that cannot be read leaves the answer
// incomplete.
func (d *document) unreadable(err error) {
	p := Problem{Severity: Warning, File: d.source.File.Name, At: placeOf(d.source), Message: err.Error()}
	var near source.Span
	var syntax *source.SyntaxError
	if errors.As(err, &syntax) {
		near, p.At, p.Message = syntax.Span, syntax.Span, notYAML+syntax.Message
	}
	if d.isTemplate(near) {
		d.unrendered(p.At)
		return
	}
	if d.looksLikeManifest() {
		p.Severity = Error
	}
	d.problems = append(d.problems, p)
}

// looksLikeManifest reports whether a text that cannot be parsed is most likely
// meant as a manifest.
func (d *document) looksLikeManifest() bool {
	content := d.source.Bytes()
	return bytes.Contains(content, []byte("apiVersion")) || bytes.Contains(content, []byte("kind:"))
}

// object reads the value at path. listed is the "apiVersion kind" that the List
// around it implies for an item that names none.
func (d *document) object(n source.Node, path source.Path, listed string, depth int) {
	if n.Kind() != source.Mapping {
		if path != "" && n.Kind() != source.Null {
			d.problem(Error, n, "not an object: an item of a List must be a mapping with apiVersion and kind")
		}
		return
	}
	apiVersion, kind := text(n.Get("apiVersion")), text(n.Get("kind"))
	if listed != "" && apiVersion == "" && kind == "" {
		apiVersion, kind, _ = strings.Cut(listed, " ")
	}
	apiVersion, kind = d.complete(n, apiVersion, kind)
	if apiVersion == "" || kind == "" {
		return // no manifest: most likely the values of a chart, or a workflow
	}
	if items := n.Get("items"); strings.HasSuffix(kind, "List") && items.Kind() == source.Sequence {
		d.list(items, path.Child("items"), apiVersion, kind, depth)
		return
	}
	if openShiftTemplate(apiVersion, kind) && n.Get("objects").Kind() == source.Sequence {
		d.expand(n, path, depth)
		return
	}
	id := ID{APIVersion: apiVersion, Kind: kind}
	read := readerOf(id.Group(), kind)
	if read == nil {
		d.other = append(d.other, apiVersion+" "+kind)
		return
	}
	meta := n.Get("metadata")
	id.Namespace, id.Name = nameOf(meta.Get("namespace")), nameOf(meta.Get("name"))
	generated := id.Name == ""
	if generated {
		id.Name = text(meta.Get("generateName"))
	}
	dec := &decoder{document: d, root: n, object: &Object{ID: id, Generated: generated, Doc: d.source, Root: path}}
	d.kustomized.apply(dec.object)
	if dec.object.Value = read(dec); dec.object.Value != nil {
		dec.inspect()
		dec.object.Annotations = dec.annotations()
		if d.template {
			dec.unresolved()
		}
		d.objects = append(d.objects, dec.object)
	}
}

// list reads the items of a List.
func (d *document) list(items source.Node, path source.Path, apiVersion, kind string, depth int) {
	if depth >= maxListDepth {
		d.problem(Error, items, fmt.Sprintf("lists nested more than %d deep: not read", maxListDepth))
		return
	}
	listed := ""
	if of := strings.TrimSuffix(kind, "List"); of != "" {
		listed = apiVersion + " " + of
	}
	for i, item := range items.Items() {
		d.object(item, path.Index(i), listed, depth+1)
	}
}

// complete fills in the apiVersion or the kind that a NetworkPolicy leaves out:
// kubectl refuses such an object, but the API server takes it for what the URL of
// the request says.
func (d *document) complete(n source.Node, apiVersion, kind string) (string, string) {
	const group = "networking.k8s.io/v1"
	switch {
	case kind == "NetworkPolicy" && apiVersion == "":
		d.problem(Warning, n.Get("kind"), "a NetworkPolicy without apiVersion, which kubectl refuses: write apiVersion: "+group)
		return group, kind
	case kind == "NetworkPolicy" && (apiVersion == "/" || apiVersion == "networking.k8s.io/"):
		d.problem(Warning, n.Get("apiVersion"), "an apiVersion without a version: write apiVersion: "+group)
		return group, kind
	case apiVersion == group && kind == "" && !otherKind(n.Get("spec")):
		d.problem(Warning, n.Get("apiVersion"), "an object without kind, which kubectl refuses, read as a NetworkPolicy: write kind: NetworkPolicy, or what it is")
		return group, "NetworkPolicy"
	}
	return apiVersion, kind
}

// otherKind reports whether a spec is that of another kind of the group of
// NetworkPolicy: an Ingress, an IngressClass, an IPAddress, a ServiceCIDR.
func otherKind(spec source.Node) bool {
	for _, field := range [...]string{"rules", "tls", "defaultBackend", "backend", "ingressClassName", "controller", "parentRef", "cidrs"} {
		if spec.Get(field).Exists() {
			return true
		}
	}
	return false
}

func (d *document) problem(s Severity, at source.Node, message string) {
	d.problems = append(d.problems, Problem{Severity: s, File: d.source.File.Name, At: at.Span(), Message: message})
}

// text is a scalar's text when it is a string, and "" otherwise.
func text(n source.Node) string {
	s, _ := n.Str()
	return s
}

// decoder reads one object.
type decoder struct {
	*document
	root   source.Node
	object *Object
}

// labels reads a map of labels leniently: a value that the API server would
// refuse for its type (an unquoted number) still counts as its text, so that
// nothing vanishes from the model.
func labels(n source.Node) map[string]string {
	if n.Kind() != source.Mapping || n.Len() == 0 {
		return nil
	}
	out := make(map[string]string, n.Len())
	for k, v := range n.Entries() {
		// The same few keys and values stand in thousands of manifests.
		value := ""
		switch v.Kind() {
		case source.Null:
		case source.Mapping:
			value = braces(v)
		default:
			value = v.Text()
		}
		out[unique.Make(k.Key()).Value()] = unique.Make(value).Value()
	}
	return out
}

// at follows field names from a node.
func at(n source.Node, fields ...string) source.Node {
	for _, f := range fields {
		n = n.Get(f)
	}
	return n
}
