package cmd

import (
	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/rules"
)

func newRulesCmd(a *app) *cobra.Command {
	var s selection
	var format *choice
	c := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Long: `List the rules by category, with the severity of their findings. With --select
and --ignore, list those that lint checks when it is given the same flags.`,
		Example: `  netpolint rules
  netpolint rules --select egress
  netpolint rules -o json`,
		Args: noArgs("to read about one rule, run 'netpolint explain RULE'"),
		RunE: func(c *cobra.Command, _ []string) error {
			chosen := rules.All()
			if c.Flags().Changed("select") || c.Flags().Changed("ignore") {
				choice, err := s.choose(c, chosen, nil)
				if err != nil {
					return err
				}
				chosen = choice.Everywhere
			}
			if format.value == "json" {
				return report.CatalogueJSON(a.stdout, chosen)
			}
			return report.Catalogue(a.stdout, chosen, a.colored(a.stdout))
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	s.flags(c)
	format = formatFlag(c, "text", "json")
	return c
}
