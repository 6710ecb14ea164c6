package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// policySelectsNoPods reports a policy whose podSelector matches no pod of its
// namespace. A policy applies only to pods of its own namespace that its
// podSelector matches (NetworkPolicy documentation, "The NetworkPolicy
// resource"); without any it has no effect, and pods it was meant for are open.
func policySelectsNoPods() *lint.Rule {
	return &lint.Rule{
		Code: "NP402", Name: "policy-selects-no-pods", Category: lint.Selectors, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "the podSelector of a policy matches no pod of its namespace",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkPolicySelectsNoPods,
	}
}

func checkPolicySelectsNoPods(pass *lint.Pass) {
	all := danglings(pass)
	for i := range all {
		d := &all[i]
		if d.cause != absent || d.value >= 0 || d.part != subjectPods {
			continue
		}
		f := lint.Finding{
			At: d.at(), Key: d.selector.String(),
			Message: fmt.Sprintf("this policy selects no pod of %s: %s, so it has no effect", d.where(), d.lacking()),
			Help:    d.offering("write labels that the pod templates of " + d.where() + " carry, or remove the policy"),
		}
		switch {
		case len(d.elsewhere) > 0 && d.policy.Namespace == nil:
			f.Message += fmt.Sprintf("; pods with %s are in %s", d.selector, namespaceNames(d.elsewhere))
			f.Help = fmt.Sprintf("write namespaceSelector: {matchLabels: {%s: %s}} in the subject, or labels that the pods of %s carry", cluster.NameLabel, d.elsewhere[0].Name, d.where())
			f.Related = homes(d)
		case len(d.elsewhere) > 0:
			f.Message += fmt.Sprintf("; pods with %s are in %s, and a policy selects only pods of its own namespace", d.selector, namespaceNames(d.elsewhere))
			f.Help = "set metadata.namespace: " + d.elsewhere[0].Name + ", or write labels that the pods of " + d.where() + " carry"
			f.Related = homes(d)
			f.Covers = []lint.Cover{{Code: "NP951", At: nameOf(d.policy.At)}}
		}
		if d.open {
			// Namespaces that the input does not show may have the labels too.
			f.Message += ", unless another namespace that is selected has such pods"
			pass.ReportAs(lint.Info, f)
			continue
		}
		pass.Report(f)
	}
}
