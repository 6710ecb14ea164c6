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
	"github.com/netpolint/netpolint/rules"
)

// running are the rules that run where one is tested: it alone, but for the one that
// is about what suppresses the findings of others.
func running(r *lint.Rule) []*lint.Rule {
	if !r.Audits {
		return []*lint.Rule{r}
	}
	// A few, so that a new rule changes nothing.
	few, err := lint.Select(rules.All(), []string{"NP205", "NP207", "NP301", "NP303", "NP305", "NP404", r.Code}, nil)
	if err != nil {
		panic(err)
	}
	return few
}

// TestFixtures runs each rule alone over its fixtures.
func TestFixtures(t *testing.T) {
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			met, clean := linttest.Run(t, filepath.Join("..", "testdata", "rules", r.Name), running(r))
			if met == 0 {
				t.Error("no fixture expects a finding")
			}
			if clean == 0 {
				t.Error("no fixture expects silence")
			}
		})
	}
}

// TestStacking runs the rules that are on by default over cases where several of
// them see the same defect: one defect, one finding. The others are asked for one by
// one, and mostly have something to say of every policy.
func TestStacking(t *testing.T) {
	on := slices.DeleteFunc(rules.All(), func(r *lint.Rule) bool { return r.Optional })
	linttest.Run(t, filepath.Join("..", "testdata", "stacking"), on)
}

// TestCatalogue holds every rule to the conventions of the project.
func TestCatalogue(t *testing.T) {
	var codes, names []string
	for _, r := range rules.All() {
		codes, names = append(codes, r.Code), append(names, r.Name)
		if !regexp.MustCompile(`^NP[0-9]{3}$`).MatchString(r.Code) {
			t.Errorf("%s: not a code", r.Code)
		}
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(r.Name) {
			t.Errorf("%s: not a name: %q", r.Code, r.Name)
		}
		if r.Summary == "" || strings.HasSuffix(r.Summary, ".") || strings.Contains(r.Summary, "\n") {
			t.Errorf("%s: summary %q: one line without a full stop", r.Code, r.Summary)
		}
		if r.Category == "" || r.Since == "" || (r.Check == nil) != r.Audits {
			t.Errorf("%s: category, since or check is missing", r.Code)
		}
		for _, o := range r.Options {
			if !regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`).MatchString(o.Name) || o.Doc == "" || strings.HasSuffix(o.Doc, ".") {
				t.Errorf("%s: option %q: a name in lower case, and one line without a full stop about it", r.Code, o.Name)
			}
			if o.Kind == lint.IntOption && (o.Int < o.Min || o.Int > o.Max) {
				t.Errorf("%s: the default of option %q is out of its bounds", r.Code, o.Name)
			}
		}
		file := strings.ToLower(r.Code) + "_" + strings.ReplaceAll(r.Name, "-", "_") + ".go"
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s: its file must be rules/%s", r.Code, file)
		}
	}
	if !slices.IsSorted(codes) {
		t.Error("rules.All is not sorted by code")
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(codes) || len(slices.Compact(codes)) != len(rules.All()) {
		t.Error("two rules share a code or a name")
	}
}

// TestNothingElse finds files that belong to no rule: a page or a fixture that a
// rename left behind.
func TestNothingElse(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		known[r.Name] = true
	}
	for _, dir := range []string{"../docs/rules", "../testdata/rules"} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if name := strings.TrimSuffix(e.Name(), ".md"); !known[name] && name != "README" && name != "internal-error" {
				t.Errorf("%s/%s belongs to no rule", dir, e.Name())
			}
		}
	}
}
