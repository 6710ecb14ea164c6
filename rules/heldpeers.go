package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// heldPeer is a peer of a rule that another one holds; again is set where both are
// the same.
type heldPeer struct {
	peer, by *cluster.Peer
	again    bool
}

// voidsException reports whether the other peer allows what an exception of this one
// takes out, half of it at least.
func (h *heldPeer) voidsException() bool {
	if h.peer.IPBlock == nil || h.again {
		return false
	}
	by := blockAddresses(h.by.IPBlock)
	return slices.ContainsFunc(h.peer.IPBlock.Except, func(e cluster.Except) bool {
		all := addressesOf(e.Prefix)
		return atMostHalf(all.minus(by), all)
	})
}

// opensInternetOrCluster reports whether a peer is the whole internet, or every pod
// there is: beside it all others are moot, and it is that peer which other findings
// are about.
func opensInternetOrCluster(p *cluster.Peer) bool {
	everyPod := p.Namespaces != nil && p.Namespaces.Empty() && (p.Pods == nil || p.Pods.Empty())
	return everyPod || wholeInternet(p.IPBlock)
}

// maxSelectorPeers is how many peers with selectors a rule may have for each to be
// compared with each; of more only those are found that are there twice.
const maxSelectorPeers = 300

// heldPeers are the peers of a rule that can go, all at once: each is held by one that
// stays.
func heldPeers(p *cluster.Policy, r *cluster.Rule) []heldPeer {
	if len(r.Peers) < 2 {
		return nil
	}
	var out []heldPeer
	first := map[string]*cluster.Peer{}
	var selectors, blocks []*cluster.Peer
	for i := range r.Peers {
		peer := &r.Peers[i]
		if unclear(cluster.Rule{Peers: r.Peers[i : i+1]}) {
			continue
		}
		content := peerContent(peer)
		switch known := first[content]; {
		case known != nil:
			out = append(out, heldPeer{peer, known, true})
			continue
		case peer.IPBlock != nil:
			blocks = append(blocks, peer)
		default:
			selectors = append(selectors, peer)
		}
		first[content] = peer
	}
	out = append(out, byThoseThatStay(heldBlocks(blocks))...)
	if len(selectors) <= maxSelectorPeers {
		out = append(out, byThoseThatStay(heldSelectors(p, selectors))...)
	}
	slices.SortStableFunc(out, func(a, b heldPeer) int { return cmp.Compare(index(r, a.peer), index(r, b.peer)) })
	return out
}

// byThoseThatStay names, for peers whose holder goes too, the one that holds that.
func byThoseThatStay(list []heldPeer) []heldPeer {
	next := make(map[*cluster.Peer]*cluster.Peer, len(list))
	for _, h := range list {
		next[h.peer] = h.by
	}
	for i := range list {
		for next[list[i].by] != nil {
			list[i].by = next[list[i].by]
		}
	}
	return list
}

func index(r *cluster.Rule, peer *cluster.Peer) int {
	return slices.IndexFunc(r.Peers, func(p cluster.Peer) bool { return p.At == peer.At })
}

// heldSelectors finds peers whose pods another one selects too. Of two that select
// the same in other words the first stays.
func heldSelectors(p *cluster.Policy, peers []*cluster.Peer) []heldPeer {
	var out []heldPeer
	gone := map[*cluster.Peer]bool{}
	for _, peer := range slices.Backward(peers) {
		if !satisfiable(p, peer) {
			continue // which is a finding of its own
		}
		i := slices.IndexFunc(peers, func(o *cluster.Peer) bool { return o != peer && !gone[o] && selectsMore(p, o, peer) })
		if i >= 0 {
			gone[peer] = true
			out = append(out, heldPeer{peer: peer, by: peers[i]})
		}
	}
	return out
}

func satisfiable(p *cluster.Policy, peer *cluster.Peer) bool {
	return namespacesOf(p, peer).Satisfiable() && (peer.Pods == nil || peer.Pods.Satisfiable())
}

// selectsMore reports whether wide selects every pod that narrow selects.
func selectsMore(p *cluster.Policy, wide, narrow *cluster.Peer) bool {
	return namespacesOf(p, narrow).ImpliesOfNamespaces(namespacesOf(p, wide)) &&
		(wide.Pods == nil || wide.Pods.Empty() || narrow.Pods != nil && narrow.Pods.Implies(wide.Pods))
}

// namespacesOf is the selector of the namespaces of a peer, which is that of the
// policy if none is written.
func namespacesOf(p *cluster.Policy, peer *cluster.Peer) *cluster.Selector {
	if peer.Namespaces != nil || p.Namespace == nil {
		return peer.Namespaces
	}
	return cluster.NamespaceNamed(p.Namespace.Name)
}

// heldBlocks finds blocks inside of others.
func heldBlocks(peers []*cluster.Peer) []heldPeer {
	byPrefix := map[netip.Prefix][]*cluster.Peer{}
	for _, peer := range peers {
		byPrefix[peer.IPBlock.Prefix] = append(byPrefix[peer.IPBlock.Prefix], peer)
	}
	// Narrow blocks first, so that what holds others stays.
	order := slices.Clone(peers)
	slices.Reverse(order)
	slices.SortStableFunc(order, func(a, b *cluster.Peer) int {
		return cmp.Or(cmp.Compare(b.IPBlock.Prefix.Bits(), a.IPBlock.Prefix.Bits()), cmp.Compare(len(b.IPBlock.Except), len(a.IPBlock.Except)))
	})
	var out []heldPeer
	gone := map[*cluster.Peer]bool{}
	for _, peer := range order {
		own := blockAddresses(peer.IPBlock)
		if len(own) == 0 {
			continue
		}
		if by := holder(byPrefix, gone, peer, own); by != nil {
			gone[peer] = true
			out = append(out, heldPeer{peer: peer, by: by})
		}
	}
	return out
}

// holder is the widest other block that holds some addresses.
func holder(byPrefix map[netip.Prefix][]*cluster.Peer, gone map[*cluster.Peer]bool, peer *cluster.Peer, own addresses) *cluster.Peer {
	const most = 8 // of one prefix, with other exceptions each
	for bits := range peer.IPBlock.Prefix.Bits() + 1 {
		list := byPrefix[netip.PrefixFrom(peer.IPBlock.Prefix.Addr(), bits).Masked()]
		for _, o := range list[:min(len(list), most)] {
			if o != peer && !gone[o] && blockAddresses(o.IPBlock).covers(own) {
				return o
			}
		}
	}
	return nil
}

// placeOf is what a finding about a peer points at: the text of a block, or else the
// whole peer.
func placeOf(peer *cluster.Peer) manifest.Ref {
	if peer.IPBlock != nil {
		return peer.IPBlock.At
	}
	return peer.At
}

// peerText names a peer in words.
func peerText(p *cluster.Policy, peer *cluster.Peer) string {
	if b := peer.IPBlock; b != nil {
		if len(b.Except) == 0 {
			return b.Text
		}
		return b.Text + " with its exceptions"
	}
	pods := "every pod"
	if peer.Pods != nil && !peer.Pods.Empty() {
		pods = "the pods with " + peer.Pods.String()
	}
	switch {
	case peer.Namespaces == nil:
		return pods + " of this namespace"
	case peer.Namespaces.Empty():
		return pods + " of any namespace"
	}
	return strings.TrimSpace(pods + " of namespaces with " + peer.Namespaces.String())
}
