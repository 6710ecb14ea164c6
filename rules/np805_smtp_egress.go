package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// smtpEgress reports egress rules for the ports of mail (RFC 5321, RFC 8314) towards
// any server: a compromised pod sends spam, and the addresses of the cluster end on
// the block lists.
func smtpEgress() *lint.Rule {
	return &lint.Rule{
		Code: "NP805", Name: "smtp-egress", Category: lint.Sensitive, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "an egress rule lets pods send mail to any server",
		Controls: []lint.Control{lint.NSALeastAccess},
		Check:    checkSMTPEgress,
	}
}

func checkSMTPEgress(pass *lint.Pass) {
	for _, p := range everyPolicy(pass.Model) {
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			port := smtpPort(r)
			if port == nil || !permits(p, cluster.Egress, r) {
				continue
			}
			where := "any server"
			if !r.AnyPeer() {
				block := broadBlock(p, r)
				if block == nil {
					continue
				}
				where = "any server in " + blockText(block)
			}
			pass.Report(lint.Finding{
				At: port.At, Key: fmt.Sprint("egress ", port.From),
				Message: fmt.Sprintf("%s may send mail (%d/TCP) to %s, so a compromised pod can send spam in your name%s", subject(p), port.From, where, beyond(p)),
				Help:    "allow the addresses of the mail relay alone, such as ipBlock: {cidr: 198.51.100.25/32}",
				Witness: witnessTo(pass, p.Selected, port.Protocol, port.From, exampleOf(r)),
			})
		}
	}
}

// smtpPort returns the entry of a rule that names a port of mail.
func smtpPort(r *cluster.Rule) *cluster.Port {
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Name == "" && p.Protocol == "TCP" && p.From == p.To && (p.From == 25 || p.From == 465 || p.From == 587) {
			return p
		}
	}
	return nil
}

// broadBlock returns the first block of an egress rule that is no particular
// network: the whole internet, or more than any one network has.
func broadBlock(p *cluster.Policy, r *cluster.Rule) *cluster.IPBlock {
	for i := range r.Peers {
		peer := &r.Peers[i]
		if b := peer.IPBlock; b != nil && (wholeInternet(b) || overLimit(defaultPrefixLimits(), b, cluster.Egress)) && !preempted(p, cluster.Egress, r, peer) {
			return b
		}
	}
	return nil
}
