package linttest_test

import (
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/linttest"
)

// TestConfiguration runs a rule with the options of the fixture's configuration.
func TestConfiguration(t *testing.T) {
	rule := &lint.Rule{
		Code: "NP999", Name: "too-many", Category: lint.Traps, Severity: lint.Warning, Optional: true,
		Options: []lint.Option{{Name: "most", Doc: "how many policies there may be", Kind: lint.IntOption, Int: 5, Max: 9}},
		Check: func(pass *lint.Pass) {
			if p := pass.Model.Policies; len(p) > pass.Int("most") {
				pass.Report(lint.Finding{At: p[0].At.Child("kind"), Message: "too many", Help: "fewer", Key: "k"})
			}
		},
	}
	files := map[string]string{"a.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n"}
	if n := len(linttest.Lint(t, files, []*lint.Rule{rule}).Findings); n != 0 {
		t.Errorf("%d findings by default", n)
	}
	files[".netpolint.yaml"] = "rules: {too-many: {severity: error, options: {most: 0}}}\n"
	report := linttest.Lint(t, files, []*lint.Rule{rule})
	if len(report.Findings) != 1 || report.Findings[0].Severity != lint.Error {
		t.Errorf("with a configuration: %v", report.Findings)
	}
}
