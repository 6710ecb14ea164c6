package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/netpolint/netpolint/lint"
)

// Catalogue prints the rules for people, by category.
func Catalogue(w io.Writer, rules []*lint.Rule, color bool) error {
	out := bufio.NewWriter(w)
	p := palette{on: color}
	name := 0
	for _, r := range rules {
		name = max(name, len(r.Name))
	}
	for _, category := range categories(rules) {
		fmt.Fprintln(out, p.bold(string(category)))
		for _, r := range rules {
			if r.Category != category {
				continue
			}
			severity := p.severity(r.Severity.String(), r.Severity) + spaces(len("warning")-len(r.Severity.String()))
			optional := ""
			if r.Optional {
				optional = p.dim(" (off unless selected)")
			}
			fmt.Fprintf(out, "  %s  %s%s  %s  %s%s\n", p.code(r.Code), r.Name, spaces(name-len(r.Name)), severity, r.Summary, optional)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, p.dim(count(len(rules), "rule")+"; read about one with 'netpolint explain RULE'"))
	return out.Flush()
}

// categories lists the categories of the rules, in their order.
func categories(rules []*lint.Rule) []lint.Category {
	var out []lint.Category
	seen := map[lint.Category]bool{}
	for _, r := range rules {
		if !seen[r.Category] {
			seen[r.Category] = true
			out = append(out, r.Category)
		}
	}
	return out
}

func spaces(n int) string { return strings.Repeat(" ", max(0, n)) }

// ruleJSON is a rule in the schema netpolint.rules/v1.
type ruleJSON struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Summary  string `json:"summary"`
	Category string `json:"category"`
	Severity string `json:"severity"`
	Optional bool   `json:"optional"`
	Since    string `json:"since"`
	// Controls are the names of the benchmarks' controls that the rule helps to keep,
	// and Options its settings.
	Controls []string     `json:"controls,omitempty"`
	Options  []optionJSON `json:"options,omitempty"`
	// Markdown is the page of the rule; only explain prints it.
	Markdown string `json:"markdown,omitempty"`
}

type catalogue struct {
	Schema string     `json:"schema"`
	Rules  []ruleJSON `json:"rules"`
}

// CatalogueJSON prints the rules as one object of the schema netpolint.rules/v1.
func CatalogueJSON(w io.Writer, rules []*lint.Rule) error {
	pages := make([]RulePage, 0, len(rules))
	for _, r := range rules {
		pages = append(pages, RulePage{Rule: r})
	}
	return PagesJSON(w, pages)
}

// PagesJSON prints rules and their pages in the schema of [CatalogueJSON].
func PagesJSON(w io.Writer, pages []RulePage) error {
	out := catalogue{Schema: "netpolint.rules/v1", Rules: make([]ruleJSON, 0, len(pages))}
	for _, p := range pages {
		r := p.Rule
		out.Rules = append(out.Rules, ruleJSON{
			Code: r.Code, Name: r.Name, Summary: r.Summary, Category: string(r.Category),
			Severity: r.Severity.String(), Optional: r.Optional, Since: r.Since, Markdown: p.Markdown,
			Controls: controlNames(r), Options: optionsJSON(r),
		})
	}
	return WriteJSON(w, out)
}
