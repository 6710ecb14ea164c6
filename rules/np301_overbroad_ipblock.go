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
		Options: []lint.Option{
			prefixOption("ingress-ipv4-prefix", "the shortest IPv4 prefix that ingress may name", 16, 32),
			prefixOption("egress-ipv4-prefix", "the shortest IPv4 prefix that egress may name", 8, 32),
			prefixOption("ingress-ipv6-prefix", "the shortest IPv6 prefix that ingress may name", 32, 128),
			prefixOption("egress-ipv6-prefix", "the shortest IPv6 prefix that egress may name", 32, 128),
			prefixOption("private-ipv4-prefix", "the shortest prefix within the private IPv4 ranges; 0 for any", 0, 32),
			prefixOption("private-ipv6-prefix", "the shortest prefix within the private IPv6 ranges; 0 for any", 0, 128),
		},
		Check: checkOverbroadIPBlock,
	}
}

func prefixOption(name, doc string, bits, most int) lint.Option {
	return lint.Option{Name: name, Doc: doc, Kind: lint.IntOption, Int: bits, Max: most}
}

// prefixLimits are the lengths of the broadest prefixes that are not too broad.
type prefixLimits struct {
	public  [2][2]int // by direction, and by family
	private [2]int
}

func defaultPrefixLimits() *prefixLimits {
	l := &prefixLimits{}
	l.public[cluster.Ingress] = [2]int{16, 32}
	l.public[cluster.Egress] = [2]int{8, 32}
	return l
}

func configuredPrefixLimits(pass *lint.Pass) *prefixLimits {
	l := &prefixLimits{private: [2]int{pass.Int("private-ipv4-prefix"), pass.Int("private-ipv6-prefix")}}
	l.public[cluster.Ingress] = [2]int{pass.Int("ingress-ipv4-prefix"), pass.Int("ingress-ipv6-prefix")}
	l.public[cluster.Egress] = [2]int{pass.Int("egress-ipv4-prefix"), pass.Int("egress-ipv6-prefix")}
	return l
}

func checkOverbroadIPBlock(pass *lint.Pass) {
	limits := configuredPrefixLimits(pass)
	for _, p := range everyPolicy(pass.Model) {
		for _, d := range cluster.Directions {
			if opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				if r := &p.Rules[d][i]; permits(p, d, r) {
					checkOverbroadRule(pass, limits, p, d, r)
				}
			}
		}
	}
}

// checkOverbroadRule looks at the blocks of one rule. Where some of them hold the
// whole internet, alone or together, that is the finding.
func checkOverbroadRule(pass *lint.Pass, limits *prefixLimits, p *cluster.Policy, d cluster.Direction, r *cluster.Rule) {
	var broad []*cluster.IPBlock
	for j := range r.Peers {
		if b := r.Peers[j].IPBlock; b != nil && overLimit(limits, b, d) {
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
		if !whole[b.Prefix.Addr().Is4()] && !preempted(p, d, r, &cluster.Peer{IPBlock: b}) {
			reportOverbroad(pass, limits.bits(b, d), p, d, r, b, opened)
		}
	}
}

func reportOverbroad(pass *lint.Pass, bits int, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, b *cluster.IPBlock, opened []*cluster.Workload) {
	left := blockAddresses(b)
	f := lint.Finding{
		At: b.At, Key: d.String() + " " + b.Text,
		Message: fmt.Sprintf("%s of %s is open to %s addresses (%s), more than a /%d holds, so the block names no particular network%s",
			d, affected(p, opened), quantity(left.count()), blockText(b), bits, beyond(p)),
		Help:    fmt.Sprintf("list the networks that are meant, each of /%d or longer", bits),
		Witness: witnessAmong(pass, opened, r, d, left.example()),
	}
	if p.Tier != cluster.TierNetworkPolicy {
		f.Key += " " + r.Name
		if len(opened) > 0 && f.Witness == nil {
			return // an earlier policy denies it
		}
	}
	if d == cluster.Egress && opensMetadataTo(b) {
		speakForMetadata(pass, p, r, &f)
	}
	pass.Report(f)
}

// overLimit reports whether a block allows more addresses than a rule of its
// direction should name. Excepted addresses do not count, and private and other
// local ranges have a limit of their own, if any.
func overLimit(limits *prefixLimits, b *cluster.IPBlock, d cluster.Direction) bool {
	bits := limits.bits(b, d)
	if !b.Prefix.IsValid() || b.Prefix.Bits() >= bits {
		return false
	}
	left := blockAddresses(b)
	limit := new(big.Int).Lsh(big.NewInt(1), uint(b.Prefix.Addr().BitLen()-bits))
	return left.count().Cmp(limit) > 0 && (private(b.Prefix) || !localAddresses().covers(left))
}

// bits is the length of the broadest prefix that a block of a direction may have.
func (l *prefixLimits) bits(b *cluster.IPBlock, d cluster.Direction) int {
	if private(b.Prefix) {
		return l.private[family(b.Prefix.Addr())]
	}
	return l.public[d][family(b.Prefix.Addr())]
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
