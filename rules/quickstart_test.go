package rules_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

// TestQuickstart lints the three example policies that the project began with,
// beside small workloads for them to act on: the first thing a user may try.
func TestQuickstart(t *testing.T) {
	set, err := manifest.Load(context.Background(), os.DirFS(filepath.Join("..", "testdata")), manifest.Options{Paths: []string{"quickstart"}})
	if err != nil {
		t.Fatal(err)
	}
	// A first user runs the rules that are on by default.
	on := slices.DeleteFunc(rules.All(), func(r *lint.Rule) bool { return r.Optional })
	report := lint.Run(context.Background(), set, lint.Config{Rules: on})
	for _, p := range report.Problems {
		t.Errorf("%s: %s", p.File, p.Message)
	}
	var got []string
	for i := range report.Findings {
		f := &report.Findings[i]
		linttest.Conventions(t, f)
		got = append(got, fmt.Sprintf("%s %s:%d:%d", f.Rule.Code, filepath.Base(f.Location.File()), f.Location.Start.Line, f.Location.Start.Column))
	}
	want := []string{
		"NP202 allow-egress-internet.yaml:10:3",  // HTTPS is open, and no name resolves
		"NP207 allow-egress-internet.yaml:13:15", // 0.0.0.0/0
		"NP603 allow-frontend-db.yaml:6:1",       // no policyTypes
		"NP614 default.yaml:4:9",                 // deny-all, and nothing lets anyone reach the Service web
		"NP101 production.yaml:4:9",              // frontend and api are open
		"NP201 production.yaml:4:9",              // and all three may connect to anywhere
	}
	if !slices.Equal(got, want) {
		t.Errorf("findings:\n got %q\nwant %q", got, want)
	}
}
