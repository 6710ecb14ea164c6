package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// externalExposure reports ingress rules that let public addresses in to pods which
// nothing of the input exposes. Addresses of pods are seldom routed outside of the
// cluster (the Kubernetes documentation, "Services, Load Balancing, and
// Networking"), so that either the rule is dead or there is a way in that the input
// does not show.
func externalExposure() *lint.Rule {
	return &lint.Rule{
		Code: "NP311", Name: "external-exposure", Category: lint.Breadth, Severity: lint.Info, Need: lint.NeedsReach, Optional: true, Since: "0.1.0",
		Summary:  "policies let public addresses in to pods that no Service or route exposes",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkExternalExposure,
	}
}

func checkExternalExposure(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if !p.Namespace.Shown() || !policiesRead(pass.Model, p.Namespace) || len(p.Selected) == 0 || opensAll(p, cluster.Ingress) != nil {
			continue
		}
		for i := range p.Rules[cluster.Ingress] {
			checkExternalPeers(pass, p, &p.Rules[cluster.Ingress][i])
		}
	}
}

// checkExternalPeers looks at the public blocks of one rule. Those that hold the
// internet, or more than any one network, are the business of other rules.
func checkExternalPeers(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) {
	var public []*cluster.IPBlock
	for i := range r.Peers {
		b := r.Peers[i].IPBlock
		switch {
		case b == nil || !b.Prefix.IsValid():
		case wholeInternet(b) || overLimit(defaultPrefixLimits(), b, cluster.Ingress):
			return
		case !blockAddresses(b).onlySpecial():
			public = append(public, b)
		}
	}
	if len(public) == 0 || ruleAddresses(r, true).coversInternet(true) || ruleAddresses(r, false).coversInternet(false) {
		return
	}
	pods, open := openedPods(pass, p, r)
	if !open {
		return
	}
	lets := "lets"
	if len(public) > 1 {
		lets = "let"
	}
	first := public[0]
	flow := witnessAmong(pass, pods, r, cluster.Ingress, blockAddresses(first).example())
	if flow == nil {
		return
	}
	pass.Report(lint.Finding{
		At: first.At, Key: first.Text,
		Message: fmt.Sprintf("%s %s public addresses connect to %s on %s, but no Service or route of the input exposes them", blocksText(public), lets, affected(p, pods), portsText(r)),
		Help:    "remove the block, or add the Service or route by which these addresses come",
		Witness: flow,
	})
}
