package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// deprecatedAPI reports policies of API versions that are gone or going
// (https://kubernetes.io/docs/reference/using-api/deprecation-guide/#networkpolicy-v116,
// https://network-policy-api.sigs.k8s.io).
func deprecatedAPI() *lint.Rule {
	return &lint.Rule{
		Code: "NP005", Name: "deprecated-api", Category: lint.Validity, Severity: lint.Warning, Since: "0.2.0",
		Summary: "an API version that is gone, so that the policy cannot be applied, or one that is going",
		Check: func(pass *lint.Pass) {
			violations(pass, manifest.OldAPI, func(_ *manifest.Object, v manifest.Violation, f lint.Finding) {
				switch v.ID {
				case "removed-version", "unknown-version":
					f.Message = v.Message + ", so it cannot be applied and is not read"
					pass.ReportAs(lint.Error, f)
				case "superseded": // and still all that some implementations serve
					f.Message = v.Message
					pass.ReportAs(lint.Info, f)
				default:
					f.Message = v.Message
					pass.Report(f)
				}
			})
		},
	}
}
