package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// apiInvalid reports what the API server refuses: values of the wrong type, and
// values that its validation does not accept. The verdicts are held to recorded
// answers of a Kubernetes API server.
func apiInvalid() *lint.Rule {
	return &lint.Rule{
		Code: "NP001", Name: "api-invalid", Category: lint.Validity, Severity: lint.Error, Since: "0.2.0",
		Summary: "the API server refuses the policy, so nothing of it is applied",
		Check: func(pass *lint.Pass) {
			violations(pass, manifest.Refused, func(o *manifest.Object, v manifest.Violation, f lint.Finding) {
				f.Message = refusal(o, v)
				pass.Report(f)
			})
		},
	}
}
