package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// everyWorkload is the option of the rules about single workloads that no policy
// isolates.
const everyWorkload = "every-workload"

// everyWorkloadOption lets such a rule speak also where another says the same of
// the namespace.
func everyWorkloadOption() lint.Option {
	return lint.Option{
		Name: everyWorkload, Kind: lint.BoolOption,
		Doc: "also report workloads of namespaces that another rule reports as a whole",
	}
}

// reportOpenWorkloads reports the workloads that no policy isolates in a direction,
// each by itself. What a rule about the namespace says is left to that rule, unless
// the option asks for all.
func reportOpenWorkloads(pass *lint.Pass, d cluster.Direction) {
	types, allow := "[Ingress]", "its callers"
	reach := "every pod of the cluster can connect to it"
	if d == cluster.Egress {
		types, allow = "[Egress]", "DNS on port 53 and what it calls"
		reach = "it can connect to anywhere"
	}
	for _, c := range coverages(pass) {
		if c.gap[d] != covered && !pass.Bool(everyWorkload) {
			continue
		}
		for _, w := range c.open[d] {
			pass.Report(lint.Finding{
				At: nameOf(w.At), Key: d.String(),
				Message: fmt.Sprintf("no policy isolates %s of %s for %s, so %s", w, w.Namespace.Name, d, reach),
				Help:    fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {matchLabels: %s} and policyTypes: %s, and allow %s", w.Namespace.Name, flowMap(w.Labels), types, allow),
			})
		}
	}
}
