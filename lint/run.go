package lint

import (
	"context"
	"fmt"
	"sync"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/parallel"
	"github.com/netpolint/netpolint/lint/reach"
)

// Config says what a run checks.
type Config struct {
	Rules []*Rule
	// Namespace is the one of objects whose manifest names none; "" means
	// default.
	Namespace string
	// Jobs is how many rules run at once; 0 means one for each processor.
	Jobs int
}

// InternalError reports a defect of the tool itself, so that one broken rule
// neither ends the run nor passes for a clean result. It is in no catalogue, as
// nobody can choose it.
func InternalError() *Rule {
	return &Rule{
		Code: "NP000", Name: "internal-error", Category: Internal, Severity: Error, Since: "0.1.0",
		Summary: "a rule of netpolint stopped on a defect of its own",
	}
}

// Run checks what was read. It never fails: what the user wrote is reported as
// findings and problems, and a rule that panics as an internal-error finding. A
// cancelled context leaves the remaining rules out.
func Run(ctx context.Context, set *manifest.Set, c Config) *Report {
	model, problems := cluster.Build(set, cluster.Options{Namespace: c.Namespace})
	report := &Report{Problems: append(append([]manifest.Problem(nil), set.Problems...), problems...)}

	engine := reach.New(model)
	passes := make([]Pass, len(c.Rules))
	shared := &sync.Map{}
	// Cancelled, the remaining rules are left out: the caller knows.
	_ = parallel.Each(ctx, c.Jobs, len(c.Rules), func(i int) {
		if c.Rules[i].Need == NeedsWorkloads && len(model.Workloads) == 0 {
			return
		}
		passes[i] = Pass{Rule: c.Rules[i], Model: model, Reach: engine, shared: shared}
		passes[i].run(set)
	})

	for i := range passes {
		report.Findings = append(report.Findings, passes[i].findings...)
	}
	for i := range report.Findings {
		if f := &report.Findings[i]; !f.At.IsZero() {
			f.Namespace = model.NamespaceOf(f.At.Object)
		}
	}
	place(ctx, c.Jobs, report)
	report.Summary = summarize(set, model, report)
	return report
}

// run executes the rule of the pass. A panic is a defect of the rule; its
// findings so far are kept.
func (p *Pass) run(set *manifest.Set) {
	defer func() {
		if cause := recover(); cause != nil {
			p.findings = append(p.findings, crash(p.Rule, set, cause))
		}
	}()
	p.Rule.Check(p)
}

// crash is the finding that stands for a panic. It has no place of its own, and
// points at the first object of the input.
func crash(r *Rule, set *manifest.Set, cause any) Finding {
	f := Finding{
		Rule: InternalError(), Severity: Error, Key: r.Code,
		Message: fmt.Sprintf("%s (%s) stopped on a defect of netpolint, so its findings are incomplete: %v", r.Code, r.Name, cause),
		Help:    "report it with the manifest that causes it, and go on with --ignore " + r.Code,
	}
	if len(set.Objects) > 0 {
		f.At = set.Objects[0].Ref("/kind")
	}
	return f
}

// summarize counts what was read and found.
func summarize(set *manifest.Set, m *cluster.Model, r *Report) Summary {
	s := Summary{
		Stats: set.Stats, Policies: len(m.Policies), Workloads: len(m.Workloads), Namespaces: len(m.Namespaces),
		Objects: set.Stats.OtherTotal(), Copies: m.Copies,
	}
	for _, o := range set.Objects {
		// Those of other kinds are counted already, and what is broken is no object.
		if _, custom := o.Value.(*manifest.Custom); !custom {
			s.Objects++
		}
	}
	for i := range r.Findings {
		switch r.Findings[i].Severity {
		case Error:
			s.Errors++
		case Warning:
			s.Warnings++
		default:
			s.Infos++
		}
	}
	return s
}
