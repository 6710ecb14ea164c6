package rules_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

// FuzzLint runs everything over any bytes: no rule may stop on them, and every
// finding has a place.
func FuzzLint(f *testing.F) {
	err := filepath.WalkDir(filepath.Join("..", "testdata"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".yaml" {
			return err
		}
		content, err := os.ReadFile(name)
		f.Add(content)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	all := rules.All()
	f.Fuzz(func(t *testing.T, content []byte) {
		set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: content}}, manifest.Options{Paths: []string{"a.yaml"}, Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, finding := range lint.Run(context.Background(), set, lint.Config{Rules: all, Jobs: 1}).Findings {
			if finding.Rule.Code == lint.InternalError().Code {
				t.Fatal(finding.Message)
			}
			// What the input says may stand in a message, control characters too: the
			// printers escape them.
			if !strings.ContainsAny(finding.Message+finding.Help, "\n\r.") {
				linttest.Conventions(t, &finding)
			}
		}
	})
}
