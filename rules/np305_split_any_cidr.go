package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// splitAnyCIDR reports rules whose blocks hold the whole internet together, two
// halves for example, while none of them does alone. What one rule allows is the
// union of its peers (the NetworkPolicy documentation), so this is 0.0.0.0/0 in
// a form that checks for 0.0.0.0/0 miss.
func splitAnyCIDR() *lint.Rule {
	return &lint.Rule{
		Code: "NP305", Name: "split-any-cidr", Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "the ipBlocks of a rule together hold every public address",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkSplitAnyCIDR,
	}
}

func checkSplitAnyCIDR(pass *lint.Pass) {
	for _, p := range everyPolicy(pass.Model) {
		for _, d := range cluster.Directions {
			if opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				r := &p.Rules[d][i]
				if len(r.Peers) < 2 || !permits(p, d, r) || dnsOnly(r) || d == cluster.Egress && !reachesAddresses(r) {
					continue
				}
				for _, ipv4 := range [...]bool{true, false} {
					if parts := parts(r, ipv4); len(parts) > 1 {
						reportSplit(pass, p, d, r, parts)
					}
				}
			}
		}
	}
}

func reportSplit(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, parts []*cluster.IPBlock) {
	opened := p.Selected
	if d == cluster.Ingress {
		pods, open := openedPods(pass, p, r)
		if !open {
			return
		}
		opened = pods
	}
	family := "IPv6"
	if parts[0].Prefix.Addr().Is4() {
		family = "IPv4"
	}
	may := "may connect to the whole internet"
	if d == cluster.Ingress {
		may = "may be reached from the whole internet"
	}
	f := lint.Finding{
		At: parts[0].At, Key: d.String() + " " + family,
		Message: fmt.Sprintf("%s together hold every public %s address, so %s %s although no block says so%s", blocksText(parts), family, affected(p, opened), may, beyond(p)),
		Help:    "list the networks that are meant, or write the whole range as one block if it is meant",
		Witness: witnessAmong(pass, opened, r, d, ruleAddresses(r, family == "IPv4").example()),
	}
	for _, b := range parts[1:min(len(parts), 4)] {
		f.Related = append(f.Related, lint.Related{At: b.At, Message: "with this part"})
	}
	if p.Tier != cluster.TierNetworkPolicy {
		f.Key += " " + r.Name
		if len(opened) > 0 && f.Witness == nil {
			return // an earlier policy denies it
		}
	}
	if d == cluster.Egress {
		speakForMetadata(pass, p, r, &f)
	}
	pass.Report(f)
}

// parts returns the blocks of one family that hold the whole internet together,
// the largest ones that do, in the order of the rule; nil where they do not, or
// where one does alone.
func parts(r *cluster.Rule, ipv4 bool) []*cluster.IPBlock {
	var blocks []*cluster.IPBlock
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b != nil && b.Prefix.IsValid() && b.Prefix.Addr().Is4() == ipv4 {
			if wholeInternet(b) {
				return nil
			}
			blocks = append(blocks, b)
		}
	}
	if len(blocks) < 2 || !ruleAddresses(r, ipv4).coversInternet(ipv4) {
		return nil
	}
	bySize := slices.Clone(blocks)
	slices.SortStableFunc(bySize, func(x, y *cluster.IPBlock) int { return cmp.Compare(x.Prefix.Bits(), y.Prefix.Bits()) })
	taken := map[*cluster.IPBlock]bool{}
	var held addresses
	for _, b := range bySize {
		if held.coversInternet(ipv4) {
			break
		}
		if part := blockAddresses(b); !held.covers(part) {
			held = held.or(part)
			taken[b] = true
		}
	}
	return slices.DeleteFunc(blocks, func(b *cluster.IPBlock) bool { return !taken[b] })
}
