package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// openShiftTemplate reports whether a kind is OpenShift's Template, whose objects
// are made with the values of its parameters
// (https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/images/using-templates).
func openShiftTemplate(apiVersion, kind string) bool {
	return kind == "Template" && (apiVersion == "template.openshift.io/v1" || apiVersion == "v1")
}

// expand reads the objects of a Template with the values that its parameters have in
// the file. They are decoded from a copy of the text in which parameters are
// replaced; as its structure is the same, places in it are those of the file.
func (d *document) expand(n source.Node, path source.Path, depth int) {
	if depth >= maxListDepth {
		d.problem(Error, n.Get("objects"), fmt.Sprintf("lists nested more than %d deep: not read", maxListDepth))
		return
	}
	parameters := readParameters(n.Get("parameters"))
	text, err := parameters.replace(n.Get("objects"), labels(n.Get("labels")))
	if err != nil {
		d.problem(Error, n.Get("objects"), fmt.Sprintf("the objects of this Template are not read: %v", err))
		return
	}
	copied := &source.Document{File: source.NewFile(d.source.File.Name, text), End: len(text), Index: d.source.Index}
	root, err := copied.Parse()
	if err != nil {
		d.problem(Error, n.Get("objects"), "the objects of this Template are not read: with the values of its parameters they are no YAML")
		return
	}
	missing := parameters.missing()
	inner := &document{source: d.source, version: d.version, kustomized: d.kustomized, template: missing != "", expanded: true, annotated: d.annotated}
	for i, item := range root.Get("objects").Items() {
		inner.object(item, path.Child("objects").Index(i), "", depth+1)
	}
	d.objects = append(d.objects, inner.objects...)
	d.other = append(d.other, inner.other...)
	for _, p := range inner.problems {
		d.problems = append(d.problems, d.original(p, root, path))
	}
	if inner.note != nil && d.note == nil {
		note := d.original(*inner.note, root, path)
		d.note = &note
	}
	if missing != "" {
		d.problem(Info, n.Get("parameters"), fmt.Sprintf("parameters without a value: %s; what they make of the objects is not known: lint the result of 'oc process --local -f FILE -p NAME=VALUE' to see it", missing))
	}
}

// original gives a problem of a value in the copy its place in the file.
func (d *document) original(p Problem, root source.Node, path source.Path) Problem {
	if p.At.File == nil || p.At.File == d.source.File {
		return p
	}
	key, value, _ := d.source.Locate(path + pathAt(root, p.At.Start, ""))
	d.source.Forget()
	if p.At = value; key.File != nil {
		p.At = key
	}
	return p
}

// parameters are the parameters of a Template.
type parameters struct {
	values map[string]string
	// unset are those without a value, in order, and used those that stand in the
	// objects.
	unset []string
	used  map[string]bool
	// room is how many bytes the values may still add.
	room int
}

func readParameters(list source.Node) *parameters {
	p := &parameters{values: map[string]string{}, used: map[string]bool{}}
	for _, item := range list.Items() {
		name := text(item.Get("name"))
		switch value := item.Get("value"); {
		case name == "":
		case value.Exists() && value.Kind() != source.Null:
			p.values[name] = value.Text()
		default:
			p.unset = append(p.unset, name)
		}
	}
	return p
}

// missing names the parameters that the objects use and that have no value.
func (p *parameters) missing() string {
	const most = 5
	var names []string
	for _, name := range p.unset {
		if p.used[name] {
			names = append(names, name)
		}
	}
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// replace returns the objects of a Template as JSON, with the values of parameters
// and with the labels that the Template gives to each object.
func (p *parameters) replace(n source.Node, labels map[string]string) ([]byte, error) {
	written, err := n.JSON()
	if err != nil {
		var syntax *source.SyntaxError
		if errors.As(err, &syntax) {
			return nil, errors.New(syntax.Message)
		}
		return nil, err
	}
	// Room for what people write: a long value in many places has no end.
	p.room = 16<<10 + 10*len(written)
	decoded, err := decodeJSON(written)
	if err != nil {
		return nil, err
	}
	objects, _ := decoded.([]any)
	for i, object := range objects {
		addLabels(object, labels)
		objects[i] = p.value(object)
	}
	if p.room < 0 {
		return nil, errors.New("the values of its parameters make too much of them; use shorter values")
	}
	return json.Marshal(map[string]any{"objects": objects})
}

func decodeJSON(text []byte) (any, error) {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&value)
	return value, err
}

// addLabels adds the labels of a Template to an object.
func addLabels(object any, labels map[string]string) {
	fields, _ := object.(map[string]any)
	meta, ok := fields["metadata"].(map[string]any)
	if len(labels) == 0 || !ok {
		return
	}
	own, ok := meta["labels"].(map[string]any)
	if !ok {
		own = map[string]any{}
		meta["labels"] = own
	}
	for key, value := range labels {
		own[key] = value
	}
}

// value replaces parameters in a value and all below it.
func (p *parameters) value(v any) any {
	switch v := v.(type) {
	case string:
		return p.text(v)
	case []any:
		for i := range v {
			v[i] = p.value(v[i])
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			below := v[key]
			delete(v, key)
			v[p.string(key)] = p.value(below)
		}
	}
	return v
}

// text replaces parameters in a string. All of it may be ${{NAME}}, which stands
// for a value that need be no string.
func (p *parameters) text(s string) any {
	name, opened := strings.CutPrefix(s, "${{")
	name, closed := strings.CutSuffix(name, "}}")
	if !opened || !closed || parameterName(name) != len(name) {
		return p.string(s)
	}
	value, ok := p.lookUp(name)
	if !ok {
		return s
	}
	return p.raw(value)
}

// string replaces every ${NAME} of a string, once.
func (p *parameters) string(s string) string {
	if !strings.Contains(s, "${") {
		return s
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "${")
		b.WriteString(before)
		if !found || p.room < 0 {
			return b.String()
		}
		n := parameterName(after)
		value, ok := "", false
		if n > 0 && strings.HasPrefix(after[n:], "}") {
			value, ok = p.lookUp(after[:n])
		}
		if !ok {
			b.WriteString("${")
			s = after
			continue
		}
		b.WriteString(value)
		s = after[n+1:]
	}
}

// lookUp returns the value of a parameter, if it has one.
func (p *parameters) lookUp(name string) (string, bool) {
	p.used[name] = true
	value, ok := p.values[name]
	p.room -= len(value)
	return value, ok && p.room >= 0
}

// parameterName is the length of the name that a text begins with.
func parameterName(s string) int {
	for i := range len(s) {
		if c := s[i]; c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return i
		}
	}
	return len(s)
}

// raw is the value that a text is in YAML; the text itself where it is none.
func (p *parameters) raw(s string) any {
	document := &source.Document{File: source.NewFile("", []byte(s)), End: len(s)}
	root, err := document.Parse()
	if err != nil {
		return s
	}
	text, err := root.JSON()
	if p.room -= len(text); err != nil || p.room < 0 {
		return s
	}
	value, err := decodeJSON(text)
	if err != nil {
		return s
	}
	return value
}
