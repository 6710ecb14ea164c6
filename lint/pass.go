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

// NewPass is a pass of one rule alone, for those who measure it: with the facts of
// most clusters and the defaults of its options.
func NewPass(r *Rule, m *cluster.Model, e *reach.Engine) *Pass {
	return &Pass{Rule: r, Model: m, Reach: e, Facts: DefaultFacts(), shared: &sync.Map{}}
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
