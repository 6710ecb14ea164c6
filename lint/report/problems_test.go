package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
)

func problems(t *testing.T, list []manifest.Problem, o report.ProblemOptions) string {
	t.Helper()
	var b strings.Builder
	if err := report.Problems(&b, list, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestProblems(t *testing.T) {
	f := policyFile()
	list := []manifest.Problem{
		{Severity: manifest.Info, Message: "a limit", File: "a.yaml"},
		{Severity: manifest.Warning, Message: "doubtful", File: f.Name, At: at(f, "NetworkPolicy").Span},
		{Severity: manifest.Error, Message: "unreadable", File: "b.yaml"},
		{Severity: manifest.Error, Message: "no file at all"},
	}
	expect(t, problems(t, list, report.ProblemOptions{}), strings.TrimLeft(`
error: b.yaml: unreadable
error: no file at all
warning: shop/netpol.yaml:2:7: doubtful
info: a.yaml: a limit
`, "\n"))
	expect(t, problems(t, list[:3], report.ProblemOptions{AtLeast: manifest.Error}), "error: b.yaml: unreadable\n")
	if got := problems(t, list, report.ProblemOptions{Color: true}); !strings.Contains(got, "\x1b[31;1merror\x1b") {
		t.Errorf("no color in %q", got)
	}
}

// TestProblemsFold shows that many equal problems take one line.
func TestProblemsFold(t *testing.T) {
	var list []manifest.Problem
	for i := range 13 {
		list = append(list, manifest.Problem{Message: "the same", File: fmt.Sprintf("%02d.yaml", i)})
	}
	expect(t, problems(t, list[:3], report.ProblemOptions{}),
		"info: 00.yaml: the same\ninfo: 01.yaml: the same\ninfo: 02.yaml: the same\n")
	expect(t, problems(t, list, report.ProblemOptions{}), "info: 00.yaml: the same … and 12 more files\n")
	for i := range list {
		list[i].File = "one.yaml"
	}
	expect(t, problems(t, list[:4], report.ProblemOptions{}), "info: one.yaml: the same … and 3 more places\n")
}
