package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// peerSelectsNoNamespace reports a namespaceSelector that matches none of the
// cluster's namespaces, as far as the input can show that. Kustomize's namespace
// field makes such ones: it renames the Namespace objects, and leaves the values
// of selectors as they are.
func peerSelectsNoNamespace() *lint.Rule {
	return &lint.Rule{
		Code: "NP404", Name: "peer-selects-no-namespace", Category: lint.Selectors, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "the namespaceSelector of a peer matches no namespace",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkPeerSelectsNoNamespace,
	}
}

func checkPeerSelectsNoNamespace(pass *lint.Pass) {
	all := danglings(pass)
	for i := range all {
		d := &all[i]
		if d.cause != absent || d.part != peerNamespaces && d.part != subjectNamespaces {
			continue
		}
		f := lint.Finding{
			At: d.at(), Key: d.selector.String(),
			Message: fmt.Sprintf("no namespace has the label %s, so %s", d.asked(), d.nothing()),
			Help:    fmt.Sprintf("select the namespace by its name, %s: <name>, or set the label in its manifest", cluster.NameLabel),
		}
		switch {
		case len(d.namespaces) > 0:
			f.Message = fmt.Sprintf("namespace %s has no label %s, so this %s, which asks for both its name and the label, %s", d.namespaces[0].Name, d.asked(), d.whole(), d.effect())
			f.Help = "remove the label from the namespaceSelector, or set it in the namespace's manifest"
			f.Related = []lint.Related{{At: d.namespaces[0].At, Message: "namespace " + d.namespaces[0].Name + " is declared without it"}}
		case d.wrong() == nil:
			f.Message = fmt.Sprintf("no namespace has all labels of %s, so %s", d.asked(), d.nothing())
		case len(d.offers) > 0:
			f.Message += fmt.Sprintf("; the values in use are %s", strings.Join(few(d.offers), ", "))
		}
		pass.Report(f)
	}
}
