package report_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/report"
)

const page = "# NP301 overbroad-ipblock\n\n## What it does\n\nReports a `cidr` that holds **very many** addresses, as in `10.0.0.0/8`, whose\nowner [meant](https://example.org/a) less; see [NP303](ingress-ipblock-any.md).\n\n" +
	"- first item that is long enough to need a second line on the page\n  and goes on here\n- second\n\n1. one\n\n```yaml flagged\ncidr: 10.0.0.0/8 # far too wide, and this line is longer than the page is, but is not broken\n\nx: '# no'\n```\n\n| a | b |\n|---|---|\n"

func TestPage(t *testing.T) {
	show := func(o report.PageOptions) string {
		var b strings.Builder
		if err := report.Page(&b, report.RulePage{Rule: overbroad(), Markdown: page}, o); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	expect(t, show(report.PageOptions{Width: 50}), `NP301 overbroad-ipblock
warning, breadth, since 0.1.0

What it does

  Reports a `+"`cidr`"+` that holds very many addresses,
  as in `+"`10.0.0.0/8`"+`, whose owner meant
  (https://example.org/a) less; see NP303.

  - first item that is long enough to need a
    second line on the page and goes on here
  - second
  1. one

  flagged:
      cidr: 10.0.0.0/8 # far too wide, and this line is longer than the page is, but is not broken

      x: '# no'

  | a | b |
  |---|---|
`)
	colored := show(report.PageOptions{Color: true})
	for _, want := range []string{"\x1b[1mNP301 overbroad-ipblock\x1b", "\x1b[36mcidr\x1b", "\x1b[1mvery\x1b", "\x1b[2m# far too"} {
		if !strings.Contains(colored, want) {
			t.Errorf("no %q in %q", want, colored)
		}
	}
	for line := range strings.Lines(withoutColor(show(report.PageOptions{Width: 500, Color: true}))) {
		if len(line) > 101 && !strings.Contains(line, "cidr: ") {
			t.Errorf("a line of %d columns: %s", len(line), line)
		}
	}
}

func TestCatalogue(t *testing.T) {
	optional := &lint.Rule{Code: "NP102", Name: "x", Summary: "says x", Category: lint.Coverage, Severity: lint.Info, Optional: true}
	var b strings.Builder
	if err := report.Catalogue(&b, []*lint.Rule{optional, overbroad()}, false); err != nil {
		t.Fatal(err)
	}
	expect(t, b.String(), strings.TrimLeft(`
coverage
  NP102  x                  info     says x (off unless selected)

breadth
  NP301  overbroad-ipblock  warning  a block holds many addresses

2 rules; read about one with 'netpolint explain RULE'
`, "\n"))

	b.Reset()
	if err := report.CatalogueJSON(&b, nil); err != nil {
		t.Fatal(err)
	}
	expect(t, b.String(), "{\n  \"schema\": \"netpolint.rules/v1\",\n  \"rules\": []\n}\n")
}
