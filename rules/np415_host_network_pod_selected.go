package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// hostNetworkPodSelected reports selectors that match pods on the host network.
// Most network plugins ignore such pods in selectors and take their traffic for
// that of the node (NetworkPolicy documentation, "NetworkPolicy and hostNetwork
// pods").
func hostNetworkPodSelected() *lint.Rule {
	return &lint.Rule{
		Code: "NP415", Name: "host-network-pod-selected", Category: lint.Selectors, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a selector matches pods on the host network, which most network plugins leave out",
		Controls: []lint.Control{lint.LabelsThatMatch, lint.WatchTraffic},
		Check:    checkHostNetworkPodSelected,
	}
}

func checkHostNetworkPodSelected(pass *lint.Pass) {
	x := &hostPods{model: pass.Model, known: map[[2]string][]*cluster.Workload{}}
	for _, ns := range pass.Model.Namespaces {
		if slices.ContainsFunc(ns.Workloads, func(w *cluster.Workload) bool { return w.HostNetwork }) {
			x.namespaces = append(x.namespaces, ns)
		}
	}
	if len(x.namespaces) == 0 {
		return
	}
	for u := range selectorUses(pass.Model) {
		// A selector that names nobody takes pods on the host network along.
		if u.ofNamespaces() || !narrowed(u.selector) || u.selector.Unresolved() || u.peer != nil && apiServerPeer(u.policy, u.rule, u.peer) {
			continue
		}
		if found := x.matched(&u); len(found) > 0 {
			reportHostNetwork(pass, &u, found)
		}
	}
}

// hostPods finds the pods on the host network that selectors match.
type hostPods struct {
	model      *cluster.Model
	namespaces []*cluster.Namespace // those that have such pods
	known      map[[2]string][]*cluster.Workload
}

func (x *hostPods) matched(u *selectorUse) []*cluster.Workload {
	of := u.policy.Namespaces
	switch {
	case u.part == subjectPods && of == nil:
		return u.policy.OnHostNetwork
	case u.part == ownPeer:
		return x.in(u.policy.Namespace, u.selector)
	case u.part == remotePeer:
		of = u.peer.Namespaces
	}
	key := [2]string{of.Key(), u.selector.Key()}
	found, known := x.known[key]
	if !known {
		for _, ns := range x.namespaces {
			if ns.Matches(of) == cluster.Yes {
				found = append(found, x.in(ns, u.selector)...)
			}
		}
		x.known[key] = found
	}
	return found
}

func (x *hostPods) in(ns *cluster.Namespace, s *cluster.Selector) []*cluster.Workload {
	if !slices.Contains(x.namespaces, ns) {
		return nil
	}
	var out []*cluster.Workload
	for _, w := range x.model.Select(ns, s) {
		if w.HostNetwork {
			out = append(out, w)
		}
	}
	return out
}

func reportHostNetwork(pass *lint.Pass, u *selectorUse, found []*cluster.Workload) {
	f := lint.Finding{
		At: u.selector.At, Key: u.selector.String(),
		Related: []lint.Related{{At: nameOf(found[0].At), Message: found[0].String() + " has hostNetwork: true"}},
	}
	others := u.policy.Selected
	if u.ofSubject() {
		f.Message = fmt.Sprintf("%s on the host network, where most network plugins apply no policy", are(found))
		f.Help = "guard pods on the host network by a firewall of the node or by the host policies of the network plugin, or give them a network of their own"
		if len(others) == 0 {
			f.Message += ": this policy has no effect"
		}
	} else {
		others = u.peer.Selected
		if slices.ContainsFunc(u.rule.Peers, func(p cluster.Peer) bool { return p.IPBlock != nil || p.Elsewhere }) {
			return // the addresses of the nodes may be named beside it
		}
		f.Message = fmt.Sprintf("%s on the host network, and has the address of the node for most network plugins", are(found))
		if len(found) > 1 {
			f.Message = fmt.Sprintf("%s on the host network, and have the addresses of their nodes for most network plugins", are(found))
		}
		f.Help = "allow the addresses of the nodes, such as ipBlock: {cidr: 192.0.2.0/24}, or see how the network plugin names nodes in its own policies"
		if len(others) == 0 {
			f.Message += ": " + u.nothing()
		}
	}
	if len(others) > len(found) {
		return // the selector is about the others
	}
	open := u.part == remotePeer && !byTheirNames(u.peer.Namespaces) || u.policy.Namespaces != nil && u.ofSubject() && !byTheirNames(u.policy.Namespaces)
	if len(others) > 0 || open {
		pass.ReportAs(lint.Info, f)
		return
	}
	pass.Report(f)
}

// are begins a sentence about workloads.
func are(workloads []*cluster.Workload) string {
	if len(workloads) == 1 {
		return workloads[0].Name + " is"
	}
	return names(workloads) + " are"
}
