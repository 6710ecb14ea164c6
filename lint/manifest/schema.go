package manifest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint/source"
)

// schema compares a document with the Go type that the API server decodes it
// into, and names every field that the type does not have and every value of the
// wrong type. It runs only on documents that the decoder refuses: the decoder
// stops at the first, and gives no index.
type schema struct {
	found []Violation
}

// maxMisfits is how many misfits of one document are listed, as many as the API
// server lists.
const maxMisfits = 100

// misfits returns the violations of the type's structure.
func misfits(root source.Node, into reflect.Type) []Violation {
	s := &schema{}
	s.value(root, into, "", "")
	return s.found
}

func (s *schema) add(v Violation) {
	if len(s.found) < maxMisfits {
		s.found = append(s.found, v)
	}
}

// value looks at one value. name is its field path as the API server prints it.
func (s *schema) value(n source.Node, t reflect.Type, path source.Path, name string) {
	if n.Kind() == source.Null {
		return
	}
	switch t {
	case reflect.TypeFor[intstr.IntOrString]():
		if n.Kind() != source.String && !fits(n, 32) {
			s.misfit(n, path, name, "a number from 1 to 65535, or the name of a port")
		}
		return
	case reflect.TypeFor[metav1.Time]():
		if text, ok := n.Str(); !ok || !instant(text) {
			s.misfit(n, path, name, "a time such as 2006-01-02T15:04:05Z")
		}
		return
	case reflect.TypeFor[metav1.FieldsV1]():
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		s.value(n, t.Elem(), path, name)
	case reflect.Struct:
		s.object(n, t, path, name)
	case reflect.Slice:
		s.list(n, t.Elem(), path, name)
	case reflect.Map:
		s.strings(n, path, name)
	case reflect.String:
		if n.Kind() != source.String {
			s.text(n, path, name)
		}
	case reflect.Int32, reflect.Int64:
		if !fits(n, t.Bits()) {
			s.misfit(n, path, name, aNumber)
		}
	case reflect.Bool:
		if n.Kind() != source.Bool {
			s.misfit(n, path, name, "true or false")
		}
	}
}

// object looks at the fields of a mapping.
func (s *schema) object(n source.Node, t reflect.Type, path source.Path, name string) {
	if n.Kind() != source.Mapping {
		s.misfit(n, path, name, aMapping)
		return
	}
	fields := fieldsOf(t)
	var unknown []int // of s.found
	var missing []string
	for k, v := range n.Entries() {
		key := k.Key()
		below := key
		if name != "" {
			below = name + "." + key
		}
		if of, known := fields[key]; known {
			s.value(v, of, path.Child(key), below)
			continue
		}
		unknown = append(unknown, len(s.found))
		s.add(Violation{Class: UnknownField, ID: "unknown-field", Field: below, Path: path.Child(key), OnKey: true, Empty: empty(v),
			Message: fmt.Sprintf("unknown field %q", below)})
	}
	if len(unknown) == 0 {
		return
	}
	for f := range fields {
		if !n.Get(f).Exists() {
			missing = append(missing, f)
		}
	}
	slices.Sort(missing)
	for _, i := range unknown {
		if i < len(s.found) {
			s.found[i].Known = missing
		}
	}
}

// empty reports whether a value holds nothing.
func empty(n source.Node) bool {
	switch n.Kind() {
	case source.Null:
		return true
	case source.Mapping, source.Sequence:
		return n.Len() == 0
	}
	return false
}

// fieldsOf returns the JSON fields of a struct, those of embedded ones included.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case tag == "-":
		case f.Anonymous && (tag == "" || strings.Contains(options, "inline")):
			for name, of := range fieldsOf(f.Type) {
				out[name] = of
			}
		case tag != "":
			out[tag] = f.Type
		}
	}
	return out
}

func (s *schema) list(n source.Node, of reflect.Type, path source.Path, name string) {
	if n.Kind() != source.Sequence {
		s.misfit(n, path, name, aList)
		return
	}
	for i, item := range n.Items() {
		s.value(item, of, path.Index(i), fmt.Sprintf("%s[%d]", name, i))
	}
}

// strings looks at a map of strings: labels, which are so often written without
// quotes that they have a rule of their own, or annotations.
func (s *schema) strings(n source.Node, path source.Path, name string) {
	if n.Kind() != source.Mapping {
		s.misfit(n, path, name, aMapping)
		return
	}
	for k, v := range n.Entries() {
		at := path.Child(k.Key())
		switch kind := v.Kind(); {
		case kind == source.String || kind == source.Null:
		case strings.HasSuffix(name, "annotations"):
			s.misfitAs(v, at, name, name+"."+k.Text(), aString)
		default:
			s.add(labelType(v, at, name, k.Text()))
		}
	}
}

// text is about a value that must be a string.
func (s *schema) text(n source.Node, path source.Path, name string) {
	if strings.Contains(name, ".matchExpressions[") && !strings.HasSuffix(name, ".operator") && scalar(n) {
		s.add(labelType(n, path, name, ""))
		return
	}
	s.misfit(n, path, name, aString)
}
