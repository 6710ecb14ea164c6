package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// peerSelectsNoPods reports a peer that matches no pod, so that its rule allows
// nothing by it. The usual cause is a podSelector alone for pods of another
// namespace: it chooses only from the policy's own (NetworkPolicy
// documentation, "Behavior of to and from selectors").
func peerSelectsNoPods() *lint.Rule {
	return &lint.Rule{
		Code: "NP403", Name: "peer-selects-no-pods", Category: lint.Selectors, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a peer of a rule matches no pod",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkPeerSelectsNoPods,
	}
}

func checkPeerSelectsNoPods(pass *lint.Pass) {
	all := danglings(pass)
	for i := range all {
		d := &all[i]
		if d.cause != absent || d.value >= 0 || d.part != ownPeer && d.part != remotePeer {
			continue
		}
		help := "write labels that the pod templates of " + d.where() + " carry"
		if servers := pass.Facts.DNS.Pods; d.part == ownPeer && asksForDNS(d.selector) && len(servers) > 0 {
			help = fmt.Sprintf("DNS servers are in another namespace: add namespaceSelector: {matchLabels: {%s: %s}} beside the podSelector", cluster.NameLabel, servers[0].Namespace)
		} else if d.part == ownPeer {
			help += "; for pods of another namespace, add a namespaceSelector beside the podSelector"
		}
		f := lint.Finding{
			At: d.at(), Key: d.selector.String(),
			Message: fmt.Sprintf("this peer selects no pod of %s: %s, so it %s nothing", d.where(), d.lacking(), verb(d.action)),
			Help:    d.offering(help),
		}
		if len(d.elsewhere) > 0 {
			f.Message += fmt.Sprintf("; pods with %s are in %s", d.selector, namespaceNames(d.elsewhere))
			fix := fmt.Sprintf("namespaceSelector: {matchLabels: {%s: %s}}", cluster.NameLabel, d.elsewhere[0].Name)
			if d.part == ownPeer {
				f.Message += ", and a podSelector alone chooses from the policy's own namespace"
				f.Help = "add " + fix + " beside the podSelector, in the same list item"
			} else {
				f.Help = "write " + fix + " beside the podSelector"
			}
			f.Related = homes(d)
		}
		if d.open {
			// Namespaces that the input does not show may have the labels too.
			f.Message += ", unless another namespace that is selected has such pods"
			pass.ReportAs(lint.Info, f)
			continue
		}
		pass.Report(f)
	}
}
