package rules_test

import (
	"context"
	"fmt"
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

// TestRecall runs the rules that are on by default over setups as teams write them,
// which were written without a look at the rules. Their DEFECTS.md say what is wrong
// in them, found or not, and what is right although it may look wrong; their want.txt
// what is found. `make golden` records that anew: read what has changed then.
func TestRecall(t *testing.T) {
	on := slices.DeleteFunc(rules.All(), func(r *lint.Rule) bool { return r.Optional })
	root := filepath.Join("..", "testdata", "recall")
	setups, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, setup := range setups {
		t.Run(setup.Name(), func(t *testing.T) {
			dir := filepath.Join(root, setup.Name())
			set, err := manifest.Load(context.Background(), os.DirFS(root), manifest.Options{Paths: []string{setup.Name()}})
			if err != nil {
				t.Fatal(err)
			}
			report := lint.Run(context.Background(), set, lint.Config{Rules: on})
			for _, p := range report.Problems {
				t.Errorf("%s: %s", p.File, p.Message)
			}
			var lines []string
			for i := range report.Findings {
				f := &report.Findings[i]
				linttest.Conventions(t, f)
				file := strings.TrimPrefix(filepath.ToSlash(f.Location.File()), setup.Name()+"/")
				lines = append(lines, fmt.Sprintf("%s:%d %s\n", file, f.Location.Start.Line, f.Rule.Code))
			}
			slices.Sort(lines)
			got := strings.Join(lines, "")
			file := filepath.Join(dir, "want.txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("findings are not those of want.txt; if they are better now, run make golden\ngot:\n%swant:\n%s", got, want)
			}
			checkDefects(t, dir, got)
		})
	}
}

var (
	defect  = regexp.MustCompile(`(?m)^\d+\. .*$`)
	verdict = regexp.MustCompile(`\((not found|found by NP\d{3}).*\)$`)
	place   = regexp.MustCompile("(?m)^(?:- |\\d+\\. )`([^`:]+):(\\d+)`: (.*)$")
	code    = regexp.MustCompile(`NP\d{3}`)
)

// checkDefects holds the DEFECTS.md of a setup to what is there: the lines it names
// exist, the rules that are said to find a defect find something, and where it lists
// what is right, it names the rules that say otherwise.
func checkDefects(t *testing.T, dir, found string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "DEFECTS.md"))
	if err != nil {
		t.Fatal(err)
	}
	defects := defect.FindAllString(string(text), -1)
	if len(defects) == 0 {
		t.Error("DEFECTS.md names no defect")
	}
	for _, d := range defects {
		v := verdict.FindString(d)
		if v == "" {
			t.Errorf("DEFECTS.md does not say whether it is found: %s", d)
		}
		if strings.HasPrefix(v, "(not found") {
			continue
		}
		for _, c := range code.FindAllString(v, -1) {
			if !strings.Contains(found, " "+c+"\n") {
				t.Errorf("no finding of %s, which is said to find: %s", c, d)
			}
		}
	}
	for _, m := range place.FindAllStringSubmatch(string(text), -1) {
		if strings.HasPrefix(m[0], "- ") {
			for line := range strings.Lines(found) {
				c, here := strings.CutPrefix(strings.TrimSpace(line), m[1]+":"+m[2]+" ")
				if here && !strings.Contains(m[3], c) {
					t.Errorf("%s has a finding of %s, which DEFECTS.md does not speak of: %s", m[1]+":"+m[2], c, m[3])
				}
			}
		}
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(m[1])))
		if err != nil {
			t.Error(err)
			continue
		}
		lines := strings.Split(string(content), "\n")
		var line int
		if _, err := fmt.Sscan(m[2], &line); err != nil || line < 1 || line > len(lines) || strings.TrimSpace(lines[line-1]) == "" {
			t.Errorf("DEFECTS.md names a line that is not there: %s:%s", m[1], m[2])
		}
	}
}
