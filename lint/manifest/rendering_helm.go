package manifest

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/netpolint/netpolint/lint/parallel"
	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/render/helm"
)

// ValueSet is one choice of values that charts are rendered with.
type ValueSet = helm.ValueSet

// chartRun is what came of one chart.
type chartRun struct {
	dir      string
	chart    *helm.Chart
	rendered []chartRendering
	problems []Problem
}

// chartRendering is a chart rendered with one choice of values.
type chartRendering struct {
	by      *Rendering
	objects []render.Object
}

// charts renders the charts of the input, each with its default values and with
// every other choice that the user made.
func (r *renderer) charts(ctx context.Context, out *outcome) error {
	var runs []*chartRun
	inside := &outcome{below: map[string]bool{}}
	for _, dir := range r.directories(func(name string) bool { return path.Base(name) == "Chart.yaml" }) {
		// Those of charts/ are rendered with their chart.
		if !inside.took(dir) {
			runs = append(runs, &chartRun{dir: dir})
			inside.below[path.Join(dir, "charts")], inside.below[path.Join(dir, "templates")] = true, true
		}
	}
	err := parallel.Each(ctx, r.o.Jobs, len(runs), func(i int) { r.chart(ctx, runs[i]) })
	if err != nil {
		return err
	}
	for _, run := range runs {
		for _, sub := range [...]string{"templates", "charts", "crds"} {
			out.below[path.Join(run.dir, sub)] = true
		}
		for _, name := range [...]string{"Chart.yaml", "values.yaml", "requirements.yaml"} {
			out.consumed[path.Join(run.dir, name)] = true
		}
		out.problems = append(out.problems, run.problems...)
		incomplete := run.chart != nil && len(run.chart.Missing) > 0
		if incomplete || len(run.rendered) == 0 && len(run.problems) > 0 {
			out.gaps = append(out.gaps, "") // a release may go into any namespace
		}
		for _, made := range run.rendered {
			out.add(made.objects, made.by, incomplete)
		}
	}
	for _, v := range r.o.Values {
		for _, f := range v.Files {
			out.consumed[clean(f)] = true
		}
	}
	return nil
}

// chart loads one chart and renders it.
func (r *renderer) chart(ctx context.Context, run *chartRun) {
	file := path.Join(run.dir, "Chart.yaml")
	chart, err := helm.Load(ctx, r.fsys, run.dir)
	if err != nil {
		p := chartProblem(Error, file, "not a chart that Helm can load, so its templates are not read: ", err)
		p.Lost = run.dir
		run.problems = append(run.problems, p)
		return
	}
	run.chart = chart
	for _, l := range chart.Missing {
		p := left(run.dir, []render.Left{l})[0]
		p.Severity = Warning
		p.Message = "subchart " + l.What + " is not in charts/, so what it makes is missing from the answer: run 'helm dependency build " + run.dir + "' first"
		run.problems = append(run.problems, p)
	}
	if chart.Type == "library" {
		return // makes nothing by itself
	}
	var failures []Problem
	byDefault := false // whether the default values fail
	for i, values := range append([]ValueSet{{Name: DefaultValues}}, r.o.Values...) {
		outputs, err := chart.Render(ctx, values, helm.Options{Namespace: r.o.Namespace, KubeVersion: r.o.Version.String()})
		if err != nil {
			p := chartProblem(Error, file, "chart "+chart.Name+" does not render with "+values.Name+", so its templates are not checked with them: ", err)
			if len(chart.Missing) > 0 && strings.Contains(p.Message, "no template") {
				p.Message += " (subchart " + chart.Missing[0].What + " is missing)"
			}
			p.Lost = run.dir
			failures = append(failures, p)
			byDefault = byDefault || i == 0
			continue
		}
		by := &Rendering{Tool: "helm", Dir: run.dir, Chart: chart.Name, Values: values.Name}
		run.rendered = append(run.rendered, chartRendering{by, chartObjects(outputs)})
	}
	for i, p := range failures {
		// Values without a default are a common way to make a chart ask for them.
		if i == 0 && byDefault && len(run.rendered) > 0 {
			p.Severity = Info
		}
		run.problems = append(run.problems, p)
	}
}

// chartProblem says why a chart cannot be read, at the line that Helm names.
func chartProblem(s Severity, file, message string, err error) Problem {
	p := Problem{Severity: s, File: file, Message: message + err.Error()}
	var at *helm.Error
	if errors.As(err, &at) && at.At.File != nil {
		p.At, p.File = at.At, at.At.File.Name
	}
	return p
}

// chartObjects splits what templates printed into documents.
func chartObjects(outputs []*helm.Output) []render.Object {
	var out []render.Object
	for _, o := range outputs {
		for _, d := range o.Documents() {
			out = append(out, render.Object{Doc: d, Origin: o.Origin(d)})
		}
	}
	return out
}
