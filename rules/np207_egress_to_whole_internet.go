package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// egressToWholeInternet reports egress rules that name no destination but ports,
// and egress blocks that hold every public address of a family (trivy's
// KUBE-0002). Exceptions for private and special-use ranges (RFC 6890) guard the
// inside, and leave the whole internet open.
func egressToWholeInternet() *lint.Rule {
	return &lint.Rule{
		Code: "NP207", Name: "egress-to-whole-internet", Category: lint.Egress, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an egress rule reaches every public address, so data can be sent to anyone",
		Controls: []lint.Control{lint.NSALeastAccess, lint.BothDirections},
		Check:    checkEgressToWholeInternet,
	}
}

func checkEgressToWholeInternet(pass *lint.Pass) {
	for _, p := range everyPolicy(pass.Model) {
		if opensAll(p, cluster.Egress) != nil || sendsOut(p) {
			continue // an allow-all rule is what matters there, or it is meant
		}
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			if dnsOnly(r) || !reachesAddresses(r) || !permits(p, cluster.Egress, r) || opensAllTraffic(p, cluster.Egress, r) {
				continue
			}
			if r.AnyPeer() {
				if !r.AnyPort() && !towardsAPIServer(p, r) { // else egress-allow-all
					reportNoDestination(pass, p, r)
				}
				continue
			}
			if whole := standingBlocks(p, r); len(whole) > 0 {
				reportWholeInternet(pass, p, r, whole)
			}
		}
	}
}

// standingBlocks returns the blocks of an egress rule that hold the whole internet.
// Those of a cluster-wide policy of which an earlier rule decides are left out.
func standingBlocks(p *cluster.Policy, r *cluster.Rule) []*cluster.IPBlock {
	whole := wholeBlocks(r)
	return slices.DeleteFunc(whole, func(b *cluster.IPBlock) bool {
		return preempted(p, cluster.Egress, r, &cluster.Peer{IPBlock: b})
	})
}

// reachesAddresses reports whether a rule can allow anything to an address: a
// port that is named exists on pods only.
func reachesAddresses(r *cluster.Rule) bool {
	for i := range r.Ports {
		if r.Ports[i].Name == "" {
			return true
		}
	}
	return r.AnyPort()
}

func reportNoDestination(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) {
	f := lint.Finding{
		At: r.At, Key: "any on " + portsText(r),
		Message: fmt.Sprintf("this rule names no destination, so %s may connect to any address, the whole internet included, on %s", subject(p), portsText(r)),
		Help:    "name the destinations under to:, such as podSelector: {matchLabels: {app: db}}, or an ipBlock with the addresses of the service",
		Witness: outbound(pass, p, r),
	}
	speakForMetadata(pass, p, r, &f)
	pass.Report(f)
}

func reportWholeInternet(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, whole []*cluster.IPBlock) {
	f := lint.Finding{
		At: whole[0].At, Key: whole[0].Text,
		Message: fmt.Sprintf("%s may connect to %s (%s) on %s, so data can be sent to anyone on the internet%s", subject(p), everyAddress(whole), blocksText(whole), portsText(r), beyond(p)),
		Help:    "list the networks that the pods need, such as cidr: 198.51.100.0/24, or send them through an egress proxy and allow that one",
		Witness: witness(pass, p, r, cluster.Egress, blockAddresses(whole[0]).example()),
	}
	for _, b := range whole[1:] {
		f.Related = append(f.Related, lint.Related{At: b.At, Message: b.Text + " allows " + everyAddress([]*cluster.IPBlock{b})})
	}
	if p.Tier != cluster.TierNetworkPolicy {
		f.Key += " " + r.Name
		if len(p.Selected) > 0 && f.Witness == nil {
			return // an earlier policy denies it
		}
	}
	speakForMetadata(pass, p, r, &f)
	pass.Report(f)
}

// towardsAPIServer reports whether a rule is there for the API server: it is no
// pod that a selector could name, and its address differs from cluster to
// cluster, so that its port alone is the portable way to allow it.
func towardsAPIServer(p *cluster.Policy, r *cluster.Rule) bool {
	for i := range r.Ports {
		port := &r.Ports[i]
		if port.From != port.To || port.From != 6443 && (port.From != 443 || !servesAPIServer(strings.ReplaceAll(p.Name, "-", ""))) {
			return false
		}
	}
	return len(r.Ports) > 0
}
