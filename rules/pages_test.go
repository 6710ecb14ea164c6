package rules_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

var (
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
	example = regexp.MustCompile("(?ms)^```yaml (flagged|accepted)\n(.*?)^```$")
)

// TestConcepts lints the examples of the page about how policies work.
func TestConcepts(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "concepts.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := example.FindAllStringSubmatch(string(page), -1)
	if len(examples) == 0 {
		t.Error("the page has no example")
	}
	for _, m := range examples {
		report := linttest.Lint(t, map[string]string{"example.yaml": m[2]}, rules.All())
		for _, p := range report.Problems {
			t.Errorf("example: %s", p.Message)
		}
		for _, f := range report.Findings {
			if f.Severity > lint.Info {
				t.Errorf("example: %s %s", f.Rule.Code, f.Message)
			}
		}
	}
}

// TestPages holds the page of every rule to its form, and lints its examples: a
// flagged one must be flagged by this rule, an accepted one must not.
func TestPages(t *testing.T) {
	sections := []string{"What it does", "Why it matters", "Example", "How to fix", "When to ignore", "References"}
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			page, err := os.ReadFile(filepath.Join("..", "docs", "rules", r.Name+".md"))
			if err != nil {
				t.Fatal(err)
			}
			text := string(page)
			if want := "# " + r.Code + " " + r.Name + "\n"; !strings.HasPrefix(text, want) {
				t.Errorf("the page must begin with %q", want)
			}
			var got []string
			for _, m := range heading.FindAllStringSubmatch(text, -1) {
				got = append(got, m[1])
			}
			sections := sections
			if len(r.Options) > 0 {
				sections = slices.Insert(slices.Clone(sections), 5, "Options")
			}
			if !slices.Equal(got, sections) {
				t.Errorf("sections %q, want %q", got, sections)
			}
			for _, o := range r.Options {
				if !strings.Contains(text, "`"+o.Name+"`") {
					t.Errorf("the page does not speak of the option %s", o.Name)
				}
			}
			seen := map[string]int{}
			for _, m := range example.FindAllStringSubmatch(text, -1) {
				seen[m[1]]++
				report := linttest.Lint(t, map[string]string{"example.yaml": m[2]}, running(r))
				for _, p := range report.Problems {
					if p.Severity == manifest.Error {
						t.Errorf("example: %s", p.Message)
					}
				}
				if flagged := slices.ContainsFunc(report.Findings, func(f lint.Finding) bool { return f.Rule.Code == r.Code }); flagged != (m[1] == "flagged") {
					t.Errorf("the example that is %s gives %d findings:\n%s", m[1], len(report.Findings), m[2])
				}
			}
			if seen["flagged"] == 0 || seen["accepted"] == 0 {
				t.Error("the page needs a ```yaml flagged and a ```yaml accepted example")
			}
		})
	}
}
