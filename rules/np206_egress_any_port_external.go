package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// egressAnyPortExternal reports egress rules that allow public addresses on every
// port. A rule without ports allows all of them, and every protocol (the
// NetworkPolicy documentation), while a service outside is reached on a few.
func egressAnyPortExternal() *lint.Rule {
	return &lint.Rule{
		Code: "NP206", Name: "egress-any-port-external", Category: lint.Egress, Severity: lint.Info, Since: "0.1.0",
		Summary:  "an egress rule allows public addresses on every port",
		Controls: []lint.Control{lint.NSALeastAccess},
		Check:    checkEgressAnyPortExternal,
	}
}

func checkEgressAnyPortExternal(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if opensAll(p, cluster.Egress) != nil || sendsOut(p) {
			continue
		}
		for i := range p.Rules[cluster.Egress] {
			if r := &p.Rules[cluster.Egress][i]; r.AnyPort() && !r.AnyPeer() {
				checkExternalBlocks(pass, p, r)
			}
		}
	}
}

// checkExternalBlocks looks at the blocks of one rule. Where they hold the whole
// internet, or more than any one network, that is the finding.
func checkExternalBlocks(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) {
	var external []*cluster.IPBlock
	for i := range r.Peers {
		b := r.Peers[i].IPBlock
		switch {
		case b == nil || !b.Prefix.IsValid():
		case wholeInternet(b) || overLimit(defaultPrefixLimits(), b, cluster.Egress):
			return
		case !addressesOf(b.Prefix).onlySpecial() && !blockAddresses(b).onlySpecial():
			external = append(external, b)
		}
	}
	if len(external) == 0 || ruleAddresses(r, true).coversInternet(true) || ruleAddresses(r, false).coversInternet(false) {
		return
	}
	first := external[0]
	pass.Report(lint.Finding{
		At: first.At, Key: first.Text,
		Message: fmt.Sprintf("%s may connect to %s on every port and protocol, as the rule names no ports", subject(p), blocksText(external)),
		Help:    "add the ports of the service to the rule, such as ports: [{protocol: TCP, port: 443}]",
		Witness: witness(pass, p, r, cluster.Egress, blockAddresses(first).example()),
	})
}
