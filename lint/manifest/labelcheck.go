package manifest

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// inspect finds what the API server would not take as it stands, in objects that
// are read for the labels they carry: keys that stand twice, and labels that are
// no strings. A NetworkPolicy is judged in full elsewhere.
func (d *decoder) inspect() {
	o := d.object
	switch v := o.Value.(type) {
	case *Namespace:
	case *Workload:
		template := strings.ReplaceAll(strings.TrimPrefix(string(v.Template), "/"), "/", ".")
		if template != "" {
			d.labelTypes(template + ".metadata.labels")
		}
		if kind := o.ID.Kind; kind == "ReplicationController" || kind == "DeploymentConfig" {
			d.labelTypes("spec.selector")
		} else if template != "" {
			d.labelTypes("spec.selector.matchLabels")
		}
	case *Service:
		d.labelTypes("spec.selector")
	default:
		return
	}
	d.labelTypes("metadata.labels")
	o.Violations = append(o.Violations, duplicates(d.root)...)
}

// labelTypes checks the map of labels at a path of field names.
func (d *decoder) labelTypes(name string) {
	n, path := d.root, source.Path("")
	for _, field := range strings.Split(name, ".") {
		n, path = n.Get(field), path.Child(field)
	}
	if n.Kind() != source.Mapping {
		return
	}
	for k, v := range n.Entries() {
		if kind := v.Kind(); kind != source.String && kind != source.Null {
			d.object.Violations = append(d.object.Violations, labelType(v, path.Child(k.Key()), name, k.Key()))
		}
	}
	d.object.Violations = append(d.object.Violations, labelKeys(n, path, name)...)
}

// labelKeys finds keys that YAML turns into others: on becomes "true", and 010
// becomes "8".
func labelKeys(n source.Node, path source.Path, name string) []Violation {
	var out []Violation
	for k := range n.Entries() {
		if kind := k.Kind(); kind == source.String || k.Key() == k.Text() || kind == source.Null {
			continue
		}
		out = append(out, Violation{Class: LabelType, ID: "label-key", Field: name, Path: path.Child(k.Key()), OnKey: true, Value: k.Text(),
			Message:     fmt.Sprintf("YAML reads the key %s as %q, so the label has another name than it seems", k.Text(), k.Key()),
			Replacement: `"` + k.Text() + `"`, Help: fmt.Sprintf("write %q in quotes if that is the name of the label", k.Text())})
	}
	return out
}
