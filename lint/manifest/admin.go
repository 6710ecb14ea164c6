package manifest

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint/source"
)

// supersededAdmin takes note of the cluster-wide policies of v1alpha1, which
// ClusterNetworkPolicy of v1alpha2 replaces, and of peers in the shape that they
// had before v0.1.2 of that API (https://network-policy-api.sigs.k8s.io). It reports
// whether there are any of these.
func (d *decoder) supersededAdmin() (removed bool) {
	o := d.object
	if kind := o.ID.Kind; kind != "AdminNetworkPolicy" && kind != "BaselineAdminNetworkPolicy" {
		return false
	}
	tier := "Admin"
	if o.ID.Kind == "BaselineAdminNetworkPolicy" {
		tier = "Baseline"
	}
	o.Violations = append(o.Violations, Violation{Class: OldAPI, ID: "superseded", Field: "kind", Path: "/kind", Value: o.ID.Kind,
		Message: o.ID.Kind + " is superseded by ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2), and newer implementations serve only that",
		Help:    "plan the move to kind: ClusterNetworkPolicy with tier: " + tier})
	for _, direction := range [...]string{"ingress", "egress"} {
		peers := "from"
		if direction == "egress" {
			peers = "to"
		}
		for i, rule := range at(d.root, "spec", direction).Items() {
			for j, peer := range rule.Get(peers).Items() {
				path := source.Path("/spec").Child(direction).Index(i).Child(peers).Index(j)
				removed = d.removedShape(peer.Get("namespaces"), path.Child("namespaces")) || removed
				removed = d.removedShape(at(peer, "pods", "namespaces"), path.Child("pods").Child("namespaces")) || removed
			}
		}
	}
	return removed
}

// removedShape looks for the fields that peers had in v0.1.1. That they are unknown
// now goes without saying.
func (d *decoder) removedShape(namespaces source.Node, path source.Path) (removed bool) {
	for _, field := range [...]string{"namespaceSelector", "sameLabels", "notSameLabels"} {
		if namespaces.Get(field).Exists() {
			removed = true
			d.object.Violations = slices.DeleteFunc(d.object.Violations, func(v Violation) bool {
				return v.Class == UnknownField && leadsThrough(path.Child(field), v.Path)
			})
			d.object.Violations = append(d.object.Violations, Violation{Class: OldAPI, ID: "removed-shape", Field: string(path), Path: path.Child(field), OnKey: true,
				Message: fmt.Sprintf("%s was removed from the peers of the API after v0.1.1: where it is not known the peer is refused or selects nothing", field),
				Help:    "write a label selector below namespaces: itself (matchLabels, matchExpressions)"})
		}
	}
	return removed
}
