package rules

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// ingressIPBlockAny reports ingress blocks that hold every public address of a
// family, on pods that are no edge (trivy's KUBE-0001).
func ingressIPBlockAny() *lint.Rule {
	return &lint.Rule{
		Code: "NP303", Name: "ingress-ipblock-any", Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an ingress ipBlock holds every public address, so the whole internet may connect to pods that are not exposed on purpose",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkIngressIPBlockAny,
	}
}

func checkIngressIPBlockAny(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if opensAll(p, cluster.Ingress) != nil {
			continue // an allow-all rule is what matters there
		}
		for i := range p.Rules[cluster.Ingress] {
			r := &p.Rules[cluster.Ingress][i]
			whole := wholeBlocks(r)
			if len(whole) == 0 {
				continue
			}
			opened, open := openedPods(pass, p, r)
			if !open {
				continue
			}
			lets := "lets"
			if len(whole) > 1 {
				lets = "let"
			}
			f := lint.Finding{
				At: whole[0].At, Key: whole[0].Text,
				Message: fmt.Sprintf("%s %s %s connect to %s on %s, the internet included", blocksText(whole), lets, everyAddress(whole), affected(p, opened), portsText(r)),
				Help:    "list the networks that call these pods under from:, or name pods of the cluster by podSelector and namespaceSelector",
				Witness: witnessAmong(pass, opened, r, cluster.Ingress, blockAddresses(whole[0]).example()),
			}
			for _, b := range whole[1:] {
				f.Related = append(f.Related, lint.Related{At: b.At, Message: b.Text + " opens them to " + everyAddress([]*cluster.IPBlock{b})})
			}
			pass.Report(f)
		}
	}
}

// wholeBlocks returns the blocks of a rule that hold the whole internet.
func wholeBlocks(r *cluster.Rule) []*cluster.IPBlock {
	var out []*cluster.IPBlock
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; wholeInternet(b) {
			out = append(out, b)
		}
	}
	return out
}

// blocksText lists blocks in words, each text once.
func blocksText(blocks []*cluster.IPBlock) string {
	const shown = 3
	var texts []string
	seen := map[string]bool{}
	for _, b := range blocks {
		if !seen[b.Text] {
			texts = append(texts, b.Text)
		}
		seen[b.Text] = true
	}
	if len(texts) > shown {
		texts = append(texts[:shown], fmt.Sprintf("%d more", len(texts)-shown))
	}
	if n := len(texts) - 1; n > 0 {
		return strings.Join(texts[:n], ", ") + " and " + texts[n]
	}
	return strings.Join(texts, "")
}

// everyAddress says in words what blocks that hold the whole internet allow.
func everyAddress(blocks []*cluster.IPBlock) string {
	families := map[bool]bool{}
	all, whole := true, true
	for _, b := range blocks {
		ipv4 := b.Prefix.Addr().Is4()
		families[ipv4] = true
		size := new(big.Int).Lsh(big.NewInt(1), uint(b.Prefix.Addr().BitLen()))
		all = all && blockAddresses(b).count().Cmp(size) == 0
		whole = whole && blockAddresses(b).coversInternet(ipv4)
	}
	every := "every "
	switch {
	case !whole:
		every = "nearly every public "
	case !all:
		every = "every public "
	}
	switch {
	case len(families) > 1:
		return every + "IPv4 and IPv6 address"
	case families[true]:
		return every + "IPv4 address"
	}
	return every + "IPv6 address"
}
