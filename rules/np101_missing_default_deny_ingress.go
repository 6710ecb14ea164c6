package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// missingDefaultDenyIngress reports namespaces with pods that no policy isolates
// for ingress. Kubernetes lets everything in unless a policy isolates the pod; a
// default deny is asked for by the CIS Kubernetes benchmark (5.3.2) and by the
// NSA/CISA Kubernetes hardening guide.
func missingDefaultDenyIngress() *lint.Rule {
	return &lint.Rule{
		Code: "NP101", Name: "missing-default-deny-ingress", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a namespace has pods that accept connections from anywhere, as no policy denies ingress by default",
		Controls: []lint.Control{lint.CISEveryNamespace, lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    checkMissingDefaultDenyIngress,
	}
}

func checkMissingDefaultDenyIngress(pass *lint.Pass) {
	reportMissingDefaultDeny(pass, cluster.Ingress)
}
