package manifest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	k8sjson "sigs.k8s.io/json"

	"github.com/netpolint/netpolint/lint/source"
)

// hidden returns what the API server would say of a policy after the values of the
// wrong type, which keep it from saying more, are mended: so that all can be mended
// at once.
func (d *decoder) hidden(content []byte) []Violation {
	var document any
	if json.Unmarshal(content, &document) != nil {
		return nil
	}
	for _, v := range d.object.Violations {
		if undecodable(v) {
			drop(document, v.Path.Tokens())
		}
	}
	pruned, err := json.Marshal(document)
	if err != nil {
		return nil
	}
	policy := &networkingv1.NetworkPolicy{}
	if k8sjson.UnmarshalCaseSensitivePreserveInts(pruned, policy) != nil {
		return nil
	}
	return d.hide(validate(policy, d.version))
}

// hide marks what the API server does not come to say, as it stops at the type of a
// value or at an unknown field, and leaves out what may come of these.
func (d *decoder) hide(found []Violation) []Violation {
	var out []Violation
	for _, v := range found {
		if !slices.ContainsFunc(d.object.Violations, func(first Violation) bool { return d.causes(first, v) }) {
			v.Hidden = true
			out = append(out, v)
		}
	}
	return out
}

// causes reports whether one violation may be why there is another: a value of the
// wrong type near to it, or an unknown field in a mapping that lacks something.
func (d *decoder) causes(first, v Violation) bool {
	holder := first.Path.Parent()
	beside := v.Path.Parent() == holder
	switch {
	case undecodable(first):
		return beside || leadsThrough(first.Path, v.Path) || leadsThrough(v.Path, first.Path)
	case first.Class == UnknownField:
		return v.Path == holder || beside && !follow(d.root, v.Path).Exists()
	}
	return false
}

// leadsThrough reports whether a path is another, or leads through it.
func leadsThrough(path, of source.Path) bool {
	return path == of || strings.HasPrefix(string(path), string(of)+"/")
}

// drop removes the value at a path, or makes it null where it is an item of a list,
// as the other items keep their numbers.
func drop(in any, path []string) {
	if len(path) == 0 {
		return
	}
	switch in := in.(type) {
	case map[string]any:
		if len(path) == 1 {
			delete(in, path[0])
			return
		}
		drop(in[path[0]], path[1:])
	case []any:
		i, err := strconv.Atoi(path[0])
		switch {
		case err != nil || i < 0 || i >= len(in):
		case len(path) == 1:
			in[i] = nil
		default:
			drop(in[i], path[1:])
		}
	}
}
