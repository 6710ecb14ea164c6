package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// spoofableNamespaceLabel reports an allowed peer whose namespaces are known by a
// label that whoever may edit a namespace can set. Of the labels of a namespace the
// API server guards only kubernetes.io/metadata.name (NetworkPolicy documentation,
// "Targeting a Namespace by its name").
func spoofableNamespaceLabel() *lint.Rule {
	return &lint.Rule{
		Code: "NP414", Name: "spoofable-namespace-label", Category: lint.Selectors, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "a peer trusts namespaces by a label that their owners may be able to set",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Options: []lint.Option{{
			Name: "trusted-labels", Kind: lint.StringsOption, Doc: "label keys that an admission policy guards, so that owners of namespaces cannot set them",
		}},
		Check: checkSpoofableNamespaceLabel,
	}
}

func checkSpoofableNamespaceLabel(pass *lint.Pass) {
	trusted := pass.Strings("trusted-labels")
	dangles := danglingSelectors(pass)
	for u := range selectorUses(pass.Model) {
		if u.part != peerNamespaces || u.rule.Action != cluster.Allow || !judgeable(u.selector) || dangles[u.selector] {
			continue
		}
		var custom []*cluster.Requirement
		guarded := false
		for i := range u.selector.Requirements {
			r := &u.selector.Requirements[i]
			switch {
			case !r.Positive():
			case r.Key == cluster.NameLabel || slices.Contains(trusted, r.Key) || setOnNamespace(r.Key):
				guarded = true
			default:
				custom = append(custom, r)
			}
		}
		if len(custom) == 0 || guarded {
			continue
		}
		labels := custom[0].String()
		for _, r := range custom[1:] {
			labels += " and " + r.String()
		}
		pass.Report(lint.Finding{
			At: valuesAt(u.selector, custom[0]), Key: u.selector.String(),
			Message: fmt.Sprintf("whoever may label a namespace with %s becomes part of this peer: Kubernetes guards no label of a namespace but %s", labels, cluster.NameLabel),
			Help:    fmt.Sprintf("name the namespaces, such as matchExpressions: [{key: %s, operator: In, values: [frontend]}], or guard the label by an admission policy and list it in the option trusted-labels", cluster.NameLabel),
		})
	}
}
