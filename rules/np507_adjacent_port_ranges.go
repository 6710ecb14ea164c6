package rules

import (
	"fmt"
	"strconv"

	"github.com/netpolint/netpolint/lint"
)

// adjacentPortRanges reports entries that one range could stand for. endPort is
// there for that (the NetworkPolicy documentation, "Targeting a range of ports").
func adjacentPortRanges() *lint.Rule {
	return &lint.Rule{
		Code: "NP507", Name: "adjacent-port-ranges", Category: lint.Ports, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary: "several entries of ports are one range",
		Check:   checkAdjacentPortRanges,
	}
}

func checkAdjacentPortRanges(pass *lint.Pass) {
	for at := range portRules(pass.Model) {
		for _, protocol := range protocols() {
			for _, run := range portRuns(at.rule, protocol) {
				first := run.entries[0]
				// Two single ports that happen to be neighbours read better apart.
				if len(run.entries) < 2 || len(run.entries) == 2 && run.to == run.from+1 {
					continue
				}
				f := lint.Finding{
					At: portAt(at.policy, first), Key: fmt.Sprintf("%s %s", at.direction, rangeText(protocol, run.from, run.to)),
					Message: fmt.Sprintf("%d entries of this rule are one range, %s", len(run.entries), rangeText(protocol, run.from, run.to)),
					Help:    fmt.Sprintf("write {protocol: %s, port: %d, endPort: %d} in their place", protocol, run.from, run.to),
				}
				fix := lint.Fix{Title: fmt.Sprintf("widen the first entry to %d", run.to), Safety: lint.Safe,
					Edits: []lint.Edit{{At: first.At.Child("endPort"), New: strconv.Itoa(int(run.to))}}}
				for i, p := range run.entries[1:] {
					if i < 3 {
						f.Related = append(f.Related, lint.Related{At: portAt(at.policy, p), Message: portText(p) + " goes on from there"})
					}
					fix.Edits = append(fix.Edits, lint.Edit{At: p.At, Remove: true})
				}
				if first.From != first.To && at.policy.Namespace != nil {
					f.Fixes = []lint.Fix{fix}
				}
				pass.Report(f)
			}
		}
	}
}
