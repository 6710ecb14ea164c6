package rules

import "github.com/netpolint/netpolint/lint"

// badSuppression reports comments and annotations that are meant to suppress
// findings and do not, or no longer have to. Its findings are made by the driver,
// which knows what the other rules found.
func badSuppression() *lint.Rule {
	return &lint.Rule{
		Code: "NP956", Name: "bad-suppression", Category: lint.Hygiene, Severity: lint.Warning, Need: lint.NeedsPolicies, Since: "0.1.0",
		Summary: "a suppression has no reason, has expired, cannot be understood or suppresses nothing",
		Audits:  true,
	}
}
