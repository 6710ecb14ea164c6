package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// duplicatePeer reports peers of a rule that another peer of the same rule holds: the
// same peer again, a block inside of another, labels beside fewer of them. Peers of
// a rule add up (the NetworkPolicy documentation, "Behavior of to and from
// selectors").
func duplicatePeer() *lint.Rule {
	return &lint.Rule{
		Code: "NP703", Name: "duplicate-peer", Category: lint.Redundancy, Severity: lint.Info, Since: "0.1.0",
		Summary: "a peer is there twice in a rule, or inside of another one",
		Check:   checkDuplicatePeer,
	}
}

func checkDuplicatePeer(pass *lint.Pass) {
	for _, p := range slices.Concat(pass.Model.Policies, pass.Model.Tiered) {
		for _, d := range cluster.Directions {
			if p.Tier == cluster.TierNetworkPolicy && opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				reportDuplicates(pass, p, &p.Rules[d][i])
			}
		}
	}
}

func reportDuplicates(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) {
	for _, h := range heldPeers(p, r) {
		if splitPeers(pass)[h.peer] != nil {
			continue // the two are meant to be one
		}
		if h.voidsException() || opensInternetOrCluster(h.by) {
			continue // what is wrong is that its exceptions have no effect, or the other block
		}
		f := lint.Finding{
			At: placeOf(h.peer), Key: peerContent(h.peer),
			Related: []lint.Related{{At: placeOf(h.by), Message: "this peer is the wider one"}},
			Help:    "remove the narrower peer, or the wider one if it is more than was meant",
			Fixes:   []lint.Fix{{Title: "remove the peer", Safety: lint.Safe, Edits: []lint.Edit{{At: h.peer.At, Remove: true}}}},
		}
		switch {
		case h.again:
			f.Message = fmt.Sprintf("this rule names %s twice", peerText(p, h.peer))
			f.Help = "remove one of them, or write what was meant in its place"
			f.Related[0].Message = "the same peer"
		default:
			f.Message = fmt.Sprintf("this rule names %s already, so that it names %s as well changes nothing", peerText(p, h.by), peerText(p, h.peer))
		}
		pass.Report(f)
	}
}
