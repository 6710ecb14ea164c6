package cmd

import (
	"github.com/spf13/cobra"
)

func newRootCmd(a *app) *cobra.Command {
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
	c.SetFlagErrorFunc(flagError)
	c.SetHelpCommand(newHelpCmd())
	c.AddCommand(newLintCmd(a), newReachCmd(a), newDiffCmd(a), newRulesCmd(a), newExplainCmd(a), newVersionCmd(a), newCompletionCmd(a))
	return c
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
