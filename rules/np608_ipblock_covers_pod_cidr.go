package rules

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// ipBlockCoversPodCIDR reports a block that holds addresses of pods. Those change
// whenever a pod starts, so blocks should be addresses outside of the cluster
// (NetworkPolicy documentation, "ipBlock"), and network plugins differ in whether
// a block matches pods at all: Cilium lets none match by default.
func ipBlockCoversPodCIDR() *lint.Rule {
	return &lint.Rule{
		Code: "NP608", Name: "ipblock-covers-pod-cidr", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an ipBlock holds addresses of pods, which change, and which some network plugins never match",
		Controls: []lint.Control{lint.LimitPodToPod},
		Check:    checkIPBlockCoversPodCIDR,
	}
}

func checkIPBlockCoversPodCIDR(pass *lint.Pass) {
	x := podAddresses{cidrs: addressesOf(pass.Facts.PodCIDRs...)}
	for _, w := range pass.Model.Workloads {
		for _, a := range w.Addrs {
			if !w.HostNetwork {
				x.pods = append(x.pods, podAddress{a, w})
			}
		}
	}
	if len(x.cidrs) == 0 && len(x.pods) == 0 {
		return
	}
	slices.SortFunc(x.pods, func(a, b podAddress) int { return a.addr.Compare(b.addr) })
	for _, p := range pass.Model.Policies { // networks of a cluster-wide policy are said to match pods
		for peer := range peers(p) {
			if b := peer.IPBlock; b != nil && b.Prefix.IsValid() && !wholeInternet(b) {
				x.report(pass, b)
			}
		}
	}
}

// podAddresses are the addresses that the pods of the cluster have.
type podAddresses struct {
	cidrs addresses
	pods  []podAddress // by address
}

type podAddress struct {
	addr netip.Addr
	pod  *cluster.Workload
}

func (x *podAddresses) report(pass *lint.Pass, b *cluster.IPBlock) {
	allowed := blockAddresses(b)
	common := x.cidrs.minus(x.cidrs.minus(allowed))
	pod := x.in(b.Prefix, allowed)
	if len(common) == 0 && pod == nil {
		return
	}
	f := lint.Finding{
		At: b.At, Key: b.Text,
		Help: "select pods by labels, with podSelector and namespaceSelector; if only addresses outside of the cluster are meant, add the range of the pods to except",
	}
	if len(common) == 0 {
		f.Related = []lint.Related{{At: nameOf(pod.pod.At), Message: fmt.Sprintf("%s has the address %s", pod.pod, pod.addr)}}
	}
	switch {
	case len(common) > 0 && x.cidrs.covers(allowed):
		f.Message = fmt.Sprintf("%s lies within the addresses of pods: which pods have them changes, and some network plugins (Cilium) never match pods by address", b.Text)
	case b.Prefix.IsSingleIP():
		f.Message = fmt.Sprintf("%s is the address of the pod %s, which gets another one when it starts again", b.Text, pod.pod.Name)
	case len(common) > 0 || private(b.Prefix):
		// A network beside the cluster that happens to hold its range.
		f.Message = fmt.Sprintf("%s holds addresses of pods: with most network plugins it stands for them too, with some (Cilium) it does not", b.Text)
		pass.ReportAs(lint.Info, f)
		return
	default:
		return // pods with public addresses are not told apart from others
	}
	pass.Report(f)
}

// in returns the first pod with an address that a block allows, or nil. Only a few
// are looked at, as exceptions are rarely many.
func (x *podAddresses) in(p netip.Prefix, allowed addresses) *podAddress {
	const tries = 16
	i, _ := slices.BinarySearchFunc(x.pods, p.Addr(), func(a podAddress, first netip.Addr) int { return cmp.Compare(a.addr.Compare(first), 0) })
	for j := i; j < min(len(x.pods), i+tries) && p.Contains(x.pods[j].addr); j++ {
		if allowed.has(x.pods[j].addr) {
			return &x.pods[j]
		}
	}
	return nil
}
