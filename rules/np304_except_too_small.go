package rules

import (
	"fmt"
	"math/big"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// exceptTooSmall reports exceptions that take next to nothing out of a block
// that is too broad, so that it looks restricted and is not. Excepted private
// and special-use ranges, the cloud's metadata address among them, are taken out
// for what they are and not for their number.
func exceptTooSmall() *lint.Rule {
	return &lint.Rule{
		Code: "NP304", Name: "except-too-small", Category: lint.Breadth, Severity: lint.Info, Since: "0.1.0",
		Summary:  "the exceptions of an overbroad ipBlock remove under 1% of it",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkExceptTooSmall,
	}
}

func checkExceptTooSmall(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		for _, d := range cluster.Directions {
			if opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				r := &p.Rules[d][i]
				for j := range r.Peers {
					b := r.Peers[j].IPBlock
					if b == nil || len(b.Except) == 0 || dnsOnly(r) || !overLimit(defaultPrefixLimits(), b, d) || exceptionReopened(pass, r, b) {
						continue
					}
					if d == cluster.Egress && !reachesAddresses(r) {
						continue
					}
					if d == cluster.Ingress {
						if _, open := openedPods(pass, p, r); !open {
							continue
						}
					}
					reportExcept(pass, b)
				}
			}
		}
	}
}

func reportExcept(pass *lint.Pass, b *cluster.IPBlock) {
	all := addressesOf(b.Prefix)
	public := all.minus(all.minus(exceptAddresses(b))).minus(specialAddresses())
	removed, size := public.count(), all.count()
	if removed.Sign() == 0 || new(big.Int).Mul(removed, big.NewInt(100)).Cmp(size) >= 0 {
		return
	}
	for i := range b.Except {
		e := &b.Except[i]
		if !addressesOf(e.Prefix).onlySpecial() {
			pass.Report(lint.Finding{
				At: e.At, Key: b.Text + " except " + e.Text,
				Message: fmt.Sprintf("the exceptions take %s of %s public addresses out of %s, under 1%%, so the block looks restricted and is not",
					quantity(removed), quantity(all.minus(specialAddresses()).count()), b.Text),
				Help: "name the networks that are meant in place of " + b.Text + "; if these few addresses must not be reached, make sure that no other rule allows them",
			})
			return
		}
	}
}
