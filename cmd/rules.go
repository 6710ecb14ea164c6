package cmd

import (
	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/rules"
)

func newRulesCmd(a *app) *cobra.Command {
	var s selection
	var format *choice
	mapping := choice{kind: "way to map", label: "BY", allowed: []string{"rule", "control"}}
	c := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Long: `List the rules by category, with the severity of their findings. With --select
and --ignore, list those that lint checks when it is given the same flags.

With --mapping, say which recommendations of benchmarks each rule helps to keep:
of the CIS Kubernetes Benchmark (cis), the Kubernetes Hardening Guide of NSA and
CISA (nsa), and the practices for traffic between pods (pod-to-pod). All these are
words of --select and --ignore, and so is each control: cis-5.3.2.`,
		Example: `  netpolint rules
  netpolint rules --select egress
  netpolint rules --mapping                  rules, and what they help to keep
  netpolint rules --mapping=control          recommendations, and what keeps them
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
			switch {
			case mapping.value != "" && format.value == "json":
				return report.MappingJSON(a.stdout, chosen)
			case mapping.value == "rule":
				return report.Mapping(a.stdout, chosen, a.colored(a.stdout))
			case mapping.value == "control":
				return report.MappingByControl(a.stdout, chosen, a.colored(a.stdout))
			}
			if format.value == "json" {
				return report.CatalogueJSON(a.stdout, chosen)
			}
			return report.Catalogue(a.stdout, chosen, a.colored(a.stdout))
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	s.flags(c)
	c.Flags().Var(&mapping, "mapping", "which benchmarks the rules help to keep, by rule or by control")
	c.Flags().Lookup("mapping").NoOptDefVal = "rule"
	completeFlag(c, "mapping", "rule", "control")
	format = formatFlag(c, "text", "json")
	return c
}
