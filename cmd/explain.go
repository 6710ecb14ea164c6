package cmd

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/docs"
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/rules"
)

func newExplainCmd(a *app) *cobra.Command {
	var format *choice
	c := &cobra.Command{
		Use:   "explain RULE...",
		Short: "Show the page of a rule: what it means, why, and how to fix it",
		Long: `Show the page of each rule that is named, by code or by name: what it finds, why
that matters, examples, how to fix it, and when to ignore it. The pages are part
of the program, and need no network.`,
		Example: `  netpolint explain NP301
  netpolint explain overbroad-ipblock
  netpolint explain -o markdown NP301 > NP301.md`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(c, "name a rule, by code or by name: list them with 'netpolint rules'")
			}
			pages, err := findPages(c, args)
			if err != nil {
				return err
			}
			return a.explain(pages, format.value)
		},
		ValidArgsFunction: completeRule,
	}
	format = formatFlag(c, "text", "markdown", "json")
	return c
}

// findPages finds every page before any is printed.
func findPages(c *cobra.Command, words []string) ([]report.RulePage, error) {
	all := append(rules.All(), lint.InternalError())
	var pages []report.RulePage
	for _, word := range words {
		rule, err := lint.Find(all, word)
		if err != nil {
			return nil, usagef(c, "%w", err)
		}
		page, err := docs.Rule(rule.Name)
		if err != nil {
			return nil, fmt.Errorf("explaining %s: %w", rule.Code, err)
		}
		pages = append(pages, report.RulePage{Rule: rule, Markdown: page})
	}
	return pages, nil
}

func (a *app) explain(pages []report.RulePage, format string) error {
	if format == "json" {
		return report.PagesJSON(a.stdout, pages)
	}
	o := report.PageOptions{Color: a.colored(a.stdout), Width: terminalWidth(a.stdout)}
	for i, page := range pages {
		if i > 0 {
			if _, err := fmt.Fprintln(a.stdout); err != nil {
				return err
			}
		}
		var err error
		if format == "markdown" {
			_, err = io.WriteString(a.stdout, page.Markdown)
		} else {
			err = report.Page(a.stdout, page, o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
