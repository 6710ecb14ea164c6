package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
)

// workloadLabelUsedAsPodLabel reports a selector that matches the labels of a
// Deployment or other workload, but not those of its pods. Pods get their
// labels from the template alone (Kubernetes documentation, "Deployments", "Pod
// Template"); what stands in the workload's own metadata selects nothing.
func workloadLabelUsedAsPodLabel() *lint.Rule {
	return &lint.Rule{
		Code: "NP411", Name: "workload-label-used-as-pod-label", Category: lint.Selectors, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a selector matches the labels of a workload, but not those of its pods",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkWorkloadLabelUsedAsPodLabel,
	}
}

func checkWorkloadLabelUsedAsPodLabel(pass *lint.Pass) {
	all := danglings(pass)
	for i := range all {
		d := &all[i]
		if d.cause != ownLabels {
			continue
		}
		what, effect := "this policy", "it has no effect"
		if d.part != subjectPods {
			what, effect = "this peer", "it "+verb(d.action)+" nothing"
		}
		w := d.carriers[0]
		pass.Report(lint.Finding{
			At: d.at(), Key: d.selector.String(),
			Message: fmt.Sprintf("%s selects no pod of %s: %s carries %s itself but its pods do not, so %s", what, d.where(), w, d.asked(), effect),
			Help:    fmt.Sprintf("select labels of the pod template, or add %s to the template's metadata.labels", d.asked()),
			Related: []lint.Related{
				{At: w.At.Child("metadata").Child("labels"), Message: "labels of the " + w.Kind + ", which select nothing"},
				{At: w.LabelsAt, Message: "labels of its pods"},
			},
		})
	}
}
