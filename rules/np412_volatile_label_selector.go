package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// volatileLabelSelector reports a podSelector with the value of a label that a
// controller writes anew on every rollout or upgrade: pod-template-hash (Kubernetes
// documentation, "Deployments"), controller-revision-hash, controller-uid, and
// helm.sh/chart, which holds the version of the chart (Helm's best practices,
// "Labels and Annotations").
func volatileLabelSelector() *lint.Rule {
	return &lint.Rule{
		Code: "NP412", Name: "volatile-label-selector", Category: lint.Selectors, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a selector asks for the value of a label that changes with every rollout",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Options: []lint.Option{{
			Name: "labels", Kind: lint.StringsOption, Doc: "the label keys whose values change without anyone touching the policy",
			Strings: []string{"pod-template-hash", "controller-revision-hash", "pod-template-generation", "controller-uid",
				"batch.kubernetes.io/controller-uid", "rollouts-pod-template-hash", "helm.sh/chart"},
		}},
		Check: checkVolatileLabelSelector,
	}
}

func checkVolatileLabelSelector(pass *lint.Pass) {
	volatile := pass.Strings("labels")
	dangles := danglingSelectors(pass)
	for u := range selectorUses(pass.Model) {
		if u.ofNamespaces() || !judgeable(u.selector) || dangles[u.selector] {
			continue // one that matches nothing by now is reported as such
		}
		for i := range u.selector.Requirements {
			r := &u.selector.Requirements[i]
			if len(r.Values) == 0 || !slices.Contains(volatile, r.Key) {
				continue
			}
			effect := u.nothing()
			if !r.Positive() {
				effect = "the pods left out here are selected again"
			}
			pass.Report(lint.Finding{
				At: valuesAt(u.selector, r), Key: u.selector.String(),
				Message: fmt.Sprintf("the value of %s changes with the next rollout or upgrade of the pods, and %s from then on", r.Key, effect),
				Help:    "select the pods by a label of the pod template that stays, such as app.kubernetes.io/name: web",
			})
		}
	}
}

// danglingSelectors are the selectors of which some rule says that they match
// nothing, or that a value of theirs does not.
func danglingSelectors(pass *lint.Pass) map[*cluster.Selector]bool {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) map[*cluster.Selector]bool {
		out := map[*cluster.Selector]bool{}
		for _, d := range danglings(pass) {
			out[d.selector] = true
		}
		return out
	})
}
