package report_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
)

func TestSkipped(t *testing.T) {
	set := &manifest.Set{Unlisted: 7, Skipped: []manifest.Skipped{
		{Name: "vendor", Reason: "a directory of this name holds other projects"},
		{Name: "::error::x\n##[error]", Reason: "ignored by \x1b[2J.gitignore:3"},
	}}
	var b strings.Builder
	if err := report.Skipped(&b, set, false); err != nil {
		t.Fatal(err)
	}
	expect(t, b.String(), `skipped: vendor: a directory of this name holds other projects
skipped: ::error::x\x0a\x23#[error]: ignored by \x1b[2J.gitignore:3
skipped: and 7 more
`)
	if err := harmless(b.String()); err != nil {
		t.Error(err)
	}
}

func TestRead(t *testing.T) {
	var b strings.Builder
	if err := report.Read(&b, lint.Summary{Stats: manifest.Stats{Files: 2, Documents: 3, Skipped: 1}, Objects: 1}, 0); err != nil {
		t.Fatal(err)
	}
	expect(t, b.String(), "read: 2 files, 3 documents, 1 object; skipped: 1 path; 0 problems\n")
}
