package cmd

import (
	"slices"

	"github.com/spf13/cobra"
)

// newRootCmd makes the command line for these arguments. Where they begin with the
// name of a command, the others are made only for a message that needs them.
func newRootCmd(a *app, args []string) *cobra.Command {
	showVersion := false
	c := &cobra.Command{
		Use:   "netpolint",
		Short: "Lint Kubernetes network policies, offline",
		Long: `netpolint reads Kubernetes manifests from files and says what their network
policies really do: where a namespace has no default deny, where egress is open,
where a CIDR lets in the world, where a label selects nothing.

It needs no cluster and no network.`,
		Example: `  netpolint lint                        the current directory and all below it
  netpolint lint deploy/ policy.yaml    directories and files
  kustomize build . | netpolint lint -  standard input
  netpolint explain NP301               what a rule means and how to fix it`,
		Args:              cobra.ArbitraryArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case showVersion:
				return a.version("text")
			case len(args) > 0:
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	c.Flags().BoolVar(&showVersion, "version", false, "print the version")
	c.PersistentFlags().Var(&a.color, "color", "use colors: auto, always or never")
	completeFlag(c, "color", string(colorAuto), string(colorAlways), string(colorNever))
	named, others := divide(subcommands(), args)
	c.SetFlagErrorFunc(func(of *cobra.Command, err error) error {
		add(c, a, others)
		return flagError(of, err)
	})
	c.SetHelpCommand(newHelpCmd())
	add(c, a, named)
	return c
}

// subcommand is a command that is yet to be made.
type subcommand struct {
	name string
	make func(*app) *cobra.Command
}

func subcommands() []subcommand {
	return []subcommand{
		{"lint", newLintCmd},
		{"reach", newReachCmd},
		{"diff", newDiffCmd},
		{"rules", newRulesCmd},
		{"explain", newExplainCmd},
		{"config", newConfigCmd},
		{"init", newInitCmd},
		{"version", newVersionCmd},
		{"completion", newCompletionCmd},
	}
}

// divide returns the command that the arguments name, and the others. They name
// none if they begin with a flag: then all may be needed.
func divide(all []subcommand, args []string) (named, others []subcommand) {
	i := slices.IndexFunc(all, func(s subcommand) bool { return len(args) > 0 && s.name == args[0] })
	if i < 0 {
		return all, nil
	}
	return all[i : i+1], slices.Concat(all[:i], all[i+1:])
}

func add(root *cobra.Command, a *app, list []subcommand) {
	for _, s := range list {
		root.AddCommand(s.make(a))
	}
}

// noArgs refuses arguments, and says what to write instead.
func noArgs(instead string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef(c, "%s takes no arguments: %s", c.Name(), instead)
		}
		return nil
	}
}
