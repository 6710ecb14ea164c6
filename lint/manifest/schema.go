package manifest

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

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
		s.add(Violation{Class: UnknownField, ID: "unknown-field", Field: below, Path: path.Child(key), OnKey: true,
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

// What a value must be, as messages say it.
const (
	aString  = "a string, in quotes"
	aNumber  = "a whole number"
	aList    = "a list"
	aMapping = "a mapping"
)

// misfit adds a value of the wrong type.
func (s *schema) misfit(n source.Node, path source.Path, name, want string) {
	s.misfitAs(n, path, name, name, want)
}

// misfitAs adds a value of the wrong type whose field the API server calls name.
func (s *schema) misfitAs(n source.Node, path source.Path, name, called, want string) {
	if called == "" {
		name, called = "the object", "the object"
	}
	v := Violation{Class: Refused, ID: "wrong-type", Field: name, Path: path, Message: fmt.Sprintf("%s must be %s, and is %s", called, before(want, ", in quotes"), kindWords(n.Kind()))}
	v.Help, v.Mend = retyped(n, want, strings.HasSuffix(name, "elector"))
	s.add(v)
}

// retyped says what to write instead of a value of the wrong type.
func retyped(n source.Node, want string, selector bool) (help string, mend Mend) {
	text := n.Text()
	switch {
	case want == aString && scalar(n):
		mend.Text = strconv.Quote(text)
	case want == aNumber && n.Kind() == source.String:
		if _, err := strconv.ParseUint(text, 10, 31); err == nil {
			mend.Text = text
		}
	case want == aList && n.Kind() == source.String:
		mend.Text = "[" + strconv.Quote(text) + "]"
		if text != "" && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./-") == "" {
			mend.Text = "[" + text + "]"
		}
	case want == aList && n.Kind() == source.Mapping:
		return "write a list: each item of it begins with a dash", mend
	case want == aMapping && n.Kind() == source.Sequence && selector:
		return "write a mapping: {} selects everything, {matchLabels: {app: web}} what has that label", mend
	case want == aMapping && n.Kind() == source.Sequence:
		return "write a mapping: its keys without a dash before them", mend
	case want == aMapping && selector:
		return "write a mapping, such as {matchLabels: {app: web}}", mend
	}
	if mend.Text != "" {
		return "write " + mend.Text, mend
	}
	return "write " + want + " there", mend
}

// labelType is a label that YAML reads as something else than a string.
func labelType(n source.Node, path source.Path, name, key string) Violation {
	v := Violation{Class: LabelType, ID: "label-type", Field: name, Path: path}
	if key != "" {
		name += "." + key
	}
	kind := n.Kind()
	if !scalar(n) {
		v.Message = fmt.Sprintf("the value of %s must be a string, and is %s", name, kindWords(kind))
		v.Help = "write one value, in quotes"
		return v
	}
	v.Value = n.Text()
	v.Mend = Mend{Text: strconv.Quote(n.Text())}
	v.Message = fmt.Sprintf("YAML reads the value of %s as %s, %s", name, kindWords(kind), readAs(n))
	v.Help = "write " + v.Mend.Text + ", in quotes"
	return v
}

func scalar(n source.Node) bool { return n.Kind() != source.Mapping && n.Kind() != source.Sequence }

// fits reports whether a value is a whole number of so many bits, as the API
// server gets it: 80.0 and 8e1 are.
func fits(n source.Node, bits int) bool {
	switch n.Kind() {
	case source.Int:
		i, ok := n.Int()
		return ok && (bits > 32 || math.MinInt32 <= i && i <= math.MaxInt32)
	case source.Float:
		content, err := n.JSON()
		if err != nil {
			return false
		}
		_, err = strconv.ParseInt(string(content), 10, bits)
		return err == nil
	}
	return false
}

// readAs is the value that YAML makes of an unquoted word.
func readAs(n source.Node) string {
	if content, err := n.JSON(); err == nil && len(content) < 40 {
		return string(content)
	}
	return n.Text()
}

// kindWords names a kind of value as people say it.
func kindWords(k source.Kind) string {
	switch k {
	case source.String:
		return "a string"
	case source.Int, source.Float:
		return "a number"
	case source.Bool:
		return "a boolean"
	case source.Sequence:
		return "a list"
	case source.Mapping:
		return "a mapping"
	case source.Null:
		return "empty"
	}
	return "missing"
}

func instant(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}
