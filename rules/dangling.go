package rules

import (
	"iter"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// A selector that matches nothing is one defect, whatever is wrong with it. It
// is diagnosed once, here, and the cause decides which rule speaks.
type dangling struct {
	reason
	policy   *cluster.Policy
	part     part
	selector *cluster.Selector
	// open is set for a remotePeer whose namespaces are not asked for by name, so
	// that others of the cluster may have such pods.
	open bool
	// scope are the namespaces whose pods the selector chooses from; nil for a
	// selector of namespaces.
	scope []*cluster.Namespace
}

// part says what a dangling selector is there for.
type part int

const (
	// subjectPods: spec.podSelector.
	subjectPods part = iota
	// ownPeer: the podSelector of a peer in the policy's own namespace.
	ownPeer
	// remotePeer: the podSelector beside a namespaceSelector.
	remotePeer
	// peerNamespaces: a namespaceSelector.
	peerNamespaces
)

// cause is why a selector matches nothing.
type cause int

const (
	// matched: it does match, or what it matches cannot be told.
	matched cause = iota
	// absent: nothing carries what it asks for.
	absent
	// misspelling: what is carried is nearly what it asks for.
	misspelling
	// ownLabels: a workload carries the labels itself, its pods do not.
	ownLabels
	// nameLabel: the namespace is asked for by a label that nothing sets.
	nameLabel
)

// reason is a diagnosis, apart from the policy that it was made for.
type reason struct {
	cause cause
	// requirement is the index of the first one that nothing meets, or -1 where
	// each is met and only all together are not.
	requirement int
	// value is the index of the one value at fault among those of an In
	// requirement that otherwise matches, or -1.
	value int
	// meant is what a misspelling should read, and the namespace of a nameLabel
	// under its proper key. Its value is empty where only a key is asked for.
	meant pair
	// carriers are the workloads, and namespaces the namespaces, that a
	// misspelling means; the carriers of ownLabels are the workloads with them.
	carriers   []*cluster.Workload
	namespaces []*cluster.Namespace
	// elsewhere are a few other namespaces that have such pods.
	elsewhere []*cluster.Namespace
	// offers are the values that the key has in scope.
	offers []string
}

// wrong is the requirement at fault, or nil.
func (d *dangling) wrong() *cluster.Requirement {
	if d.requirement < 0 {
		return nil
	}
	return &d.selector.Requirements[d.requirement]
}

// asked is how a message names what nothing carries.
func (d *dangling) asked() string {
	r := d.wrong()
	switch {
	case r == nil:
		return d.selector.String()
	case d.value >= 0:
		return pair{r.Key, r.Values[d.value]}.String()
	}
	return r.String()
}

// at is the most precise place of the fault: a value, or else the selector.
func (d *dangling) at() manifest.Ref {
	r := d.wrong()
	switch {
	case r == nil:
		return d.selector.At
	case r.At == d.selector.At.Child("matchLabels").Child(r.Key):
		return r.At
	case d.value >= 0:
		return r.At.Child("values").Index(d.value)
	case len(r.Values) == 1:
		return r.At.Child("values").Index(0)
	case len(r.Values) > 1:
		return r.At.Child("values")
	}
	return r.At.Child("key")
}

// danglings returns the dangling selectors of a model, and the values of
// selectors that dangle alone, in the order of policies. Each has one cause, and
// so one rule that reports it.
func danglings(pass *lint.Pass) []dangling {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []dangling {
		x := &diagnosis{model: pass.Model, pods: map[*cluster.Namespace]*vocabulary[*cluster.Workload]{},
			own: map[*cluster.Namespace]*vocabulary[*cluster.Workload]{}, known: map[question]reason{}}
		for _, p := range pass.Model.Policies {
			x.policy(p)
		}
		return x.found
	})
}

// diagnosis is the work on one model. Whatever it looks up is made when first
// needed: a model without dangling selectors costs no more than the visit.
type diagnosis struct {
	model *cluster.Model
	found []dangling

	// pods and own are the labels of a namespace's pods, and those that its
	// workloads carry themselves.
	pods, own map[*cluster.Namespace]*vocabulary[*cluster.Workload]
	// labels are those of the namespaces, and homes lists the namespaces of the
	// pods that carry a label.
	labels, homes *vocabulary[*cluster.Namespace]
	declared      int
	known         map[question]reason
}

// question is what a reason for pods depends on: policies often hold the same
// selector.
type question struct {
	namespace    *cluster.Namespace
	selector     string
	requirements int
}

func (x *diagnosis) policy(p *cluster.Policy) {
	own := []*cluster.Namespace{p.Namespace}
	if len(p.Subject.Requirements) > 0 && shown(p.Namespace) {
		x.choice(dangling{policy: p, part: subjectPods, selector: p.Subject, scope: own}, len(p.Selected)+len(p.OnHostNetwork) > 0)
	}
	for peer := range peers(p) {
		switch {
		case peer.IPBlock != nil || peer.Pods == nil && peer.Namespaces == nil:
		case peer.Namespaces != nil && len(peer.Matched) == 0:
			x.namespaces(p, peer)
		case peer.Pods == nil || peer.Pods.Empty():
		case peer.Namespaces == nil && (shown(p.Namespace) || foreign(p.Namespace, peer.Pods)):
			x.choice(dangling{policy: p, part: ownPeer, selector: peer.Pods, scope: own}, len(peer.Selected) > 0)
		case peer.Namespaces != nil && len(peer.Selected) == 0 && x.closed(peer):
			x.choice(dangling{policy: p, part: remotePeer, selector: peer.Pods, scope: peer.Matched, open: !byTheirNames(peer.Namespaces)}, false)
		}
	}
}

// peers visits the peers of a policy's rules, in both directions.
func peers(p *cluster.Policy) iter.Seq[*cluster.Peer] {
	return func(yield func(*cluster.Peer) bool) {
		for _, d := range cluster.Directions {
			for i := range p.Rules[d] {
				for j := range p.Rules[d][i].Peers {
					if !yield(&p.Rules[d][i].Peers[j]) {
						return
					}
				}
			}
		}
	}
}

// shown reports whether the input shows all pods of a namespace. It hardly ever
// does for those of Kubernetes itself, nor where no pod has any label: such a
// namespace holds patches (of kustomize, say) rather than workloads.
func shown(ns *cluster.Namespace) bool {
	return ns.Shown() && !ns.System() && slices.ContainsFunc(ns.Workloads, func(w *cluster.Workload) bool { return len(w.Labels) > 0 })
}

// foreign reports whether a selector asks a namespace for the pods of an ingress
// controller or of DNS, which live elsewhere, also where an operator may create
// other pods there.
func foreign(ns *cluster.Namespace, s *cluster.Selector) bool {
	if len(ns.Operators) == 0 || len(ns.Hidden) > 0 || ns.Unrendered != nil || ns.System() || edgeName(ns.Name) {
		return false
	}
	return asksForDNS(s) || slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return r.Positive() && slices.ContainsFunc(r.Values, func(v string) bool { return edgeLabel(r.Key, v) })
	})
}

// closed reports whether the input shows all namespaces that a peer can match,
// and their pods. A selector that names no value (all namespaces, or all but
// some) surely matches others; one by other labels than the name may, and is
// judged unless it asks for pods that live in a namespace of their own.
func (x *diagnosis) closed(peer *cluster.Peer) bool { return closed(x.model, peer) }

func closed(m *cluster.Model, peer *cluster.Peer) bool {
	if len(peer.Possible) > 0 || slices.ContainsFunc(peer.Matched, func(ns *cluster.Namespace) bool { return !shown(ns) }) {
		return false
	}
	some := false
	for i := range peer.Namespaces.Requirements {
		r := &peer.Namespaces.Requirements[i]
		if r.Op != metav1.LabelSelectorOpIn {
			continue
		}
		some = true
		if r.Key == cluster.NameLabel {
			return !slices.ContainsFunc(r.Values, func(name string) bool { return m.Namespace(name) == nil })
		}
	}
	return some && !asksForInfrastructure(peer.Pods) && !asksForInfrastructure(peer.Namespaces)
}

// byTheirNames reports whether a selector lists the names of namespaces.
func byTheirNames(s *cluster.Selector) bool {
	return slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return r.Key == cluster.NameLabel && r.Op == metav1.LabelSelectorOpIn
	})
}

func asksForInfrastructure(s *cluster.Selector) bool {
	return slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return slices.ContainsFunc(r.Values, infrastructure)
	})
}

// decidable reports whether a selector needs some label, and none that is set
// behind the manifests' back. What the API server refuses is not judged either, nor
// what a template engine replaces.
func decidable(s *cluster.Selector, setBy func(key string) bool) bool {
	needs := false
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if r.Key == "" || r.Unresolved() {
			return false
		}
		switch r.Op {
		case metav1.LabelSelectorOpIn:
			if len(r.Values) == 0 {
				return false
			}
		case metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist:
		default:
			return false
		}
		if r.Positive() {
			needs = true
			if setBy(r.Key) {
				return false
			}
		}
	}
	return needs
}
