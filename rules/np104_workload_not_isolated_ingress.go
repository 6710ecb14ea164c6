package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// workloadNotIsolatedIngress reports each workload that no policy isolates for
// ingress, as kube-linter (non-isolated-pod) and kube-score (pod-networkpolicy) do.
// The rules about namespaces say it once for all of them, and leave out jobs and
// pods for tests.
func workloadNotIsolatedIngress() *lint.Rule {
	return &lint.Rule{
		Code: "NP104", Name: "workload-not-isolated-ingress", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Optional: true, Since: "0.1.0",
		Summary:  "no policy isolates a workload for ingress, in a namespace whose other pods are isolated",
		Options:  []lint.Option{everyWorkloadOption()},
		Controls: []lint.Control{lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    func(pass *lint.Pass) { reportOpenWorkloads(pass, cluster.Ingress) },
	}
}
