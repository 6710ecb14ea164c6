package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// nonCanonicalIPv6 reports networks that the API server takes with a warning: IPv6
// that is not in the form of RFC 5952, and before Kubernetes 1.36 what newer
// servers refuse.
func nonCanonicalIPv6() *lint.Rule {
	return &lint.Rule{
		Code: "NP006", Name: "non-canonical-ipv6", Category: lint.Validity, Severity: lint.Info, Since: "0.2.0",
		Summary: "a network in a form that the API server takes with a warning, and other tools compare wrongly",
		Check: func(pass *lint.Pass) {
			violations(pass, manifest.NonCanonical, func(_ *manifest.Object, v manifest.Violation, f lint.Finding) {
				f.Message = "the API server takes this and warns: " + v.Message
				pass.Report(f)
			})
		},
	}
}
