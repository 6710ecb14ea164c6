package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// sendsOut reports whether all pods of a policy are there to reach any address:
// egress proxies and gateways, and crawlers. They are known by their names, and
// where the input shows no pods, by the labels that the policy asks for.
func sendsOut(p *cluster.Policy) bool {
	if len(p.Selected) == 0 {
		return namesPods(p.Subject, outboundName)
	}
	return !slices.ContainsFunc(p.Selected, func(w *cluster.Workload) bool {
		if outboundName(w.Name) {
			return false
		}
		for _, key := range [...]string{"app", "app.kubernetes.io/name", "app.kubernetes.io/component", "k8s-app", "name", "role"} {
			if outboundName(w.Labels[key]) {
				return false
			}
		}
		return true
	})
}

// outboundName reports whether a name is that of an egress proxy or a crawler.
func outboundName(name string) bool {
	words := nameWords(name)
	for i, word := range words {
		switch word {
		case "squid", "tinyproxy", "egressgateway", "egressproxy", "crawler", "crawlers", "spider", "scraper", "webcrawler":
			return true
		case "egress", "outbound", "forward":
			if i+1 < len(words) && (words[i+1] == "proxy" || words[i+1] == "gateway") {
				return true
			}
		}
	}
	return false
}
