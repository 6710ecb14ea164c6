package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// policyTooLarge reports policies that are too large to review. The network plugin
// expands each rule to its peers times its ports for every pod, and some refuse or
// delay what goes beyond their limits (24 combinations of ports for a block with the
// VPC CNI of AWS, by its documentation).
func policyTooLarge() *lint.Rule {
	return &lint.Rule{
		Code: "NP953", Name: "policy-too-large", Category: lint.Hygiene, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "a policy has more rules, peers or blocks than anyone can review",
		Controls: []lint.Control{lint.WatchTraffic},
		Options: []lint.Option{
			{Name: "rules", Kind: lint.IntOption, Doc: "most rules in one direction", Int: 25, Min: 1, Max: 100000},
			{Name: "peers", Kind: lint.IntOption, Doc: "most peers that select pods, in one rule", Int: 25, Min: 1, Max: 100000},
			{Name: "blocks", Kind: lint.IntOption, Doc: "most blocks of addresses with their exceptions, in one direction", Int: 50, Min: 1, Max: 100000},
		},
		Check: checkPolicyTooLarge,
	}
}

func checkPolicyTooLarge(pass *lint.Pass) {
	mostRules, mostPeers, mostBlocks := pass.Int("rules"), pass.Int("peers"), pass.Int("blocks")
	for _, p := range everyPolicy(pass.Model) {
		for _, d := range cluster.Directions {
			at := p.At.Child("spec").Child(d.String())
			if n := len(p.Rules[d]); n > mostRules {
				reportTooLarge(pass, at, d.String()+" rules", fmt.Sprintf("policy %s has %d %s rules, more than %d", p.Name, n, d, mostRules),
					"split the policy by the pods that its rules are for, or join rules with the same ports")
			}
			blocks, widest, peers := 0, manifest.Ref{}, 0
			for i := range p.Rules[d] {
				pods := 0
				for j := range p.Rules[d][i].Peers {
					if b := p.Rules[d][i].Peers[j].IPBlock; b != nil {
						blocks += 1 + len(b.Except)
					} else {
						pods++
					}
				}
				if pods > peers {
					peers, widest = pods, p.Rules[d][i].At.Child(d.Peers())
				}
			}
			if peers > mostPeers {
				reportTooLarge(pass, widest, d.String()+" peers", fmt.Sprintf("a rule of policy %s has %d peers, more than %d", p.Name, peers, mostPeers),
					"give the peers one label in common, and select that")
			}
			if blocks > mostBlocks {
				reportTooLarge(pass, at, d.String()+" blocks", fmt.Sprintf("policy %s lists %d blocks of addresses for %s, exceptions included, more than %d", p.Name, blocks, d, mostBlocks),
					"join blocks that are next to each other, or keep such lists in the set of addresses of your network plugin")
			}
		}
	}
}

func reportTooLarge(pass *lint.Pass, at manifest.Ref, key, message, help string) {
	pass.Report(lint.Finding{At: at, Key: key, Message: message + ": nobody can tell by reading what it allows", Help: help})
}
