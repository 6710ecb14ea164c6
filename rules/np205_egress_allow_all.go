package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// egressAllowAll reports egress rules with neither peers nor ports, which allow
// every connection to everywhere. Least privilege for egress is asked for by the
// NSA/CISA Kubernetes hardening guide.
func egressAllowAll() *lint.Rule {
	return &lint.Rule{
		Code: "NP205", Name: "egress-allow-all", Category: lint.Egress, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an egress rule without peers and ports allows everything to everywhere",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod, lint.BothDirections},
		Check:    checkEgressAllowAll,
	}
}

func checkEgressAllowAll(pass *lint.Pass) {
	for _, p := range pass.Model.Tiered {
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			if !opensAllTraffic(p, cluster.Egress, r) || len(defeatedDenies(pass, p, cluster.Egress, r)) > 0 || sendsOut(p) {
				continue
			}
			f := lint.Finding{
				At: r.At, Key: "egress " + r.Name,
				Message: fmt.Sprintf("this rule lets %s connect to every pod and every address on any port%s", subject(p), beyond(p)),
				Help:    "name the destinations under to: and the ports, or write action: Pass, which leaves the decision to NetworkPolicies",
				Witness: outbound(pass, p, r),
				Covers:  []lint.Cover{{Code: "NP801", At: r.At}},
			}
			if len(p.Selected) == 0 || f.Witness != nil { // else an earlier rule denies it
				pass.Report(f)
			}
		}
	}
	for _, p := range pass.Model.Policies {
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			if !r.AllowsAll() || r.Null || defeatsDefaultDeny(p, cluster.Egress) || sendsOut(p) {
				continue
			}
			pass.Report(lint.Finding{
				At: r.At, Key: "egress",
				Message: fmt.Sprintf("this empty egress rule lets %s connect to any address on any port, so the policy limits no egress", subject(p)),
				Help:    "name the destinations under to: and the ports under ports:, or remove the rule",
				Witness: outbound(pass, p, r),
				Covers:  []lint.Cover{{Code: "NP801", At: r.At}, {Code: "NP954", At: nameOf(p.At)}},
			})
		}
	}
}
