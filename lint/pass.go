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
	// Facts are what is known of the cluster beside the manifests.
	Facts *Facts

	settings Settings  // of the rule
	shared   *sync.Map // answers of Once, by key
	findings []Finding
}

// Report adds a finding of the rule's severity.
func (p *Pass) Report(f Finding) { p.ReportAs(p.Rule.Severity, f) }

// ReportAs adds a finding that matters less than the rule's others, as one that
// is only likely.
func (p *Pass) ReportAs(s Severity, f Finding) {
	f.Rule = p.Rule
	f.Severity = s
	p.findings = append(p.findings, f)
}
