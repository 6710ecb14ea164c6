package manifest

import (
	"reflect"
	"slices"
	"strings"

	"sigs.k8s.io/json"

	"github.com/netpolint/netpolint/lint/source"
)

// strictly decodes the object into a type of the API as its server does, with
// case-sensitive names and no conversion between types, and turns what the server
// would say into violations. whole is set where every field has a place in the
// type, and ok where the object can be decoded at all.
func (d *decoder) strictly(content []byte, into any) (nulls []source.Path, whole, ok bool) {
	o := d.object
	strict, err := json.UnmarshalStrict(content, into)
	if err != nil || len(strict) > 0 {
		o.Violations = append(o.Violations, misfits(d.root, reflect.TypeOf(into).Elem())...)
	}
	if err != nil && d.template && !slices.ContainsFunc(o.Violations, func(v Violation) bool { return undecodable(v) && !d.marked(v.Path) }) {
		o.Violations = nil
		d.unreadable(err)
		return nil, false, false
	}
	o.Violations = append(o.Violations, duplicates(d.root)...)
	odd := oddities{}
	odd.walk(d.root.Get("spec"), "/spec")
	odd.labelKeys(at(d.root, "metadata", "labels"), "/metadata/labels")
	o.Violations = append(o.Violations, odd.keys...)
	if err != nil && !slices.ContainsFunc(o.Violations, undecodable) {
		o.Violations = append(o.Violations, Violation{Class: Refused, ID: "wrong-type", Path: "/kind", Message: plain(err),
			Help: "compare it with 'kubectl explain " + strings.ToLower(o.ID.Kind) + ".spec'"})
	}
	return odd.nulls, len(strict) == 0, err == nil
}
