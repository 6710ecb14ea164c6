package rules

import (
	"math/big"
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// reopenedBlock is a block some of whose exceptions other blocks allow again, to the
// same pods on the same ports.
type reopenedBlock struct {
	policy    *cluster.Policy
	direction cluster.Direction
	rule      *cluster.Rule
	block     *cluster.IPBlock
	excepts   []*cluster.Except
	by        []reopener
	// partly is set where some of the addresses stay out.
	partly bool
}

// reopener is a block that allows what another one excepts.
type reopener struct {
	policy *cluster.Policy
	rule   *cluster.Rule
	block  *cluster.IPBlock
}

// reopened finds all blocks with exceptions that have no effect. It is shared: what
// stands beside a block without the exception is redundant too, but that is not what
// is wrong with it.
func reopened(pass *lint.Pass) map[*cluster.Rule][]reopenedBlock {
	type question struct{}
	return lint.Once(pass, question{}, func(pass *lint.Pass) map[*cluster.Rule][]reopenedBlock {
		out := map[*cluster.Rule][]reopenedBlock{}
		for _, ns := range pass.Model.Namespaces {
			for _, policies := range applied(ns) {
				for _, d := range cluster.Directions {
					findReopened(policies, d, out)
				}
			}
		}
		return out
	})
}

// exceptionReopened reports whether an exception of a block has no effect.
func exceptionReopened(pass *lint.Pass, r *cluster.Rule, b *cluster.IPBlock) bool {
	return slices.ContainsFunc(reopened(pass)[r], func(found reopenedBlock) bool { return found.block == b })
}

func hasReopened(pass *lint.Pass, p *cluster.Policy) bool {
	all := reopened(pass)
	for _, d := range cluster.Directions {
		for i := range p.Rules[d] {
			if len(all[&p.Rules[d][i]]) > 0 {
				return true
			}
		}
	}
	return false
}

func findReopened(policies []*cluster.Policy, d cluster.Direction, out map[*cluster.Rule][]reopenedBlock) {
	if !hasExceptions(policies, d) {
		return
	}
	// Every block of every policy; questions say which of them count.
	cover := reach.NewCover(coverWork)
	var owners []reopener
	for _, p := range policies {
		if opensAll(p, d) != nil {
			continue // an allow-all rule is what matters there
		}
		for i := range p.Rules[d] {
			r := &p.Rules[d][i]
			for j := range r.Peers {
				if b := r.Peers[j].IPBlock; b != nil && b.Prefix.IsValid() {
					cover.Add(reach.PeerRegion(p, r, &r.Peers[j]))
					owners = append(owners, reopener{p, r, b})
				}
			}
		}
	}
	for _, own := range owners {
		if len(own.block.Except) > 0 {
			if found := own.reopened(cover, owners); len(found.excepts) > 0 {
				found.direction = d
				out[own.rule] = append(out[own.rule], found)
			}
		}
	}
}

func hasExceptions(policies []*cluster.Policy, d cluster.Direction) bool {
	for _, p := range policies {
		for i := range p.Rules[d] {
			for j := range p.Rules[d][i].Peers {
				if b := p.Rules[d][i].Peers[j].IPBlock; b != nil && len(b.Except) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// reopened asks of each exception of a block whether others allow all of it.
func (own reopener) reopened(cover *reach.Cover, owners []reopener) reopenedBlock {
	found := reopenedBlock{policy: own.policy, rule: own.rule, block: own.block}
	count := func(n int) bool {
		o := &owners[n]
		switch {
		case o.block == own.block:
			return false
		case o.policy == own.policy:
			return true
		}
		// A policy for the private network beside one for the internet is how both are
		// meant; one for all that the block holds, without the exception, is not.
		return o.block.Prefix.Bits() <= own.block.Prefix.Bits()
	}
	for i := range own.block.Except {
		e := &own.block.Except[i]
		if !e.Prefix.IsValid() {
			continue
		}
		by, holds := cover.Holds(reach.PeerRegion(own.policy, own.portsAt(e), blockPeer(e.Prefix)), count)
		if !holds {
			if by := own.mostly(e); len(by) > 0 {
				found.excepts, found.by, found.partly = append(found.excepts, e), append(found.by, by...), true
			}
			continue
		}
		found.excepts = append(found.excepts, e)
		for _, n := range by {
			found.by = append(found.by, owners[n])
		}
	}
	found.by = onceEach(found.by)
	return found
}

// portsAt is the rule with the ports that an exception is about: of the cloud's
// metadata service there is only one.
func (own reopener) portsAt(e *cluster.Except) *cluster.Rule {
	if !holdsMetadata(e.Prefix) {
		return own.rule
	}
	for i := range own.rule.Ports {
		if own.rule.Ports[i].Covers("TCP", 80) {
			return &cluster.Rule{Ports: []cluster.Port{{Protocol: "TCP", From: 80, To: 80}}}
		}
	}
	if own.rule.AnyPort() {
		return &cluster.Rule{Ports: []cluster.Port{{Protocol: "TCP", From: 80, To: 80}}}
	}
	return own.rule
}

// holdsMetadata reports whether a range of addresses is there to keep pods from the
// metadata service of a cloud.
func holdsMetadata(p netip.Prefix) bool {
	return p.Bits() >= 16 && (p.Contains(netip.MustParseAddr("169.254.169.254")) || p.Contains(netip.MustParseAddr("fd00:ec2::254")))
}

func blockPeer(p netip.Prefix) *cluster.Peer {
	return &cluster.Peer{IPBlock: &cluster.IPBlock{Prefix: p, Text: p.String()}}
}

// maxReopeners is how many peers a rule may have for its blocks to be added up for
// each exception.
const maxReopeners = 500

// mostly finds the blocks of the same rule that allow half of an exception or more.
func (own reopener) mostly(e *cluster.Except) []reopener {
	if len(own.rule.Peers) > maxReopeners {
		return nil
	}
	all := addressesOf(e.Prefix)
	left := all
	var by []reopener
	for i := range own.rule.Peers {
		b := own.rule.Peers[i].IPBlock
		if b == nil || b == own.block || !b.Prefix.IsValid() || !b.Prefix.Overlaps(e.Prefix) {
			continue
		}
		if rest := left.minus(blockAddresses(b)); rest.count().Cmp(left.count()) != 0 {
			left = rest
			by = append(by, reopener{own.policy, own.rule, b})
		}
	}
	if !atMostHalf(left, all) {
		return nil
	}
	return by
}

func atMostHalf(part, all addresses) bool {
	double := new(big.Int).Lsh(part.count(), 1)
	return double.Cmp(all.count()) <= 0
}

func onceEach(list []reopener) []reopener {
	seen := map[*cluster.IPBlock]bool{}
	var out []reopener
	for _, r := range list {
		if !seen[r.block] {
			seen[r.block] = true
			out = append(out, r)
		}
	}
	return out
}
