package lint

import (
	"sync"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// Pass is the whole world of a rule during one run.
type Pass struct {
	Rule  *Rule
	Model *cluster.Model
	Reach *reach.Engine

	shared   *sync.Map // answers of Once, by key
	findings []Finding
}

// Report adds a finding.
func (p *Pass) Report(f Finding) {
	f.Rule = p.Rule
	f.Severity = p.Rule.Severity
	p.findings = append(p.findings, f)
}
