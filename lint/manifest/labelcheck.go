package manifest

import (
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
	odd := oddities{}
	for k, v := range n.Entries() {
		if kind := v.Kind(); kind != source.String && kind != source.Null && braces(v) == "" {
			d.object.Violations = append(d.object.Violations, labelType(v, path.Child(k.Key()), name, k.Text()))
		}
		odd.labelKey(k, path)
	}
	d.object.Violations = append(d.object.Violations, odd.keys...)
}
