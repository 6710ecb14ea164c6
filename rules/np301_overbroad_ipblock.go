package rules

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// overbroadIPBlock reports blocks that hold more addresses than any one network
// has. The Kubernetes documentation asks for ipBlocks of particular networks
// outside the cluster, and the NSA/CISA Kubernetes hardening guide for least
// privilege in both directions.
func overbroadIPBlock() *lint.Rule {
	return &lint.Rule{
		Code: "NP301", Name: "overbroad-ipblock", Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an ipBlock holds more addresses than any one network has",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkOverbroadIPBlock,
	}
}

func checkOverbroadIPBlock(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		for _, d := range cluster.Directions {
			if opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				checkOverbroadRule(pass, p, d, &p.Rules[d][i])
			}
		}
	}
}

// checkOverbroadRule looks at the blocks of one rule. Where some of them hold the
// whole internet, alone or together, that is the finding.
func checkOverbroadRule(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule) {
	var broad []*cluster.IPBlock
	for j := range r.Peers {
		if b := r.Peers[j].IPBlock; b != nil && overLimit(b, d) {
			broad = append(broad, b)
		}
	}
	if len(broad) == 0 || dnsOnly(r) || d == cluster.Egress && !reachesAddresses(r) {
		return
	}
	opened := p.Selected
	if d == cluster.Ingress {
		pods, open := openedPods(pass, p, r)
		if !open {
			return
		}
		opened = pods
	}
	whole := map[bool]bool{}
	for _, ipv4 := range [...]bool{true, false} {
		whole[ipv4] = ruleAddresses(r, ipv4).coversInternet(ipv4) ||
			slices.ContainsFunc(broad, func(b *cluster.IPBlock) bool { return b.Prefix.Addr().Is4() == ipv4 && wholeInternet(b) })
	}
	for _, b := range broad {
		if !whole[b.Prefix.Addr().Is4()] {
			reportOverbroad(pass, p, d, r, b, opened)
		}
	}
}

func reportOverbroad(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, b *cluster.IPBlock, opened []*cluster.Workload) {
	left := blockAddresses(b)
	pass.Report(lint.Finding{
		At: b.At, Key: d.String() + " " + b.Text,
		Message: fmt.Sprintf("%s of %s is open to %s addresses (%s), more than a /%d holds, so the block names no particular network",
			d, affected(p, opened), quantity(left.count()), blockText(b), limitBits(b, d)),
		Help:    fmt.Sprintf("list the networks that are meant, each of /%d or longer", limitBits(b, d)),
		Witness: witnessAmong(pass, opened, r, d, left.example()),
	})
}

// overLimit reports whether a block allows more addresses than a rule of its
// direction should name. Excepted addresses do not count, and private and other
// local ranges are as large as they are.
func overLimit(b *cluster.IPBlock, d cluster.Direction) bool {
	if !b.Prefix.IsValid() || b.Prefix.Bits() >= limitBits(b, d) {
		return false
	}
	for _, private := range privateAddresses() {
		if private.Bits() <= b.Prefix.Bits() && private.Overlaps(b.Prefix) {
			return false
		}
	}
	left := blockAddresses(b)
	limit := new(big.Int).Lsh(big.NewInt(1), uint(b.Prefix.Addr().BitLen()-limitBits(b, d)))
	return left.count().Cmp(limit) > 0 && !localAddresses().covers(left)
}

// limitBits is the length of the broadest prefix that is not too broad.
func limitBits(b *cluster.IPBlock, d cluster.Direction) int {
	switch {
	case !b.Prefix.Addr().Is4():
		return 32
	case d == cluster.Egress:
		return 8
	}
	return 16
}

// localAddresses reach nothing beyond the networks at hand: private, link-local,
// loopback and multicast.
func localAddresses() addresses {
	return addressesOf(append(prefixes("127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "fe80::/10", "ff00::/8"), privateAddresses()...)...)
}

// ruleAddresses is what the blocks of a rule allow together, of one family.
func ruleAddresses(r *cluster.Rule, ipv4 bool) addresses {
	var all addresses
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b != nil && b.Prefix.IsValid() && b.Prefix.Addr().Is4() == ipv4 {
			all = append(all, blockAddresses(b)...)
		}
	}
	return merged(all)
}

// blockText writes a block as messages do: with the number of its exceptions.
func blockText(b *cluster.IPBlock) string {
	if len(b.Except) == 0 {
		return b.Text
	}
	return b.Text + " minus " + count(len(b.Except), "exception")
}
