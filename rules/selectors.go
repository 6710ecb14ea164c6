package rules

import (
	"iter"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// selectorUse is a selector of a policy, and what it is there for. Rule and peer
// are nil for one of the subject.
type selectorUse struct {
	policy   *cluster.Policy
	part     part
	selector *cluster.Selector
	rule     *cluster.Rule
	peer     *cluster.Peer
	ingress  bool
}

// selectorUses visits the selectors of all policies that ask for something: those
// of NetworkPolicies, and then those of the cluster-wide policies.
func selectorUses(m *cluster.Model) iter.Seq[selectorUse] {
	return func(yield func(selectorUse) bool) {
		for _, policies := range [...][]*cluster.Policy{m.Policies, m.Tiered} {
			for _, p := range policies {
				if !usesOf(p, yield) {
					return
				}
			}
		}
	}
}

func usesOf(p *cluster.Policy, yield func(selectorUse) bool) bool {
	visit := func(u selectorUse) bool {
		return u.selector == nil || len(u.selector.Requirements) == 0 || yield(u)
	}
	if !visit(selectorUse{policy: p, part: subjectNamespaces, selector: p.Namespaces}) ||
		!visit(selectorUse{policy: p, part: subjectPods, selector: p.Subject}) {
		return false
	}
	for _, d := range cluster.Directions {
		for i := range p.Rules[d] {
			r := &p.Rules[d][i]
			for j := range r.Peers {
				peer := &r.Peers[j]
				u := selectorUse{policy: p, rule: r, peer: peer, ingress: d == cluster.Ingress}
				u.part, u.selector = peerNamespaces, peer.Namespaces
				if !visit(u) {
					return false
				}
				u.part, u.selector = ownPeer, peer.Pods
				if peer.Namespaces != nil {
					u.part = remotePeer
				}
				if !visit(u) {
					return false
				}
			}
		}
	}
	return true
}

// ofNamespaces reports whether the selector is one of namespaces.
func (u *selectorUse) ofNamespaces() bool {
	return u.part == peerNamespaces || u.part == subjectNamespaces
}

// ofSubject reports whether the selector says whom the policy applies to.
func (u *selectorUse) ofSubject() bool {
	return u.part == subjectPods || u.part == subjectNamespaces
}

// nothing says what it means that the selector matches nothing.
func (u *selectorUse) nothing() string {
	action := cluster.Allow
	if u.rule != nil {
		action = u.rule.Action
	}
	return nothing(u.part, action)
}

// nothing says what a part of a policy does that matches nothing.
func nothing(what part, action cluster.Action) string {
	if what == subjectPods || what == subjectNamespaces {
		return "this policy has no effect"
	}
	return "this peer " + verb(action) + " nothing"
}

// valuesAt is the place of what a requirement asks for: its one value, its values,
// or its key.
func valuesAt(s *cluster.Selector, r *cluster.Requirement) manifest.Ref {
	switch {
	case fromMatchLabels(s, r):
		return r.At
	case len(r.Values) == 1:
		return r.At.Child("values").Index(0)
	case len(r.Values) > 1:
		return r.At.Child("values")
	}
	return r.At.Child("key")
}

// fromMatchLabels reports whether a requirement is an entry of matchLabels.
func fromMatchLabels(s *cluster.Selector, r *cluster.Requirement) bool {
	return r.At == s.At.Child("matchLabels").Child(r.Key)
}

// expressions are the requirements of a selector that stand in matchExpressions.
func expressions(s *cluster.Selector) []cluster.Requirement {
	i := slices.IndexFunc(s.Requirements, func(r cluster.Requirement) bool { return !fromMatchLabels(s, &r) })
	if i < 0 {
		return nil
	}
	return s.Requirements[i:]
}

// judgeable reports whether a selector is one that the API server takes, and holds
// no variables.
func judgeable(s *cluster.Selector) bool {
	return !slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		if r.Key == "" || r.Unresolved() {
			return true
		}
		switch r.Op {
		case metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn:
			return len(r.Values) == 0
		case metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist:
			return false
		}
		return true
	})
}

// flowSelector writes a selector as YAML of one line.
func flowSelector(s *cluster.Selector) string {
	var labels, expressions []string
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if fromMatchLabels(s, r) || r.Op == metav1.LabelSelectorOpIn && len(r.Values) == 1 && !hasKey(s.Requirements[:i], r.Key) {
			labels = append(labels, r.Key+": "+scalar(r.Values[0]))
			continue
		}
		e := "{key: " + r.Key + ", operator: " + string(r.Op)
		if len(r.Values) > 0 {
			values := make([]string, len(r.Values))
			for j, v := range r.Values {
				values[j] = scalar(v)
			}
			e += ", values: [" + strings.Join(values, ", ") + "]"
		}
		expressions = append(expressions, e+"}")
	}
	var parts []string
	if len(labels) > 0 {
		parts = append(parts, "matchLabels: {"+strings.Join(labels, ", ")+"}")
	}
	if len(expressions) > 0 {
		parts = append(parts, "matchExpressions: ["+strings.Join(expressions, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func hasKey(requirements []cluster.Requirement, key string) bool {
	return slices.ContainsFunc(requirements, func(r cluster.Requirement) bool { return r.Key == key })
}

// scalar writes the value of a label as YAML: quoted where it would be read as
// anything but text.
func scalar(value string) string {
	plain := value != "" && (value[0] >= 'a' && value[0] <= 'z' || value[0] >= 'A' && value[0] <= 'Z')
	switch strings.ToLower(value) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		plain = false
	}
	if plain {
		return value
	}
	return `"` + value + `"`
}
