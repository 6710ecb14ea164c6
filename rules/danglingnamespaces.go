package rules

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint/cluster"
)

// namespaces diagnoses a namespaceSelector that surely matches no namespace of
// the input. A cluster has others, so more is asked for than with pods before
// anything is said.
func (x *diagnosis) namespaces(d dangling, peer *cluster.Peer) {
	s := d.selector
	if !decidable(s, setOnNamespace) {
		return
	}
	x.readNamespaces()
	d.reason = reason{cause: absent, requirement: -1, value: -1}
	unmet := 0
	for i := range s.Requirements {
		if r := &s.Requirements[i]; r.Positive() && !x.labels.meets(r) {
			if unmet++; d.requirement < 0 {
				d.requirement = i
			}
		}
	}
	switch {
	case unmet == 1 && len(peer.Possible) == 0 && x.misspeltNamespace(&d, peer):
	case x.byName(&d):
	case len(peer.Possible) > 0 || !x.evident(&d):
		return
	}
	if r := d.wrong(); r != nil && d.cause == absent {
		d.offers = x.labels.values(r.Key)
	}
	x.found = append(x.found, d)
}

// readNamespaces collects the labels of the namespaces of the input.
func (x *diagnosis) readNamespaces() {
	if x.labels != nil {
		return
	}
	x.labels = vocabularyOf(x.model.Namespaces, func(ns *cluster.Namespace) map[string]string { return ns.Labels })
	for _, ns := range x.model.Namespaces {
		if labelsKnown(ns) {
			x.declared++
		}
	}
}

// labelsKnown reports whether the input shows all labels of a namespace: it has
// its manifest, and that is applied as it stands.
func labelsKnown(ns *cluster.Namespace) bool {
	return ns.Declared && ns.At.Object != nil && !ns.At.Object.Unrendered
}

// misspeltNamespace looks for a label of a namespace that is nearly the one at
// fault, and with which the whole peer would match. The likeness is the only
// evidence, so it must be strict, and pods that are missing there speak against
// it.
func (x *diagnosis) misspeltNamespace(d *dangling, peer *cluster.Peer) bool {
	r := d.wrong()
	if slices.ContainsFunc(r.Values, infrastructure) || d.policy.At.Object != nil && d.policy.At.Object.Unrendered {
		return false
	}
	for i, options := range guesses(x.labels, r, true) {
		for _, meant := range options {
			fixed := corrected(d.selector, d.requirement, meant)
			for _, ns := range x.carrying(meant) {
				if ns.Matches(fixed) != cluster.Yes || peer.Pods != nil && shown(ns) && len(x.model.Select(ns, peer.Pods)) == 0 {
					continue
				}
				d.namespaces = append(d.namespaces, ns)
			}
			if len(d.namespaces) > 0 {
				d.cause, d.meant = misspelling, meant
				if len(r.Values) > 1 {
					d.value = i
				}
				return true
			}
		}
	}
	return false
}

// carrying returns the namespaces that carry a label; one without a value stands
// for any.
func (x *diagnosis) carrying(label pair) []*cluster.Namespace {
	if label.value != "" {
		return x.labels.carriers(label.key, label.value)
	}
	var out []*cluster.Namespace
	for _, value := range x.labels.values(label.key) {
		out = append(out, x.labels.carriers(label.key, value)...)
	}
	return out
}

// byName reports whether a requirement asks for a namespace by a label with its
// name that nothing sets. Kubernetes sets only kubernetes.io/metadata.name.
func (x *diagnosis) byName(d *dangling) bool {
	for i := range d.selector.Requirements {
		r := &d.selector.Requirements[i]
		if r.Op != metav1.LabelSelectorOpIn || !namesNamespace(r.Key) || x.labels.meets(r) {
			continue
		}
		for _, name := range r.Values {
			ns := x.model.Namespace(name)
			if ns != nil && labelsKnown(ns) || builtIn(name) {
				d.cause, d.requirement, d.meant = nameLabel, i, pair{cluster.NameLabel, name}
				if ns != nil {
					d.namespaces = []*cluster.Namespace{ns}
				}
				return true
			}
		}
	}
	return false
}

// builtIn reports whether Kubernetes itself makes a namespace, with no label but
// its name.
func builtIn(name string) bool {
	switch name {
	case "default", "kube-system", "kube-public", "kube-node-lease":
		return true
	}
	return false
}

// namesNamespace reports whether a label key looks as if it held the name of a
// namespace.
func namesNamespace(key string) bool {
	switch key {
	case "name", "namespace", "ns", "kubernetes.io/name", "kubernetes.io/namespace", "metadata.name", "k8s.io/metadata.name":
		return true
	}
	return false
}

// evident reports whether the input shows enough of the cluster's namespaces for
// the claim that none has the label. Where a namespace of the input is named too,
// its manifest is proof. Else the input must show others than the policy's own,
// and the label must not be one of a namespace that other people install.
func (x *diagnosis) evident(d *dangling) bool {
	carried := false
	for i := range d.selector.Requirements {
		r := &d.selector.Requirements[i]
		if r.Key == cluster.NameLabel && r.Positive() {
			return x.pinned(d, r)
		}
		carried = carried || r.Positive() && (d.requirement < 0 || d.requirement == i) && x.carriedByOthers(r.Key, d.policy.Namespace)
	}
	if asksForInfrastructure(d.selector) {
		return false
	}
	return x.declared == len(x.model.Namespaces) && carried
}

// carriedByOthers reports whether a namespace other than the given one has the
// key.
func (x *diagnosis) carriedByOthers(key string, own *cluster.Namespace) bool {
	for _, list := range x.labels.labels[key] {
		if slices.ContainsFunc(list, func(ns *cluster.Namespace) bool { return ns != own }) {
			return true
		}
	}
	return false
}

// pinned handles a selector that also names its namespaces: all of them must be
// declared, and the requirement at fault is the one that they do not meet.
func (x *diagnosis) pinned(d *dangling, names *cluster.Requirement) bool {
	if names.Op != metav1.LabelSelectorOpIn {
		return false
	}
	for _, name := range names.Values {
		if ns := x.model.Namespace(name); ns == nil || !labelsKnown(ns) {
			return false
		}
	}
	ns := x.model.Namespace(names.Values[0])
	d.requirement, d.namespaces = firstUnmet(d.selector, ns.Labels), []*cluster.Namespace{ns}
	return true
}
