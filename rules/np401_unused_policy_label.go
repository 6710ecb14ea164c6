package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
)

// unusedPolicyLabel reports one value of an In requirement that no pod of the
// policy's namespace carries, in a selector that matches by its other values.
// Requirements are met by any one of their values (Kubernetes documentation,
// "Labels and Selectors"), so such a value does nothing.
func unusedPolicyLabel() *lint.Rule {
	return &lint.Rule{
		Code: "NP401", Name: "unused-policy-label", Category: lint.Selectors, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "one of the values that a selector lists is carried by no pod",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Options: []lint.Option{{
			Name: "ignored-keys", Doc: "label keys whose values no pod of the input has to carry", Kind: lint.StringsOption,
		}},
		Check: checkUnusedPolicyLabel,
	}
}

func checkUnusedPolicyLabel(pass *lint.Pass) {
	ignored := pass.Strings("ignored-keys")
	all := danglings(pass)
	for i := range all {
		d := &all[i]
		if d.cause != absent || d.value < 0 || slices.Contains(ignored, d.wrong().Key) {
			continue
		}
		does := "the policy does not apply to any"
		if d.part == ownPeer {
			does = "the rule " + verb(d.action) + " none"
		}
		f := lint.Finding{
			At: d.at(), Key: d.asked(),
			Message: fmt.Sprintf("%s is carried by no workload of %s, so %s by this value", d.asked(), d.where(), does),
			Help:    fmt.Sprintf("remove %s from values, or write what the pods carry", d.wrong().Values[d.value]),
		}
		if len(d.elsewhere) > 0 {
			f.Message += fmt.Sprintf("; such pods are in %s", namespaceNames(d.elsewhere))
		}
		pass.Report(f)
	}
}
