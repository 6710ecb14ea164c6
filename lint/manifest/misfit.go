package manifest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/netpolint/netpolint/lint/source"
)

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
