package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// missingDefaultDenyEgress reports namespaces with pods that no policy isolates
// for egress, where some others are. The NSA/CISA Kubernetes hardening guide
// asks for a default deny in both directions.
func missingDefaultDenyEgress() *lint.Rule {
	return &lint.Rule{
		Code: "NP102", Name: "missing-default-deny-egress", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a namespace has pods that connect to anywhere, as no policy denies egress by default",
		Controls: []lint.Control{lint.NSADefaultDeny, lint.DenyByDefault, lint.BothDirections},
		Check:    checkMissingDefaultDenyEgress,
	}
}

func checkMissingDefaultDenyEgress(pass *lint.Pass) {
	reportMissingDefaultDeny(pass, cluster.Egress)
}
