package cmd

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// clusterFlags say which manifests make a cluster, and what they leave open: what
// every command has that asks the engine.
type clusterFlags struct {
	input     inputOptions
	namespace namespaceFlag
	reading   readingFlags
	podCIDRs  cidrsFlag
	inBlocks  blocksFlag
	config    configFlags
	outside   []*manifest.Object // of the configuration
	quiet     bool
}

func (o *clusterFlags) flags(c *cobra.Command) {
	f := c.Flags()
	o.namespace = "default"
	f.Var(&o.podCIDRs, "pod-cidr", "range from which pods get their addresses, which decides whether an ipBlock holds them; repeatable")
	f.Var(&o.inBlocks, "pods-in-ipblocks", "auto lets an ipBlock match pods if it surely holds their addresses, never lets only selectors match them")
	f.VarP(&o.namespace, "default-namespace", "n", "namespace of objects whose manifest names none")
	o.input.flags(c)
	o.reading.flags(c)
	o.config.flags(c)
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print the answer and errors only")
	completeFlag(c, "pods-in-ipblocks", podsInBlocks()...)
	completeFlag(c, "pod-cidr")
	completeFlag(c, "default-namespace")
}

// options are the facts that the flags add to the manifests.
func (o *clusterFlags) options() reach.Options {
	return reach.Options{PodCIDRs: o.podCIDRs, PodsInBlocks: reach.PodsInBlocks(o.inBlocks)}
}

// cluster are what the model has beside the manifests.
func (o *clusterFlags) cluster() cluster.Options {
	return cluster.Options{Namespace: string(o.namespace), Outside: o.outside}
}

// read makes the model of the given paths, and says what stands in the way of a full
// answer; side is the name of the input in a comparison, and else "".
func (a *app) read(ctx context.Context, o *clusterFlags, side string, fsys fs.FS, options manifest.Options) (*cluster.Model, error) {
	o.input.apply(&options)
	options.Namespace = string(o.namespace)
	o.reading.apply(&options)
	set, err := manifest.Load(ctx, fsys, options)
	if err != nil {
		return nil, err
	}
	input, other, problems := lint.Choose(set, o.reading.chosen())
	model, more := cluster.Build(input, o.cluster())
	problems = slices.Concat(set.Problems, problems, more, refused(model))
	problems = slices.DeleteFunc(problems, func(p manifest.Problem) bool { return p.ForRules })
	if len(other) > 0 {
		problems = append(problems, manifest.Problem{Severity: manifest.Warning, File: other[0],
			Message: fmt.Sprintf("left out of the answer, as not all of the input can be applied together: %s; ask about these by themselves", strings.Join(other, ", "))})
	}
	for i := range problems {
		problems[i].At = problems[i].Locate()
	}
	a.complain(o, side, set, problems)
	if len(set.Objects) == 0 {
		return nil, &emptyError{options.Paths}
	}
	return model, ctx.Err()
}

// complain prints problems, and sets the exit status for what could not be read.
func (a *app) complain(o *clusterFlags, side string, set *manifest.Set, problems []manifest.Problem) {
	least := manifest.Info
	if o.quiet && !o.input.strict {
		least = manifest.Error
	}
	if o.input.verbose {
		_ = report.Skipped(a.stderr, set, a.colored(a.stderr))
	}
	shown := func(p manifest.Problem) bool { return p.Severity >= least }
	if side != "" && slices.ContainsFunc(problems, shown) {
		fmt.Fprintf(a.stderr, "in %s:\n", report.Sanitize(side))
	}
	_ = report.Problems(a.stderr, problems, report.ProblemOptions{Color: a.colored(a.stderr), AtLeast: least})
	for i := range problems {
		if o.input.strict || problems[i].Severity == manifest.Error {
			a.status = exitFailure
		}
	}
}

// emptyError says that paths hold no Kubernetes objects.
type emptyError struct{ paths []string }

func (e *emptyError) Error() string {
	return fmt.Sprintf("no Kubernetes objects in %s: name files or directories of manifests", strings.Join(e.paths, ", "))
}

// textOptions are those of a report to w.
func (a *app) textOptions(w io.Writer, toFile, quiet bool) report.TextOptions {
	if toFile {
		return report.TextOptions{Color: a.color == colorAlways, Quiet: quiet}
	}
	return report.TextOptions{Color: a.colored(w), Width: terminalWidth(w), Quiet: quiet}
}
