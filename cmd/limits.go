package cmd

import (
	"fmt"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// limitsOf says what the answer does not know, each once.
func limitsOf(m *cluster.Model, matrix *reach.Matrix) []report.Limit {
	var out []report.Limit
	if refs := matrix.Limits(); len(refs) > 0 {
		out = append(out, report.Limit{
			Message: fmt.Sprintf("%d of the ipBlocks hold some private addresses and not all, so whether pods are among them is not known: they are taken not to be; --pod-cidr tells where pods are", len(refs)),
			At:      report.LocationText(refs[0]),
		})
	}
	onHost := 0
	var first *cluster.Workload
	for _, w := range m.Workloads {
		if w.HostNetwork {
			if onHost++; first == nil {
				first = w
			}
		}
	}
	if first != nil {
		out = append(out, report.Limit{
			Message: fmt.Sprintf("%d of the workloads are on the host network: no policy controls them, and no selector matches them", onHost),
			At:      report.LocationText(first.At.Child("metadata").Child("name")),
		})
	}
	return out
}
