package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// namespaceLabelMissing reports a namespaceSelector that asks for a namespace by
// a label such as name, which nothing sets. The one label that Kubernetes gives
// every namespace is kubernetes.io/metadata.name (NetworkPolicy documentation,
// "Targeting a Namespace by its name").
func namespaceLabelMissing() *lint.Rule {
	return &lint.Rule{
		Code: "NP413", Name: "namespace-label-missing", Category: lint.Selectors, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a namespaceSelector asks for a namespace by a name label that it does not have",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkNamespaceLabelMissing,
	}
}

func checkNamespaceLabelMissing(pass *lint.Pass) {
	all := danglings(pass)
	type defect struct {
		policy *cluster.Policy
		asked  pair
	}
	again := map[defect][]lint.Related{}
	for i := range all {
		if d := &all[i]; d.cause == nameLabel {
			key := defect{d.policy, pair{d.wrong().Key, d.meant.value}}
			again[key] = append(again[key], lint.Related{At: d.at(), Message: "the same label is asked for here"})
		}
	}
	for i := range all {
		d := &all[i]
		if d.cause != nameLabel {
			continue
		}
		asked := pair{d.wrong().Key, d.meant.value}
		places := again[defect{d.policy, asked}]
		if places[0].At != d.at() {
			continue // said with the first
		}
		f := lint.Finding{
			At: d.at(), Key: asked.String(),
			Message: fmt.Sprintf("namespace %s has no label %s, so %s: the label with its name is %s", d.meant.value, asked, d.nothing(), cluster.NameLabel),
			Help:    "write " + yaml(d.meant),
		}
		if len(d.namespaces) > 0 && d.namespaces[0].Declared {
			f.Related = []lint.Related{{At: d.namespaces[0].At, Message: "namespace " + d.meant.value + " is declared without it"}}
		} else {
			f.Message = fmt.Sprintf("namespace %s has no label %s unless somebody has added it by hand, so this %s most likely %s: the label with its name is %s", d.meant.value, asked, d.whole(), d.effect(), cluster.NameLabel)
		}
		f.Related = append(f.Related, places[1:]...)
		pass.Report(f)
	}
}
