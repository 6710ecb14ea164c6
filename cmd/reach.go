package cmd

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// reachOptions are the flags of reach.
type reachOptions struct {
	clusterFlags
	from, to   string
	port       portFlag
	namespaces []string
	external   bool
	exposure   bool
	expect     string
	output     outputFlag
}

func newReachCmd(a *app) *cobra.Command {
	o := reachOptions{output: outputFlag{allowed: report.ConnectionFormats()}}
	c := &cobra.Command{
		Use:   "reach [PATH|-]...",
		Short: "Say who can reach whom, and why",
		Long: `Say which workloads may open connections to which, and to and from addresses
outside of the cluster, as the network policies of the given manifests have it.

With --from, --to and --port that name one flow, say whether it is allowed, and
which policy, rule and line decide that; or which rule comes nearest, and what the
flow lacks for it. Ports are those of the pods, not of a Service before them.

A workload is written as web, shop/web, deployment/web or shop/deployment/web; a
label selector (app=web) means all that it matches, shop/* a whole namespace, and
outside all addresses outside of the cluster.

What one pod may open to another of the same workload is shown too. Pods on the
host network are beyond the reach of policies, and selectors do not match them.
Where a namespace has no manifest its labels are not known: what depends on them
is shown as maybe. The addresses of pods are not known either: an ipBlock matches
them if it holds every private range, or every --pod-cidr where they are given.

Exit status: 0, or 1 when --expect is not met, or 2 for wrong usage or an input
that could not be read.`,
		Example: `  netpolint reach
  netpolint reach --from shop/web --to shop/db --port 5432 deploy/
  netpolint reach --to app=db --port 5432/TCP .
  netpolint reach --from outside .
  netpolint reach --from shop/web --to 169.254.169.254 --port 80 --expect denied .
  netpolint reach -o csv=connections.csv .
  netpolint reach -o dot . | dot -Tsvg > connections.svg`,
		RunE: func(c *cobra.Command, args []string) error { return a.reach(c, &o, args) },

		ValidArgsFunction: completePaths,
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.from, "from", "", "only connections from `WORKLOAD`, a label selector, an address, or outside")
	f.StringVar(&o.to, "to", "", "only connections to `WORKLOAD`, a label selector, an address, or outside")
	f.Var(&o.port, "port", "only connections to this port of the destination pods, as 5432 or 53/UDP")
	f.StringArrayVar(&o.namespaces, "namespace", nil, "only connections from or to workloads of namespace `NAME`; repeatable")
	f.BoolVar(&o.external, "external", false, "only connections from or to addresses outside of the cluster")
	f.BoolVar(&o.exposure, "exposure", false, "also connections with pods that no manifest shows: any pod, and pods with labels that a policy names and nobody has yet")
	f.StringVar(&o.expect, "expect", "", "exit with 1 unless the one flow that is asked about is allowed, or denied")
	f.VarP(&o.output, "output", "o", "text (the default), json, csv, md or dot, to a file or standard output")
	o.clusterFlags.flags(c)
	completeFlag(c, "expect", "allowed", "denied")
	completeFlag(c, "output", report.ConnectionFormats()...)
	for _, name := range []string{"from", "to", "port", "namespace"} {
		completeFlag(c, name)
	}
	return c
}

// reach answers a question about one flow, or about many.
func (a *app) reach(c *cobra.Command, o *reachOptions, paths []string) error {
	if err := checkPaths(c, paths); err != nil {
		return err
	}
	if err := o.reading.check(c); err != nil {
		return err
	}
	if o.expect != "" && o.expect != "allowed" && o.expect != "denied" {
		return usagef(c, "--expect: %w", unknownChoice("value", o.expect, []string{"allowed", "denied"}))
	}
	for _, flag := range []string{"from", "to"} {
		if f := c.Flags().Lookup(flag); f.Changed && f.Value.String() == "" {
			return usagef(c, "--%s names nobody: is a variable of the script unset?", flag)
		}
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	file, err := a.configuration(c, &o.config, paths)
	if err != nil {
		return err
	}
	o.adopt(c, file)
	if o.input.verbose {
		a.noteConfig(file)
	}
	model, err := a.read(c.Context(), &o.clusterFlags, "", manifest.OS(), manifest.Options{Paths: paths, Stdin: a.stdin})
	if err != nil {
		return err
	}
	from, to, err := o.ends(c, model)
	if err != nil {
		return err
	}
	engine := reach.New(model, o.options())
	source, one := from.single()
	destination, other := to.single()
	if one && other && o.port.protocol != "" && o.output.flowFormat() {
		return a.flow(engine, o, reach.Flow{From: source, To: destination, Protocol: o.port.protocol, Port: o.port.port})
	}
	if o.expect != "" {
		if several := cmp.Or(from.several(), to.several()); several != "" {
			return usagef(c, "--expect is about one flow, and %s", several)
		}
		return usagef(c, "--expect is about one flow: name one with --from, --to and --port")
	}
	if one && source.Addr.IsValid() || other && destination.Addr.IsValid() {
		return usagef(c, "an address is asked about in one flow: give --from, --to and --port, or write outside for all addresses")
	}
	return a.connections(c.Context(), engine, model, o, from, to)
}

// ends finds out what --from and --to mean.
func (o *reachOptions) ends(c *cobra.Command, m *cluster.Model) (from, to *ends, err error) {
	for _, name := range o.namespaces {
		if m.Namespace(name) == nil {
			return nil, nil, usagef(c, "--namespace %s: the input has nothing in a namespace of that name", name)
		}
	}
	for _, end := range []struct {
		flag, word string
		to         **ends
	}{{"from", o.from, &from}, {"to", o.to, &to}} {
		if end.word == "" {
			continue
		}
		if *end.to, err = findEnds(m, nil, end.word); err != nil {
			return nil, nil, usagef(c, "--%s: %w", end.flag, err)
		}
	}
	if from != nil && to != nil && (from.outside || from.addr.IsValid()) && (to.outside || to.addr.IsValid()) {
		return nil, nil, usagef(c, "both ends are outside of the cluster, where policies say nothing: name a workload as one of them")
	}
	return from, to, nil
}

// flow answers a question about one flow.
func (a *app) flow(e *reach.Engine, o *reachOptions, f reach.Flow) error {
	answer := e.Explain(f).Answer
	if o.expect == "allowed" && answer != cluster.Yes || o.expect == "denied" && answer != cluster.No {
		a.status = max(a.status, exitFindings)
	}
	return a.writeOutput(&o.output, func(w io.Writer, toFile bool) error {
		if o.output.format == "json" {
			return report.VerdictJSON(w, e, f)
		}
		return report.Verdict(w, e, f, a.textOptions(w, toFile, o.quiet))
	})
}

// connections writes all connections that are asked for.
func (a *app) connections(ctx context.Context, e *reach.Engine, m *cluster.Model, o *reachOptions, from, to *ends) error {
	matrix := e.Matrix()
	query := o.query(from, to)
	limits := limitsOf(e, m, matrix)
	if !o.quiet {
		for _, l := range limits {
			a.note(l.Message + " (" + l.At + ")")
		}
	}
	limits = append(limits, unread(m)...)
	if len(m.Workloads) == 0 && !o.quiet {
		a.note("no manifest of a workload was read, so there is nothing that could reach anything: name the directory that holds them too")
	}
	return a.writeOutput(&o.output, func(w io.Writer, toFile bool) error {
		out := report.Connections(w, o.output.name(), m, limits, a.textOptions(w, toFile, o.quiet))
		var failed error
		err := matrix.Each(ctx, query, func(c *reach.Connection) bool {
			if o.concerns(c) {
				failed = out.Connection(c)
			}
			return failed == nil
		})
		if failed != nil {
			return failed
		}
		return errors.Join(err, out.Close())
	})
}

// query narrows the engine's answer to what is asked for.
func (o *reachOptions) query(from, to *ends) reach.Query {
	q := reach.Query{External: o.external, Exposure: o.exposure, Within: o.port.within()}
	if from != nil {
		if q.FromBlocks = from.outside; !from.outside {
			q.From = from.has
		}
	}
	if to != nil {
		if q.ToBlocks = to.outside; !to.outside {
			q.To = to.has
		}
	}
	return q
}

// concerns reports whether a connection has an end in one of the namespaces that
// are asked about.
func (o *reachOptions) concerns(c *reach.Connection) bool {
	if len(o.namespaces) == 0 {
		return true
	}
	for _, n := range [...]reach.Node{c.From, c.To} {
		if n.Workload != nil && slices.Contains(o.namespaces, n.Workload.Namespace.Name) {
			return true
		}
	}
	return false
}
