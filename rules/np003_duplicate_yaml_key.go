package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// duplicateYAMLKey reports keys that stand twice in one mapping. The YAML
// specification forbids them; kubectl converts YAML to JSON first and keeps the
// last one without a word.
func duplicateYAMLKey() *lint.Rule {
	return &lint.Rule{
		Code: "NP003", Name: "duplicate-yaml-key", Category: lint.Validity, Severity: lint.Warning, Since: "0.2.0",
		Summary: "a key stands twice in one mapping, and kubectl silently keeps the last one",
		Check: func(pass *lint.Pass) {
			violations(pass, manifest.DuplicateKey, func(_ *manifest.Object, v manifest.Violation, f lint.Finding) {
				f.Message = v.Message + ": kubectl silently keeps the last one, so what stands there is lost"
				f.Help = "remove one of them, or merge what they hold"
				pass.Report(f)
			})
		},
	}
}
