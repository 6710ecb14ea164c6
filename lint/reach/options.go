package reach

import (
	"net/netip"

	"github.com/netpolint/netpolint/lint/cluster"
)

// PodsInBlocks says whether an ipBlock may match pods, whose addresses manifests
// do not show.
type PodsInBlocks int

// PodsInBlocksAuto lets a block match pods if it surely holds their addresses: all
// of the pod CIDRs where they are given, or else every private range. With
// PodsInBlocksNever only selectors match pods, as Cilium has it by default
// (policyCIDRMatchMode).
const (
	PodsInBlocksAuto PodsInBlocks = iota
	PodsInBlocksNever
)

// Options are facts that manifests leave open.
type Options struct {
	// PodCIDRs are the ranges from which pods get their addresses. Without any, pods
	// have IPv4 addresses of some private range.
	PodCIDRs     []netip.Prefix
	PodsInBlocks PodsInBlocks
}

// podRanges are the ranges from which pods have their addresses: those given, or
// those of IPv4 that are private (RFC 1918, and RFC 6598 for carriers).
func (o Options) podRanges() []addrRange {
	cidrs := o.PodCIDRs
	if len(cidrs) == 0 {
		cidrs = []netip.Prefix{
			netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"),
			netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
		}
	}
	out := make([]addrRange, len(cidrs))
	for i, p := range cidrs {
		out[i] = rangeOf(p)
	}
	return out
}

// holdsPods reports whether a block matches pods of which no address is known: yes
// if it holds all ranges of its family from which they may have one, no if it holds
// nothing of any.
func (o Options) holdsPods(block addrSet) cluster.Truth {
	if o.PodsInBlocks == PodsInBlocksNever || len(block) == 0 {
		return cluster.No
	}
	every, some, family := true, false, false
	for _, r := range o.podRanges() {
		if r.from.Is4() != block[0].from.Is4() {
			continue
		}
		family = true
		every = every && block.holds(r)
		some = some || block.overlaps(r)
	}
	switch {
	case family && every:
		return cluster.Yes
	case some:
		return cluster.Unknown
	}
	return cluster.No
}

// holdsNodes is holdsPods for pods on the host network, which have the addresses
// of nodes: of these no range is ever given.
func (o Options) holdsNodes(block addrSet) cluster.Truth {
	return Options{PodsInBlocks: o.PodsInBlocks}.holdsPods(block)
}

// blockHolds reports whether a block matches a workload's pods.
func (o Options) blockHolds(block addrSet, w *cluster.Workload) cluster.Truth {
	switch {
	case o.PodsInBlocks == PodsInBlocksNever:
		return cluster.No
	case len(w.Addrs) == 0 && w.HostNetwork:
		return o.holdsNodes(block)
	case len(w.Addrs) == 0:
		return o.holdsPods(block)
	}
	for _, a := range w.Addrs {
		if block.has(a) {
			return cluster.Yes
		}
	}
	return cluster.No
}
