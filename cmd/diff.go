package cmd

import (
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// diffOptions are the flags of diff.
type diffOptions struct {
	clusterFlags
	failOn string
	output outputFlag
}

// failOnChanges are the words of --fail-on.
func failOnChanges() []string { return []string{"opened", "closed", "any", "never"} }

func newDiffCmd(a *app) *cobra.Command {
	o := diffOptions{failOn: "never", output: outputFlag{allowed: report.ChangeFormats()}}
	c := &cobra.Command{
		Use:   "diff OLD NEW [PATH]... | diff OLD..[NEW] [PATH]...",
		Short: "Show what a change opens and closes",
		Long: `Show which connections a change opens and which it closes, by workloads, ports and
addresses, and the policies, rules and lines that make it so.

OLD and NEW are directories, files, or git revisions: a branch, a tag, HEAD~1, or
both in one word, main..feature. With main.. the new side is the work tree, and
with main...feature the old side is the commit where the two parted. Revisions are
read from the object store; the work tree is not touched. The PATHs are read of
both sides; without any, all below the current directory is.

A word that names a file or a directory means that; write git:main for a branch
called like one. Connections of workloads that only one side has are shown apart.

Exit status: 0, or 1 when --fail-on says so, or 2 for wrong usage or an input that
could not be read.`,
		Example: `  netpolint diff old/ new/
  netpolint diff main..
  netpolint diff HEAD~1 HEAD deploy/
  netpolint diff origin/main...HEAD --fail-on opened
  netpolint diff -o md=comment.md main..`,
		RunE: func(c *cobra.Command, args []string) error { return a.diff(c, &o, args) },

		ValidArgsFunction: completePaths,
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.failOn, "fail-on", "never", "exit with 1 if connections were opened, closed, any of these (workloads that only one side has too), or never")
	f.VarP(&o.output, "output", "o", "text (the default), json or md, to a file or standard output")
	o.clusterFlags.flags(c)
	completeFlag(c, "fail-on", failOnChanges()...)
	completeFlag(c, "output", report.ChangeFormats()...)
	return c
}

// diff compares two clusters.
func (a *app) diff(c *cobra.Command, o *diffOptions, args []string) error {
	if err := checkPaths(c, args); err != nil {
		return err
	}
	if err := o.reading.check(c); err != nil {
		return err
	}
	if !slices.Contains(failOnChanges(), o.failOn) {
		return usagef(c, "--fail-on: %w", unknownChoice("value", o.failOn, failOnChanges()))
	}
	old, new, err := sidesOf(c, args)
	if err != nil {
		return err
	}
	defer old.close()
	defer new.close()
	file, err := a.configuration(c, &o.config, configPaths(new, args))
	if err != nil {
		return err
	}
	o.adopt(c, file)
	if o.input.verbose {
		a.noteConfig(file)
	}
	before, err := a.readSide(c.Context(), o, old)
	if err != nil {
		return err
	}
	after, err := a.readSide(c.Context(), o, new)
	if err != nil {
		return err
	}
	if len(before.Workloads)+len(after.Workloads) == 0 && !o.quiet {
		a.note("no manifest of a workload was read, so there is nothing that could reach anything: name the directory that holds them too")
	}
	oldEngine, newEngine := reach.New(before, o.options()), reach.New(after, o.options())
	was, is := oldEngine.Matrix(), newEngine.Matrix()
	changes := &report.Changes{
		Old: oldEngine, New: newEngine, OldName: old.name, NewName: new.name, OldTree: old.tree != nil, NewTree: new.tree != nil,
		Model: after, Added: missing(after, before), Removed: missing(before, after), Limits: distinct(slices.Concat(unknown(was), unknown(is))),
	}
	if !o.quiet {
		for _, l := range changes.Limits {
			a.note(l.Message + " (" + l.At + ")")
		}
	}
	changes.Limits = distinct(slices.Concat(changes.Limits, unread(before), unread(after)))
	err = a.writeOutput(&o.output, func(w io.Writer, toFile bool) error {
		out := changes.Writer(w, o.output.name(), a.textOptions(w, toFile, o.quiet))
		var failed error
		err := reach.Diff(c.Context(), was, is, func(x *reach.Change) bool {
			failed = out.Change(x)
			return failed == nil
		})
		if failed != nil {
			return failed
		}
		return errors.Join(err, out.Close())
	})
	a.status = max(a.status, o.status(changes.Counts()))
	return err
}

// distinct keeps one of limits that say the same.
func distinct(limits []report.Limit) []report.Limit {
	var out []report.Limit
	for _, l := range limits {
		if !slices.ContainsFunc(out, func(k report.Limit) bool { return k.Message == l.Message }) {
			out = append(out, l)
		}
	}
	return out
}

// status is the exit status that --fail-on asks for.
func (o *diffOptions) status(n report.Counts) int {
	failed := false
	switch o.failOn {
	case "opened":
		failed = n.Opened > 0
	case "closed":
		failed = n.Closed > 0
	case "any":
		failed = n.Opened+n.Closed+n.Apart > 0
	}
	if failed {
		return exitFindings
	}
	return exitOK
}

// missing lists the workloads that another model does not have.
func missing(from, in *cluster.Model) []*cluster.Workload {
	known := map[identity]bool{}
	for _, w := range in.Workloads {
		known[identityOf(w)] = true
	}
	var out []*cluster.Workload
	for _, w := range from.Workloads {
		if id := identityOf(w); !known[id] {
			known[id] = true
			out = append(out, w)
		}
	}
	return out
}
