package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// egressWithoutDNS reports pods that policies isolate for egress and let connect,
// but not ask DNS, without which no Service is found (the documentation of DNS
// for Services and Pods). It is what the first egress policy of most clusters
// breaks.
func egressWithoutDNS() *lint.Rule {
	return &lint.Rule{
		Code: "NP202", Name: "egress-without-dns", Category: lint.Egress, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "pods may connect out but not ask DNS, so names do not resolve",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkEgressWithoutDNS,
	}
}

func checkEgressWithoutDNS(pass *lint.Pass) {
	for _, g := range dnsGaps(pass) {
		if !g.missesUDP() {
			continue
		}
		missing, key := "may connect out, but not ask DNS (53/UDP and 53/TCP)", "dns"
		if g.reaches[tcp] != cluster.No {
			missing, key = "may ask DNS over 53/TCP, but not over 53/UDP, where resolvers begin", "dns over udp"
		}
		pass.Report(lint.Finding{
			At: g.policy.At.Child("spec").Child("egress"), Key: key,
			Message: fmt.Sprintf("%s %s: names do not resolve, so connections fail after a timeout although their port is allowed", g.subject(), missing),
			Help:    "add an egress rule - " + dnsRule(pass.Facts),
			Witness: blockedQuery(pass, &g),
		})
	}
}

// subject says in words which pods have the gap.
func (g *dnsGap) subject() string {
	if len(g.pods) == 0 {
		return subject(g.policy)
	}
	return names(g.pods) + " of " + g.policy.Namespace.Name
}

// blockedQuery is a query to the cluster's DNS that the engine denies, or nil
// where the input shows no pod that asks.
func blockedQuery(pass *lint.Pass, g *dnsGap) *reach.Flow {
	servers := dnsServers(pass)
	if len(g.pods) == 0 || len(servers) == 0 {
		return nil
	}
	flow := reach.Flow{From: reach.Endpoint{Workload: g.pods[0]}, To: servers[0].at, Protocol: "UDP", Port: servers[0].port}
	if pass.Reach.Explain(flow).Answer != cluster.No {
		return nil
	}
	return &flow
}
