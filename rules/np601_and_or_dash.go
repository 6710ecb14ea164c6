package rules

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// andOrDash reports two peers, one with only a namespaceSelector and one with only
// a podSelector, that were most likely meant as one. In one item they mean "these
// pods of those namespaces"; with a dash before the second, "any pod there, or these
// pods of my own namespace" (NetworkPolicy documentation, "Behavior of to and from
// selectors").
func andOrDash() *lint.Rule {
	return &lint.Rule{
		Code: "NP601", Name: "and-or-dash", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a dash makes two peers of a namespaceSelector and a podSelector that belong together",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkAndOrDash,
	}
}

func checkAndOrDash(pass *lint.Pass) {
	split := splitPeers(pass)
	if len(split) == 0 {
		return
	}
	for _, p := range pass.Model.Policies {
		for peer := range peers(p) {
			if s := split[peer]; s != nil && s.dash == peer {
				reportAndOrDash(pass, s)
			}
		}
	}
}

func reportAndOrDash(pass *lint.Pass, s *splitPeer) {
	namespaces, pods := flowSelector(s.namespaces.Namespaces), flowSelector(s.pods.Pods)
	own := s.policy.Namespace.Name
	one := fmt.Sprintf("{namespaceSelector: %s, podSelector: %s}", namespaces, pods)
	at, other := s.pods.Pods.At, s.namespaces.Namespaces.At
	if s.dash == s.namespaces {
		at, other = other, at
	}
	f := lint.Finding{
		At: at, OnKey: true, Key: s.direction.String() + " " + s.namespaces.Namespaces.String() + " or " + s.pods.Pods.String(),
		Message: fmt.Sprintf("this dash makes an OR: the rule allows every pod of %s, or %s of %s; most likely only %s of those namespaces are meant, as %s",
			selectedNamespaces(s.namespaces.Namespaces), s.pods.Pods, own, s.pods.Pods, s.because),
		Help: fmt.Sprintf("write one item for those pods of those namespaces: %s: [%s]; if both are meant, say so: %s: [{namespaceSelector: %s}, {namespaceSelector: {matchLabels: {%s: %s}}, podSelector: %s}]",
			s.direction.Peers(), one, s.direction.Peers(), namespaces, cluster.NameLabel, scalar(own), pods),
		Related: []lint.Related{{At: other, Message: "the other half of what is most likely one peer"}},
		Witness: s.witness(pass),
		Fixes: []lint.Fix{{Title: "join both selectors in one peer", Safety: lint.Unsafe, Edits: []lint.Edit{
			{At: s.namespaces.At, New: one}, {At: s.pods.At, Remove: true},
		}}},
	}
	if s.idle {
		f.Help = fmt.Sprintf("write one item for those pods of those namespaces: %s: [%s]; if every pod of them is meant, remove the podSelector's item, which adds nothing: %s: [{namespaceSelector: %s}]",
			s.direction.Peers(), one, s.direction.Peers(), namespaces)
	}
	if !s.at.IsZero() {
		f.Related = append(f.Related, lint.Related{At: s.at, Message: "these pods match both selectors"})
	}
	pass.Report(f)
}

func selectedNamespaces(s *cluster.Selector) string {
	if anyNamespace(s) {
		return "every namespace"
	}
	return "the namespaces with " + s.String()
}

// witness is a flow of a pod that only the namespaceSelector matches: two peers let
// it through, and one would not.
func (s *splitPeer) witness(pass *lint.Pass) *reach.Flow {
	const tries = 8
	if len(s.policy.Selected) == 0 {
		return nil
	}
	own, tried := s.policy.Selected[0], 0
	for _, w := range s.namespaces.Selected {
		if s.pods.Pods.Matches(w.Labels) {
			continue
		}
		if tried++; tried > tries {
			return nil
		}
		if flow := allowedBetween(pass, s.rule, s.direction == cluster.Ingress, own, w); flow != nil {
			return flow
		}
	}
	// A pod that the input does not show, without any label.
	pod := reach.Endpoint{Pod: &reach.Pod{Name: "any-pod", Namespace: namedNamespace(s.namespaces)}}
	if pod.Pod.Namespace == "" || s.pods.Pods.Matches(nil) {
		return nil
	}
	flow := reach.Flow{From: pod, To: reach.Endpoint{Workload: own}}
	flow.Protocol, flow.Port = aPort(s.rule, own, s.direction)
	if s.direction == cluster.Egress {
		flow.From, flow.To = flow.To, flow.From
	}
	if pass.Reach.Explain(flow).Answer != cluster.Yes {
		return nil
	}
	return &flow
}

// namedNamespace is a namespace that a peer names or that the input shows it to
// select, or "".
func namedNamespace(p *cluster.Peer) string {
	if anyNamespace(p.Namespaces) {
		return "any-namespace"
	}
	for i := range p.Namespaces.Requirements {
		if r := &p.Namespaces.Requirements[i]; r.Key == cluster.NameLabel && r.Op == metav1.LabelSelectorOpIn {
			return r.Values[0]
		}
	}
	if len(p.Matched) > 0 {
		return p.Matched[0].Name
	}
	return ""
}
