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
// at once. What may come from leaving these values out is not said.
func hidden(content []byte, known []Violation, version Version) []Violation {
	var document any
	if json.Unmarshal(content, &document) != nil {
		return nil
	}
	var left []source.Path
	for _, v := range known {
		if undecodable(v) {
			left = append(left, v.Path)
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
	var out []Violation
	for _, v := range validate(policy, version) {
		if !slices.ContainsFunc(left, func(p source.Path) bool { return near(p, v.Path) }) {
			v.Hidden = true
			out = append(out, v)
		}
	}
	return out
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

// near reports whether one path leads to the other, or both have one parent.
func near(a, b source.Path) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a.Parent() == b.Parent() || strings.HasPrefix(string(b), string(a)+"/")
}
