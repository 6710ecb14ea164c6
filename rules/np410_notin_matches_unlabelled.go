package rules

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// notInMatchesUnlabelled reports an allowed peer that is told only what it must not
// be. NotIn matches objects without the key too (Kubernetes documentation, "Labels
// and Selectors", set-based requirements), so whoever has no such label is let
// through.
func notInMatchesUnlabelled() *lint.Rule {
	return &lint.Rule{
		Code: "NP410", Name: "notin-matches-unlabelled", Category: lint.Selectors, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a peer that is allowed by NotIn alone includes all that lack the label",
		Controls: []lint.Control{lint.LimitPodToPod, lint.LabelsThatMatch},
		Check:    checkNotInMatchesUnlabelled,
	}
}

func checkNotInMatchesUnlabelled(pass *lint.Pass) {
	for u := range selectorUses(pass.Model) {
		// A subject is told what it is not on purpose, as an exception to a default,
		// and so is what a rule denies.
		if u.ofSubject() || u.rule.Action != cluster.Allow || !onlyNotIn(u.selector) {
			continue
		}
		r := &u.selector.Requirements[0]
		what, plural := "pod", "pods"
		if u.ofNamespaces() {
			what, plural = "namespace", "namespaces"
		}
		if u.part == remotePeer && narrowed(u.peer.Namespaces) || u.part == peerNamespaces && u.peer.Pods != nil && narrowed(u.peer.Pods) {
			continue // the other selector says who is meant
		}
		if u.part == ownPeer && shown(u.policy.Namespace) && allCarry(u.policy.Namespace, r.Key) {
			continue // there are no pods without it
		}
		f := lint.Finding{
			At: valuesAt(u.selector, r), Key: u.selector.String(),
			Message: fmt.Sprintf("%s matches every %s without the label %s too, so this peer allows whatever nobody has labelled", u.selector, what, r.Key),
			Help: fmt.Sprintf("list the %s that are meant with operator: In; or, if only those with another value are, add {key: %s, operator: Exists} to matchExpressions",
				plural, r.Key),
			Witness: unlabelledFlow(pass, &u, r.Key),
		}
		pass.Report(f)
	}
}

// onlyNotIn reports whether a selector says of its objects only what a label of
// theirs must not be. That a label must be missing, or that namespaces are all but
// those of some names, is plain enough.
func onlyNotIn(s *cluster.Selector) bool {
	return judgeable(s) && !slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return r.Op != metav1.LabelSelectorOpNotIn || r.Key == cluster.NameLabel
	})
}

// narrowed reports whether a selector asks for some label.
func narrowed(s *cluster.Selector) bool {
	return slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool { return r.Positive() })
}

func allCarry(ns *cluster.Namespace, key string) bool {
	return !slices.ContainsFunc(ns.Workloads, func(w *cluster.Workload) bool { _, has := w.Labels[key]; return !has })
}

// unlabelledFlow is a flow from or to a pod that lacks the label, or whose namespace
// does, and is let through; nil where the input shows none.
func unlabelledFlow(pass *lint.Pass, u *selectorUse, key string) *reach.Flow {
	const tries = 8
	tried := 0
	for _, other := range u.peer.Selected {
		labels := other.Labels
		if u.ofNamespaces() {
			labels = other.Namespace.Labels
		}
		if _, has := labels[key]; has {
			continue
		}
		for _, own := range u.policy.Selected[:min(len(u.policy.Selected), 2)] {
			if tried++; tried > tries {
				return nil
			}
			if flow := allowedBetween(pass, u.rule, u.ingress, own, other); flow != nil {
				return flow
			}
		}
	}
	return nil
}

// allowedBetween is a flow between a pod of a policy and one of its peers that a
// rule lets through, or nil.
func allowedBetween(pass *lint.Pass, r *cluster.Rule, ingress bool, own, other *cluster.Workload) *reach.Flow {
	if own == other || crowded(own, cluster.Ingress) || crowded(own, cluster.Egress) {
		return nil
	}
	from, to := own, other
	if ingress {
		from, to = other, own
	}
	protocol, port := aPort(r, to, cluster.Ingress)
	flow := reach.Flow{From: reach.Endpoint{Workload: from}, To: reach.Endpoint{Workload: to}, Protocol: protocol, Port: port}
	if pass.Reach.Explain(flow).Answer != cluster.Yes {
		return nil
	}
	return &flow
}
