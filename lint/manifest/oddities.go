package manifest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// oddities are what YAML lets an author write without meaning it: values that are
// null, and keys of labels that are other words to the API server.
type oddities struct {
	nulls []source.Path
	keys  []Violation
}

// walk collects the oddities of n and below it.
func (o *oddities) walk(n source.Node, path source.Path) {
	switch n.Kind() {
	case source.Null:
		o.nulls = append(o.nulls, path)
	case source.Mapping:
		labels := strings.HasSuffix(string(path), "/matchLabels")
		for k, v := range n.Entries() {
			if labels {
				o.labelKey(k, path)
			}
			if kind := v.Kind(); kind == source.Null || kind == source.Mapping || kind == source.Sequence {
				o.walk(v, path.Child(k.Key()))
			}
		}
	case source.Sequence:
		for i, v := range n.Items() {
			o.walk(v, path.Index(i))
		}
	}
}

// labelKeys looks at the keys of a map of labels.
func (o *oddities) labelKeys(n source.Node, path source.Path) {
	for k := range n.Entries() {
		o.labelKey(k, path)
	}
}

// labelKey takes note of a key that YAML turns into another: on becomes "true", and
// 010 becomes "8".
func (o *oddities) labelKey(k source.Node, labels source.Path) {
	if kind := k.Kind(); kind == source.String || kind == source.Null || k.Key() == k.Text() {
		return
	}
	text := strconv.Quote(k.Text())
	o.keys = append(o.keys, Violation{Class: LabelType, ID: "label-key", Field: fieldOf(labels), Path: labels.Child(k.Key()), OnKey: true, Value: k.Text(),
		Message: fmt.Sprintf("YAML reads the key %s as %q, so the label has another name than it seems", k.Text(), k.Key()),
		Mend:    Mend{Text: text, Likely: true}, Help: "write " + text + " in quotes if that is the name of the label"})
}

// fieldOf writes a path as the API server does.
func fieldOf(path source.Path) string {
	var b strings.Builder
	for _, token := range path.Tokens() {
		if _, err := strconv.ParseUint(token, 10, 31); err == nil {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	return b.String()
}
