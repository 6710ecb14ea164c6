package rules_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/rules"
)

var update = flag.Bool("update", false, "write docs/rules/README.md and testdata/recall/*/want.txt anew")

// TestIndex holds the index of the pages to the catalogue. `make golden` writes it
// anew.
func TestIndex(t *testing.T) {
	file := filepath.Join("..", "docs", "rules", "README.md")
	want := index(rules.All())
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/rules/README.md is not what the catalogue says: run make golden")
	}
}

// index is the page that lists all others, by category, and then by what
// benchmarks ask for.
func index(all []*lint.Rule) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<!-- Written by make golden from the rules themselves. -->
# The rules

%d rules. Their codes never change their meaning. "Off" are those that run only when they are selected (%s), as they are a matter of taste or of local rules. New to network policies? [How they really work](../concepts.md) takes five minutes.
`, len(all), "`--select NP508`, or in the [configuration](../configuration.md)")
	category := lint.Category("")
	for _, r := range byCategory(all) {
		if r.Category != category {
			category = r.Category
			fmt.Fprintf(&b, "\n## %s\n\n| code | rule | what it finds | severity |\n|---|---|---|---|\n", category)
		}
		severity := r.Severity.String()
		if r.Optional {
			severity += ", off"
		}
		fmt.Fprintf(&b, "| %s | [%s](%s.md) | %s | %s |\n", r.Code, r.Name, r.Name, strings.ReplaceAll(r.Summary, "|", "\\|"), severity)
	}
	b.WriteString("\n## What benchmarks ask for\n\nSelect the rules of a benchmark by its name (`--select cis`), or those of one recommendation (`--select cis-5.3.2`). A rule helps to keep a recommendation; that it is silent does not prove that the recommendation is kept.\n")
	benchmark := lint.Benchmark("")
	for _, c := range controls(all) {
		if c.Benchmark != benchmark {
			benchmark = c.Benchmark
			fmt.Fprintf(&b, "\n### %s\n\n| recommendation | asks for | rules |\n|---|---|---|\n", benchmark.Title())
		}
		var codes []string
		for _, r := range all {
			for _, has := range r.Controls {
				if has == c {
					codes = append(codes, fmt.Sprintf("[%s](%s.md)", r.Code, r.Name))
				}
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name(), c.Title, strings.Join(codes, ", "))
	}
	return b.Bytes()
}

// byCategory orders rules by the first code of their category.
func byCategory(all []*lint.Rule) []*lint.Rule {
	var out []*lint.Rule
	done := map[lint.Category]bool{}
	for _, first := range all {
		if done[first.Category] {
			continue
		}
		done[first.Category] = true
		for _, r := range all {
			if r.Category == first.Category {
				out = append(out, r)
			}
		}
	}
	return out
}

// controls lists what the rules help to keep, by benchmark, each once.
func controls(all []*lint.Rule) []lint.Control {
	var out []lint.Control
	for _, benchmark := range lint.Benchmarks() {
		seen := map[lint.Control]bool{}
		for _, r := range all {
			for _, c := range r.Controls {
				if c.Benchmark == benchmark && !seen[c] {
					seen[c] = true
					out = append(out, c)
				}
			}
		}
	}
	return out
}
