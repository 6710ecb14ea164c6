package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// where names the namespaces that a selector chooses from.
func (d *dangling) where() string { return namespaceNames(d.scope) }

// nothing says what it means that the selector matches nothing: what it belongs to
// (whole), and its effect.
func (d *dangling) nothing() string { return nothing(d.part, d.action) }

func (d *dangling) whole() string {
	if d.part == subjectPods || d.part == subjectNamespaces {
		return "policy"
	}
	return "peer"
}

func (d *dangling) effect() string {
	if d.whole() == "policy" {
		return "has no effect"
	}
	return verb(d.action) + " nothing"
}

// verb is what a rule does: allows, denies, passes.
func verb(a cluster.Action) string {
	switch a {
	case cluster.Deny:
		return "denies"
	case cluster.Pass:
		return "passes"
	}
	return "allows"
}

// lacking says what the pods in scope do not have.
func (d *dangling) lacking() string {
	if d.wrong() == nil {
		return "no workload there has all of " + d.asked()
	}
	return "no workload there has " + d.asked()
}

// offering is the help of a dangling selector, with the values that there are.
func (d *dangling) offering(help string) string {
	if len(d.offers) == 0 {
		return help
	}
	return fmt.Sprintf("%s; %s is one of %s there", help, d.wrong().Key, strings.Join(few(d.offers), ", "))
}

// homes points at the first workload in each other namespace with such pods.
func homes(d *dangling) []lint.Related {
	var out []lint.Related
	for _, ns := range d.elsewhere {
		for _, w := range ns.Workloads {
			if d.selector.Matches(w.Labels) {
				out = append(out, lint.Related{At: w.LabelsAt, Message: fmt.Sprintf("%s of namespace %s has such pods", w, ns.Name)})
				break
			}
		}
	}
	return out
}

// namespaceNames lists namespaces in words, the first few of them.
func namespaceNames(namespaces []*cluster.Namespace) string {
	parts := make([]string, len(namespaces))
	for i, ns := range namespaces {
		parts[i] = ns.Name
	}
	parts = few(parts)
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// few cuts a list that is too long for a message.
func few(list []string) []string {
	const shown = 4
	if len(list) <= shown {
		return list
	}
	return append(append([]string(nil), list[:shown-1]...), fmt.Sprintf("%d more", len(list)-shown+1))
}

// yaml writes a label as a line of matchLabels.
func yaml(label pair) string {
	if label.value == "" {
		return label.key
	}
	return label.key + ": " + label.value
}
