package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// duplicatePort reports an entry of ports whose ports another entry of the rule
// allows already. Entries are joined by OR (the NetworkPolicy API reference), so
// that it does nothing, and mostly is what a changed port has left.
func duplicatePort() *lint.Rule {
	return &lint.Rule{
		Code: "NP506", Name: "duplicate-port", Category: lint.Ports, Severity: lint.Info, Since: "0.1.0",
		Summary: "a rule lists a port twice, or inside a range that it lists too",
		Check:   checkDuplicatePort,
	}
}

func checkDuplicatePort(pass *lint.Pass) {
	for at := range portRules(pass.Model) {
		if len(at.rule.Ports) < 2 {
			continue
		}
		checkDuplicateNames(pass, at)
		for _, protocol := range protocols() {
			for _, run := range portRuns(at.rule, protocol) {
				for _, d := range run.within {
					// Beside every port of the protocol, that is what matters.
					if !d.in.AllPorts() {
						reportDuplicatePort(pass, at, d.port, d.in)
					}
				}
			}
		}
	}
}

func checkDuplicateNames(pass *lint.Pass, at portRule) {
	type key struct{ protocol, name string }
	first := map[key]*cluster.Port{}
	for i := range at.rule.Ports {
		port := &at.rule.Ports[i]
		if port.Name == "" {
			continue
		}
		k := key{port.Protocol, port.Name}
		if known := first[k]; known != nil {
			reportDuplicatePort(pass, at, port, known)
			continue
		}
		first[k] = port
	}
}

func reportDuplicatePort(pass *lint.Pass, at portRule, port, in *cluster.Port) {
	f := lint.Finding{
		At: portAt(at.policy, port), Key: fmt.Sprintf("%s %s", at.direction, portText(port)),
		Message: fmt.Sprintf("%s is in this rule twice, so that one of the entries does nothing", portText(port)),
		Help:    "remove the entry, or write the port that is meant",
		Related: []lint.Related{{At: portAt(at.policy, in), Message: portText(in) + " is here too"}},
		Fixes:   []lint.Fix{{Title: "remove the entry", Safety: lint.Safe, Edits: []lint.Edit{{At: port.At, Remove: true}}}},
	}
	if port.From != in.From || port.To != in.To {
		f.Message = fmt.Sprintf("%s is inside of %s, which this rule lists too, so that it does nothing", portText(port), portText(in))
	}
	pass.Report(f)
}
