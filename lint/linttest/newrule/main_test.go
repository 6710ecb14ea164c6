package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestScaffoldedRuleIsGreen makes a rule in a copy of the project and runs the
// tests that hold rules to their conventions: a scaffolder that has drifted from
// them teaches every newcomer to distrust it.
func TestScaffoldedRuleIsGreen(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a copy of the project")
	}
	root := filepath.Join("..", "..", "..")
	copied := t.TempDir()
	for _, dir := range []string{"docs", "lint", "rules", "testdata"} {
		if err := os.CopyFS(filepath.Join(copied, dir), os.DirFS(filepath.Join(root, dir))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, file), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range []rule{
		{Code: "NP100", Name: "first-defect", Category: "coverage"},
		{Code: "NP999", Name: "last-defect", Category: "traps"},
	} {
		if _, err := r.scaffold(copied); err != nil {
			t.Fatal(err)
		}
		if _, err := r.scaffold(copied); err == nil {
			t.Errorf("%s was scaffolded twice", r.Code)
		}
	}
	formatted := exec.Command("gofmt", "-l", filepath.Join(copied, "rules"))
	if out, err := formatted.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("not gofmt'ed: %s %v", out, err)
	}
	test := exec.Command("go", "test", "-run", "TestCatalogue|TestNothingElse|TestPages|TestFixtures", "./rules")
	test.Dir = copied
	test.Env = append(os.Environ(), "GOWORK=off")
	if out, err := test.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	rules, err := fs.Glob(os.DirFS(filepath.Join(copied, "rules")), "np*.go")
	if err != nil || !slices.Contains(rules, "np100_first_defect.go") {
		t.Errorf("files %v, %v", rules, err)
	}
}

func TestRefuses(t *testing.T) {
	for _, r := range []rule{
		{Code: "999", Name: "some-defect", Category: "traps"},
		{Code: "NP999", Name: "Some Defect", Category: "traps"},
		{Code: "NP999", Name: "some-defect", Category: "other"},
	} {
		if err := r.validate(); err == nil {
			t.Errorf("%+v was accepted", r)
		}
	}
}
