package cmd

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/rules"
)

func newConfigCmd(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "config COMMAND",
		Short: "Show, check and describe the configuration",
		Long: `Show what counts in a run and where it comes from, check a configuration, or print
its JSON Schema for editors.

The configuration is the nearest .netpolint.yaml: in the directory that all given
paths have in common, or above it up to the top of the repository. 'netpolint init'
writes one. Flags count for more than the file.`,
		Example: `  netpolint config show                      what counts, and who says so
  netpolint config verify                    is the file right?
  netpolint config schema > schema.json      for editors`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownSubcommand(c, args[0])
			}
			return usagef(c, "name a command: show, verify or schema")
		},
	}
	c.AddCommand(newConfigShowCmd(a), newConfigVerifyCmd(a), newConfigSchemaCmd(a))
	return c
}

func unknownSubcommand(c *cobra.Command, word string) error {
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return usagef(c, "%w", unknownChoice("command", word, names))
}

func newConfigShowCmd(a *app) *cobra.Command {
	o := lintOptions{failOn: severityFlag(lint.Warning), namespace: "default"}
	var format *choice
	c := &cobra.Command{
		Use:   "show [PATH]...",
		Short: "Show every value that counts, and where it comes from",
		Long: `Show every value that counts in a run of lint over the same paths with the same
flags, and where it comes from: the default, a line of the configuration, or a
flag. What is printed is a configuration that says the same.`,
		Example: `  netpolint config show
  netpolint config show deploy/
  netpolint config show --select egress --fail-on error
  netpolint config show -o json`,
		RunE: func(c *cobra.Command, args []string) error { return a.configShow(c, &o, args, format.value) },

		ValidArgsFunction: completePaths,
	}
	f := c.Flags()
	f.SortFlags = false
	o.selection.flags(c)
	o.input.flags(c)
	f.Lookup("verbose").Hidden = true
	f.Var(&o.failOn, "fail-on", "lowest severity that fails the run: error, warning or info")
	f.VarP(&o.namespace, "namespace", "n", "namespace of objects whose manifest names none")
	o.reading.flags(c)
	o.config.flags(c)
	format = formatFlag(c, "text", "json")
	completeFlag(c, "fail-on", severities()...)
	completeFlag(c, "namespace")
	return c
}

func (a *app) configShow(c *cobra.Command, o *lintOptions, paths []string, format string) error {
	if err := checkPaths(c, paths); err != nil {
		return err
	}
	file, err := a.configuration(c, &o.config, paths)
	if err != nil {
		return err
	}
	choice, err := o.choose(c, rules.All(), file)
	if err != nil {
		return err
	}
	settings := config.Describe(rules.All()).Show(file, o.given(c), choice)
	name := ""
	if file != nil {
		name = file.Name
	}
	if format == "json" {
		return report.SettingsJSON(a.stdout, name, settings)
	}
	head := "# no configuration: defaults and flags"
	if name != "" {
		head = "# configuration: " + report.Sanitize(name)
	}
	for line := range strings.Lines(head + "\n" + config.YAML(settings)) {
		if _, err := fmt.Fprintln(a.stdout, report.Sanitize(strings.TrimSuffix(line, "\n"))); err != nil {
			return err
		}
	}
	return nil
}

// given are the flags that were given, by the key of the configuration that they
// stand for.
func (o *lintOptions) given(c *cobra.Command) map[string]config.Flag {
	out := map[string]config.Flag{}
	add := func(flag, key string, value any) {
		if c.Flags().Changed(flag) {
			out[key] = config.Flag{Name: flag, Value: value}
		}
	}
	add("select", "select", trimmed(o.sel))
	add("ignore", "ignore", trimmed(o.ignore))
	add("fail-on", "fail-on", lint.Severity(o.failOn).String())
	add("strict", "strict", o.input.strict)
	add("namespace", "namespace", string(o.namespace))
	add("exclude", "exclude", []string(o.input.exclude))
	add("no-gitignore", "gitignore", !o.input.noGitignore)
	add("kubernetes-version", "kubernetes-version", o.reading.version.String())
	add("render", "render", o.reading.render.String())
	add("render-root", "render-roots", o.reading.roots)
	add("values", "values", o.reading.values)
	add("set", "set", o.reading.set)
	return out
}

func newConfigVerifyCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [FILE|-]",
		Short: "Check a configuration",
		Long: `Check a configuration: without FILE, the one that counts for the current directory.
Every mistake is named with its line, and with what may be meant.

Exit status: 0 when the file is right, and 2 when it is not, or there is none.`,
		Example: `  netpolint config verify
  netpolint config verify deploy/.netpolint.yaml`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef(c, "one file at a time: leave out %s", strings.Join(args[1:], " "))
			}
			return nil
		},
		RunE:              func(_ *cobra.Command, args []string) error { return a.configVerify(args) },
		ValidArgsFunction: completePaths,
	}
}

func (a *app) configVerify(args []string) error {
	d := config.Describe(rules.All())
	var file *config.File
	var err error
	switch {
	case len(args) == 1 && args[0] == "-":
		content, failed := io.ReadAll(io.LimitReader(a.stdin, 1<<20))
		if failed != nil {
			return failed
		}
		file, err = d.Parse(config.Place{Name: "<stdin>", Dir: "."}, content)
	case len(args) == 1:
		file, err = d.Load(args[0], true)
	default:
		name, failed := config.Find(nil)
		if failed != nil {
			return failed
		}
		if name == "" {
			return fmt.Errorf("no %s here or above, up to the top of the repository: 'netpolint init' writes one", manifest.ConfigFile)
		}
		file, err = d.Load(name, false)
	}
	if err != nil {
		var wrong *config.Error
		if errors.As(err, &wrong) && len(wrong.Problems) > 1 {
			return fmt.Errorf("%w\n%s", err, plural(len(wrong.Problems), "mistake", "mistakes"))
		}
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s is right\n", report.Sanitize(file.Name))
	return err
}

func newConfigSchemaCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the configuration",
		Long: `Print the JSON Schema (draft 2020-12) of the configuration, with the rules of this
version and their options. Editors complete and check a file with it.

With the YAML extension of VS Code, and others that use yaml-language-server, write
this as the first line of .netpolint.yaml:

  # yaml-language-server: $schema=netpolint.schema.json`,
		Example: `  netpolint config schema > netpolint.schema.json`,
		Args:    noArgs("redirect the output to a file"),
		RunE: func(*cobra.Command, []string) error {
			return report.WriteJSON(a.stdout, config.Describe(rules.All()).Schema())
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
}
