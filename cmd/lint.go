package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/rules"
)

// lintOptions are the flags of lint.
type lintOptions struct {
	selection
	input     inputOptions
	failOn    severityFlag
	exitZero  bool
	namespace namespaceFlag
	outputs   outputs
	quiet     bool
	jobs      int
	reading   readingFlags
	config    configFlags
	accepting acceptingFlags
}

func newLintCmd(a *app) *cobra.Command {
	o := lintOptions{failOn: severityFlag(lint.Warning), namespace: "default"}
	c := &cobra.Command{
		Use:   "lint [PATH|-]...",
		Short: "Check manifests, and say what to write instead",
		Long: `Check the network policies of the given manifests: files, directories with all
below them, or - for standard input. Without a path, the current directory.

All paths together are taken as one cluster: name the directory of the workloads
beside that of the policies, as some rules speak only where they see both.

Directories are searched for .yaml, .yml and .json files, without .git, vendor
and node_modules, what .gitignore leaves out, and what --exclude does. Its globs
are written like those of .gitignore: one without a slash matches a name at any
depth (*.gen.yaml, charts/), one with a slash the path from a given directory or
as it is shown; * stands for anything but a slash, ** for any directories. A path
that is named is always read.

Kustomizations and Helm charts are rendered, and findings stand at the source: in
the base, the patch, the template. Charts are rendered with their default values,
and with each --values; nothing is fetched, and no other program is started.

A finding that is accepted is suppressed where it stands, by a comment on its line
or above it, with a reason: # netpolint:ignore NP301 -- why. What a project has
accepted for now is kept in a baseline, and --since asks about a change alone.

Findings go to standard output, and what is wrong with the input to standard
error. With --output, only the reports it names are written.

The nearest .netpolint.yaml, up to the top of the repository, says what is checked
and how ('netpolint config'); flags count for more.

Colors are used on a terminal, unless NO_COLOR is set.

Exit status: 0 when nothing is found at or above --fail-on, 1 when something is,
2 for wrong usage, an input that could not be read, or one without any Kubernetes
object.`,
		Example: `  netpolint lint
  netpolint lint deploy/ policies/allow-web.yaml
  netpolint lint --values values-prod.yaml charts/shop
  helm template shop charts/shop | netpolint lint -
  netpolint lint --select egress,NP301 --fail-on error .
  netpolint lint --exclude 'testdata/,*.gen.yaml' --exclude 'deploy/**/old-*' -v .
  netpolint lint --write-baseline . && netpolint lint --baseline .netpolint-baseline.json .
  netpolint lint --since origin/main... .
  netpolint lint -o text -o json=report.json .`,
		RunE: func(c *cobra.Command, args []string) error { return a.lint(c, &o, args) },

		ValidArgsFunction: completePaths,
	}
	f := c.Flags()
	f.SortFlags = false
	o.selection.flags(c)
	o.input.flags(c)
	f.Var(&o.failOn, "fail-on", "lowest severity that fails the run: error, warning or info")
	f.BoolVar(&o.exitZero, "exit-zero", false, "exit with 0 whatever is found")
	f.VarP(&o.namespace, "namespace", "n", "namespace of objects whose manifest names none")
	f.VarP(&o.outputs, "output", "o", "text (the default) or json, to a file or standard output; repeatable")
	o.accepting.flags(c)
	o.reading.flags(c)
	o.config.flags(c)
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print findings and errors only, and no summary")
	f.IntVar(&o.jobs, "jobs", 0, "how many files and rules are worked on at once")
	f.Lookup("jobs").Hidden = true

	completeFlag(c, "fail-on", severities()...)
	completeFlag(c, "output", outputFormats()...)
	completeFlag(c, "namespace")
	return c
}

// lint runs the main job and sets the exit status.
func (a *app) lint(c *cobra.Command, o *lintOptions, paths []string) error {
	if err := o.reading.check(c); err != nil {
		return err
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if err := checkPaths(c, paths); err != nil {
		return err
	}
	if o.quiet && o.input.verbose {
		return usagef(c, "--quiet and --verbose ask for opposite things: drop one")
	}
	if err := o.accepting.check(c, paths); err != nil {
		return err
	}
	file, err := a.configuration(c, &o.config, paths)
	if err != nil {
		return err
	}
	o.adopt(c, file)
	choice, err := o.choose(c, rules.All(), file)
	if err != nil {
		return err
	}
	if o.input.verbose {
		a.noteConfig(file)
	}
	config := lint.Config{Catalogue: rules.All(), Namespace: string(o.namespace), Jobs: o.jobs,
		NoIgnores: o.accepting.noIgnores, Partial: someFiles(paths)}
	file.Configure(&config, choice)
	set, result, err := a.check(c.Context(), o, config, paths)
	if err != nil {
		return err
	}
	if err := a.known(o, config.Rules, paths, set, result); err != nil {
		return err
	}
	if err := a.fresh(c, o, config, paths, result); err != nil {
		return err
	}
	a.status = exitStatus(result, o)
	return a.write(set, result, o)
}

// check reads the manifests and applies the rules.
func (a *app) check(ctx context.Context, o *lintOptions, config lint.Config, paths []string) (*manifest.Set, *lint.Report, error) {
	options := a.loadOptions(o, paths)
	o.reading.apply(&options)
	set, err := manifest.Load(ctx, manifest.OS(), options)
	if err != nil {
		return nil, nil, err
	}
	return set, lint.Run(ctx, set, config), ctx.Err()
}

// loadOptions say what of the paths is read.
func (a *app) loadOptions(o *lintOptions, paths []string) manifest.Options {
	options := manifest.Options{Paths: paths, Stdin: a.stdin, Jobs: o.jobs, Namespace: string(o.namespace)}
	o.input.apply(&options)
	options.ListSkipped = options.ListSkipped || o.accepting.baseline != "" || o.accepting.write != ""
	return options
}

// exitStatus follows the contract: unread input outweighs findings.
func exitStatus(r *lint.Report, o *lintOptions) int {
	for i := range r.Problems {
		if o.input.strict || r.Problems[i].Severity == manifest.Error {
			return exitFailure
		}
	}
	if r.Summary.Objects == 0 {
		return exitFailure // nothing was checked, which must not pass for clean
	}
	if !o.exitZero && r.Count(lint.Severity(o.failOn)) > 0 {
		return exitFindings
	}
	return exitOK
}

// write prints the problems, and every report that was asked for. Standard
// output comes last: its reader may leave, and end the process.
func (a *app) write(set *manifest.Set, r *lint.Report, o *lintOptions) error {
	color, least := a.colored(a.stderr), manifest.Info
	if o.quiet && !o.input.strict { // what fails the run is always said
		least = manifest.Error
	}
	// Whoever closed standard error does not want to hear of it.
	if o.input.verbose {
		_ = report.Skipped(a.stderr, set, color)
	}
	_ = report.Problems(a.stderr, r.Problems, report.ProblemOptions{Color: color, AtLeast: least})
	if o.input.verbose {
		_ = report.Read(a.stderr, r.Summary, len(r.Problems))
	}

	wanted := o.outputs
	if len(wanted) == 0 {
		wanted = outputs{{format: "text"}}
	}
	var failed error
	for _, out := range wanted {
		if out.file != "" {
			text := report.TextOptions{Color: a.color == colorAlways, Quiet: o.quiet, Suppressed: o.accepting.showSuppressed}
			err := writeFile(out.file, func(w io.Writer) error { return render(w, r, out.format, text) })
			failed = errors.Join(failed, err)
		}
	}
	for _, out := range wanted {
		if out.file == "" {
			text := report.TextOptions{Color: a.colored(a.stdout), Width: terminalWidth(a.stdout), Quiet: o.quiet, Suppressed: o.accepting.showSuppressed}
			if err := render(a.stdout, r, out.format, text); err != nil && !brokenPipe(err) {
				failed = errors.Join(failed, fmt.Errorf("cannot write to standard output: %w", err))
			}
		}
	}
	return failed
}

// render writes one report.
func render(w io.Writer, r *lint.Report, format string, o report.TextOptions) error {
	if format == "json" {
		return report.JSON(w, r)
	}
	return report.Text(w, r, o)
}

// selection holds --select and --ignore.
type selection struct {
	sel, ignore []string
}

func (s *selection) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&s.sel, "select", nil, "check only these `RULES`: codes, prefixes, names, categories, benchmarks (cis), controls (cis-5.3.2)")
	f.StringSliceVar(&s.ignore, "ignore", nil, "leave these `RULES` out, named in the same ways")
	complete(c, "select", completeRules)
	complete(c, "ignore", completeRules)
}

// given reports whether the user chose rules at all.
func (s *selection) given() bool { return len(s.sel)+len(s.ignore) > 0 }

// trimmed drops the spaces around words, and empty words.
func trimmed(words []string) []string {
	var out []string
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}
