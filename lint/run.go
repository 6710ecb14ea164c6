package lint

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/parallel"
	"github.com/netpolint/netpolint/lint/reach"
)

// Config says what a run checks.
type Config struct {
	Rules []*Rule
	// Settings are those of rules, by code.
	Settings map[string]Settings
	// Facts are what is known of the cluster beside the manifests; nil stands for
	// DefaultFacts.
	Facts *Facts
	// Outside are the objects that the cluster has beside those of the manifests.
	Outside []*manifest.Object
	// Judge says of a rule and a file with what severity it speaks there, and
	// whether it does; nil lets every rule speak with its own.
	Judge func(r *Rule, file string) (Severity, bool)
	// Namespace is the one of objects whose manifest names none; "" means
	// default.
	Namespace string
	// Jobs is how many rules run at once; 0 means one for each processor.
	Jobs int

	// Catalogue are all rules there are, also those that do not run: what
	// suppressions may name. Empty means Rules.
	Catalogue []*Rule
	// NoIgnores leaves comments and annotations that suppress findings without effect.
	NoIgnores bool
	// Partial is set where the input is a choice of files, as of a change: that a rule
	// about pods finds nothing means little then.
	Partial bool
	// Now is the clock by which suppressions expire; nil stands for time.Now.
	Now func() time.Time
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
	report := &Report{Problems: slices.Clone(set.Problems)}
	worlds, problems := worlds(set)
	report.Problems = append(report.Problems, problems...)
	tally := newTally()
	votes := newVotes(worlds)
	ground := newGround(set)
	for world, objects := range worlds {
		model, problems := cluster.Build(&manifest.Set{Objects: objects, Gaps: set.Gaps}, cluster.Options{Namespace: c.Namespace, Outside: c.Outside})
		report.Problems = append(report.Problems, withoutRules(problems)...)
		tally.count(model)
		ground.see(model, objects, world)
		found := len(report.Findings)
		check(ctx, report, model, c)
		for i := found; i < len(report.Findings); i++ {
			report.Findings[i].world = world
		}
		votes.cast(report.Findings[found:])
	}
	report.Findings = votes.unanimous(report.Findings)
	report.Problems = append(report.Problems, unsaid(set, report.Findings)...)
	place(ctx, c.Jobs, report)
	judge(report, c)
	report.Findings = withoutCovered(report.Findings)
	about := &Report{Findings: suppress(report, set, ground, c)}
	judge(about, c)
	fingerprints(report.Findings)
	merge(report, len(worlds))
	fingerprints(about.Findings)
	report.Findings = append(report.Findings, about.Findings...)
	slices.SortStableFunc(report.Findings, compare)
	number(report.Findings)
	report.split()
	report.Summary = summarize(set, tally, report)
	return report
}

// withoutRules leaves out the problems that are findings here.
func withoutRules(problems []manifest.Problem) []manifest.Problem {
	return slices.DeleteFunc(problems, func(p manifest.Problem) bool { return p.Rule != "" })
}

// check applies the rules to one model.
func check(ctx context.Context, report *Report, model *cluster.Model, c Config) {
	facts := c.Facts
	if facts == nil {
		facts = DefaultFacts()
	}
	engine := reach.New(model, reach.Options{PodCIDRs: facts.PodCIDRs})
	passes := make([]Pass, len(c.Rules))
	shared := &sync.Map{}
	// Cancelled, the remaining rules are left out: the caller knows.
	_ = parallel.Each(ctx, c.Jobs, len(c.Rules), func(i int) {
		if c.Rules[i].Audits || c.Rules[i].Need == NeedsWorkloads && len(model.Workloads) == 0 {
			return
		}
		passes[i] = Pass{Rule: c.Rules[i], Model: model, Reach: engine, Facts: facts, settings: c.Settings[c.Rules[i].Code], shared: shared}
		passes[i].run()
	})
	for i := range passes {
		for _, f := range passes[i].findings {
			if !f.At.IsZero() {
				if f.At.Object.Outside {
					continue // whoever runs this linter cannot mend it
				}
				f.Namespace = model.NamespaceOf(f.At.Object)
				if r := f.At.Object.Rendered; r != nil {
					f.Rendered = []*manifest.Rendering{r}
				}
			}
			report.Findings = append(report.Findings, f)
		}
	}
}

// run executes the rule of the pass. A panic is a defect of the rule; its
// findings so far are kept.
func (p *Pass) run() {
	defer func() {
		if cause := recover(); cause != nil {
			p.findings = append(p.findings, crash(p.Rule, p.Model, cause))
		}
	}()
	p.Rule.Check(p)
}

// crash is the finding that stands for a panic. It has no place of its own, and
// points at the first object of the input.
func crash(r *Rule, m *cluster.Model, cause any) Finding {
	f := Finding{
		Rule: InternalError(), Severity: Error, Key: r.Code,
		Message: fmt.Sprintf("%s (%s) stopped on a defect of netpolint, so its findings are incomplete: %v", r.Code, r.Name, cause),
		Help:    "report it with the manifest that causes it, and go on with --ignore " + r.Code,
	}
	switch {
	case len(m.Policies) > 0:
		f.At = m.Policies[0].At.Child("kind")
	case len(m.Tiered) > 0:
		f.At = m.Tiered[0].At.Child("kind")
	case len(m.Workloads) > 0:
		f.At = m.Workloads[0].At.Child("kind")
	}
	return f
}

// tally counts what the models of a run hold, each object once.
type tally struct {
	policies, workloads map[*manifest.Object]bool
	namespaces          map[string]bool
	copies              int
}

func newTally() *tally {
	return &tally{map[*manifest.Object]bool{}, map[*manifest.Object]bool{}, map[string]bool{}, 0}
}

func (t *tally) count(m *cluster.Model) {
	for _, p := range m.Policies {
		t.policies[p.At.Object] = true
	}
	for _, p := range m.Tiered {
		t.policies[p.At.Object] = true
	}
	for _, w := range m.Workloads {
		if !w.Outside {
			t.workloads[w.At.Object] = true
		}
	}
	for _, ns := range m.Namespaces {
		if !ns.Outside {
			t.namespaces[ns.Name] = true
		}
	}
	t.copies = max(t.copies, m.Copies)
}

// summarize counts what was read and found.
func summarize(set *manifest.Set, t *tally, r *Report) Summary {
	s := Summary{
		Stats: set.Stats, Policies: len(t.policies), Workloads: len(t.workloads), Namespaces: len(t.namespaces),
		Objects: set.Stats.OtherTotal(), Copies: t.copies,
	}
	for _, o := range set.Objects {
		// Those of other kinds are counted already, and what cannot be parsed is no
		// object; what the API server refuses is.
		c, custom := o.Value.(*manifest.Custom)
		if !custom || c.Broken && len(o.Violations) > 0 {
			s.Objects++
		}
	}
	s.tally(r.Findings)
	return s
}
