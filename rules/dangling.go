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
	// peer is the one that the selector belongs to, of a rule that does action; nil
	// for a subject.
	peer   *cluster.Peer
	action cluster.Action
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
	// subjectNamespaces: the namespaces of a cluster-wide policy's subject.
	subjectNamespaces
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
//
// A peer that its author most likely meant as one with another is and-or-dash's.
func danglings(pass *lint.Pass) []dangling {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []dangling {
		all, split := diagnosed(pass), splitPeers(pass)
		if len(split) == 0 {
			return all
		}
		var out []dangling
		for i := range all {
			if d := &all[i]; d.part != ownPeer || split[d.peer] == nil {
				out = append(out, *d)
			}
		}
		return out
	})
}

// diagnosed returns the dangling selectors of a model, whoever reports them.
func diagnosed(pass *lint.Pass) []dangling {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []dangling {
		x := &diagnosis{model: pass.Model, pods: map[*cluster.Namespace]*vocabulary[*cluster.Workload]{},
			own: map[*cluster.Namespace]*vocabulary[*cluster.Workload]{}, known: map[question]reason{},
			chosen: map[string][2][]*cluster.Namespace{}}
		for _, p := range pass.Model.Policies {
			x.policy(p)
		}
		for _, p := range pass.Model.Tiered {
			x.clusterWide(p)
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
	// chosen are the namespaces that a selector matches and may match, by its key.
	chosen map[string][2][]*cluster.Namespace
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
	for peer, rule := range peers(p) {
		if apiServerPeer(p, rule, peer) {
			continue // api-server-as-pod
		}
		d := dangling{policy: p, peer: peer, action: rule.Action}
		switch {
		case peer.IPBlock != nil || peer.Pods == nil && peer.Namespaces == nil:
		case peer.Namespaces != nil:
			x.remote(d)
		case !peer.Pods.Empty() && (shown(p.Namespace) || foreign(p.Namespace, peer.Pods)):
			d.part, d.selector, d.scope = ownPeer, peer.Pods, own
			x.choice(d, len(peer.Selected) > 0)
		}
	}
}

// clusterWide diagnoses a policy without a namespace. What its subject selects is
// known only where all namespaces that it may select are shown.
func (x *diagnosis) clusterWide(p *cluster.Policy) {
	matched, possible := x.namespacesOf(p.Namespaces)
	subject := &cluster.Peer{Namespaces: p.Namespaces, Pods: p.Subject, Selected: p.Selected, Matched: matched, Possible: possible}
	switch d := (dangling{policy: p, selector: p.Subject, scope: matched}); {
	case len(matched) == 0:
		d.part, d.selector, d.scope = subjectNamespaces, p.Namespaces, nil
		x.namespaces(d, subject)
	case !p.Subject.Empty() && len(p.Selected) == 0 && x.closed(subject):
		d.part, d.open = subjectPods, !byTheirNames(p.Namespaces)
		x.choice(d, false)
	}
	for peer, rule := range peers(p) {
		if peer.Namespaces != nil && !apiServerPeer(p, rule, peer) {
			x.remote(dangling{policy: p, peer: peer, action: rule.Action})
		}
	}
}

// namespacesOf lists the namespaces that a selector surely matches, and those that
// it may match.
func (x *diagnosis) namespacesOf(s *cluster.Selector) (matched, possible []*cluster.Namespace) {
	known, ok := x.chosen[s.Key()]
	if !ok {
		for _, ns := range x.model.NamespacesFor(s) {
			switch ns.Matches(s) {
			case cluster.Yes:
				known[0] = append(known[0], ns)
			case cluster.Unknown:
				known[1] = append(known[1], ns)
			}
		}
		x.chosen[s.Key()] = known
	}
	return known[0], known[1]
}

// remote diagnoses a peer with a namespaceSelector.
func (x *diagnosis) remote(d dangling) {
	peer := d.peer
	switch {
	case len(peer.Matched) == 0:
		d.part, d.selector = peerNamespaces, peer.Namespaces
		x.namespaces(d, peer)
	case peer.Pods != nil && !peer.Pods.Empty() && len(peer.Selected) == 0 && x.closed(peer):
		d.part, d.selector, d.scope, d.open = remotePeer, peer.Pods, peer.Matched, !byTheirNames(peer.Namespaces)
		x.choice(d, false)
	}
}

// peers visits the peers of a policy's rules, in both directions.
func peers(p *cluster.Policy) iter.Seq2[*cluster.Peer, *cluster.Rule] {
	return func(yield func(*cluster.Peer, *cluster.Rule) bool) {
		for _, d := range cluster.Directions {
			for i := range p.Rules[d] {
				for j := range p.Rules[d][i].Peers {
					if !yield(&p.Rules[d][i].Peers[j], &p.Rules[d][i]) {
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

// asksForInfrastructure reports whether a selector names what is often installed from
// elsewhere. A nil one names nothing.
func asksForInfrastructure(s *cluster.Selector) bool {
	return s != nil && slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
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
	return needs && contradiction(s, false) == nil // else contradictory-selector
}
