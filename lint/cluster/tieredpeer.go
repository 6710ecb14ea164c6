package cluster

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"

	"github.com/netpolint/netpolint/lint/manifest"
)

// tieredPeer compiles a peer of a cluster-wide policy: one entry, or one for each of
// its networks.
func (b *builder) tieredPeer(at manifest.Ref, peer *v1alpha2.ClusterNetworkPolicyEgressPeer) []Peer {
	kinds := 0
	for _, set := range [...]bool{peer.Namespaces != nil, peer.Pods != nil, peer.Nodes != nil, peer.Networks != nil, peer.DomainNames != nil} {
		if set {
			kinds++
		}
	}
	switch {
	case kinds == 1 && len(peer.Networks) > 0:
		out := make([]Peer, len(peer.Networks))
		for i, text := range peer.Networks {
			place := at.Child("networks").Index(i)
			out[i] = Peer{At: place, IPBlock: &IPBlock{At: place, Text: string(text), Prefix: b.prefix(place, string(text))}}
		}
		return out
	case kinds == 1 && (peer.Namespaces != nil || peer.Pods != nil):
		out := Peer{At: at}
		out.Namespaces, out.Pods = podsOf(at, peer.Namespaces, peer.Pods)
		match := b.match(out.Namespaces, out.Pods)
		out.Matched, out.Possible, out.Selected = match.matched, match.possible, match.pods
		out.Maybe = len(match.possible) > 0
		return []Peer{out}
	case kinds == 1 && (peer.Nodes != nil || len(peer.DomainNames) > 0):
		return []Peer{{At: at, Elsewhere: true, Nodes: peer.Nodes != nil}}
	}
	return []Peer{{At: at, Unread: true}}
}

// podsOf compiles the two ways to select pods of several namespaces. Pods is nil
// where all of the namespaces are meant.
func podsOf(at manifest.Ref, of *metav1.LabelSelector, some *v1alpha2.NamespacedPod) (namespaces, pods *Selector) {
	if some == nil {
		return compileSelector(at.Child("namespaces"), of), nil
	}
	at = at.Child("pods")
	return compileSelector(at.Child("namespaceSelector"), &some.NamespaceSelector), compileSelector(at.Child("podSelector"), &some.PodSelector)
}
