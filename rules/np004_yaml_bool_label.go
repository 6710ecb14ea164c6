package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// yamlBoolLabel reports labels without quotes that YAML 1.1 reads as a boolean or
// a number: on, off, yes, no, y, n, 1, 1.10
// (https://yaml.org/type/bool.html). The API server wants strings.
func yamlBoolLabel() *lint.Rule {
	return &lint.Rule{
		Code: "NP004", Name: "yaml-bool-label", Category: lint.Validity, Severity: lint.Error, Since: "0.2.0",
		Summary:  "a label without quotes that YAML reads as a boolean or a number, which the API server refuses",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check: func(pass *lint.Pass) {
			violations(pass, manifest.LabelType, func(o *manifest.Object, v manifest.Violation, f lint.Finding) {
				f.Message = v.Message
				if v.OnKey {
					pass.ReportAs(lint.Warning, f) // accepted, under another name
					return
				}
				f.Message += fmt.Sprintf(", and labels are strings: the API server refuses this %s", o.ID.Kind)
				pass.Report(f)
			})
		},
	}
}
