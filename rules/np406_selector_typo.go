package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
)

// selectorTypo reports a label of a selector that nothing carries, but nearly:
// with a letter or two mended, the selector matches. Label selectors compare
// letter by letter, case included (Kubernetes documentation, "Labels and
// Selectors"), and nothing warns of a label that does not exist.
func selectorTypo() *lint.Rule {
	return &lint.Rule{
		Code: "NP406", Name: "selector-typo", Category: lint.Selectors, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a selector asks for a label that is nearly one in use",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Check:    checkSelectorTypo,
	}
}

func checkSelectorTypo(pass *lint.Pass) {
	all := danglings(pass)
	for i := range all {
		d := &all[i]
		if d.cause != misspelling {
			continue
		}
		meant := d.meant.key
		if d.meant.value != "" {
			meant = d.meant.String()
		}
		f := lint.Finding{At: d.at(), Key: d.asked(), Help: "write " + yaml(d.meant)}
		r := d.wrong()
		switch {
		case d.part == peerNamespaces || d.part == subjectNamespaces:
			f.Message = fmt.Sprintf("no namespace has %s; did you mean %s, which %s has?", d.asked(), meant, namespaceNames(d.namespaces))
			f.Related = []lint.Related{{At: d.namespaces[0].At, Message: "namespace " + d.namespaces[0].Name + " has " + meant}}
		case sameMeaning(r.Key, d.meant.key) && r.Key != d.meant.key:
			f.Message = fmt.Sprintf("no pod of %s has %s: the pods of %s carry %s; did you mean that?", d.where(), d.asked(), names(d.carriers), meant)
		default:
			f.Message = fmt.Sprintf("no pod of %s has %s; did you mean %s, which the pods of %s carry?", d.where(), d.asked(), meant, names(d.carriers))
		}
		if len(d.carriers) > 0 {
			w := d.carriers[0]
			f.Related = []lint.Related{{At: w.LabelsAt.Child(d.meant.key), Message: "the pods of " + w.Name + " carry " + d.meant.key + "=" + w.Labels[d.meant.key]}}
		}
		pass.Report(f)
	}
}
