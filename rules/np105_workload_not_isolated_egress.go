package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// workloadNotIsolatedEgress reports each workload that no policy isolates for
// egress, as kube-score (pod-networkpolicy) does. The rules about namespaces say it
// once for all of them, and leave out jobs and pods for tests, which send data out
// as well as any other.
func workloadNotIsolatedEgress() *lint.Rule {
	return &lint.Rule{
		Code: "NP105", Name: "workload-not-isolated-egress", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Optional: true, Since: "0.1.0",
		Summary:  "no policy isolates a workload for egress, in a namespace whose other pods are isolated",
		Options:  []lint.Option{everyWorkloadOption()},
		Controls: []lint.Control{lint.NSADefaultDeny, lint.DenyByDefault, lint.BothDirections},
		Check:    func(pass *lint.Pass) { reportOpenWorkloads(pass, cluster.Egress) },
	}
}
