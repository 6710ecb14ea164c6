package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
)

// subject says in words which pods a policy applies to.
func subject(p *cluster.Policy) string {
	where := namespacesText(p)
	if p.SelectsAll() {
		return "every pod of " + where
	}
	parts, more := someRequirements(p.Subject)
	if more > 0 {
		return fmt.Sprintf("the pods of %s with %s and %s", where, parts, count(more, "more label"))
	}
	return fmt.Sprintf("the pods of %s with %s", where, parts)
}

// namespacesText says in words in which namespaces a policy applies.
func namespacesText(p *cluster.Policy) string {
	switch {
	case p.Namespace != nil:
		return p.Namespace.Name
	case anyNamespace(p.Namespaces):
		return "every namespace"
	}
	if r := p.Namespaces.Requirements; len(r) == 1 && r[0].Key == cluster.NameLabel && r[0].Positive() && len(r[0].Values) == 1 {
		return r[0].Values[0]
	}
	parts, more := someRequirements(p.Namespaces)
	if more > 0 {
		return fmt.Sprintf("the namespaces with %s and %s", parts, count(more, "more label"))
	}
	return "the namespaces with " + parts
}

// someRequirements writes the first requirements of a selector, and says how many
// more there are.
func someRequirements(s *cluster.Selector) (text string, more int) {
	const shown = 2
	requirements := s.Requirements
	var parts []string
	for i := range requirements[:min(len(requirements), shown)] {
		parts = append(parts, requirements[i].String())
	}
	return strings.Join(parts, ","), max(len(requirements)-shown, 0)
}

// names lists workloads in words, the first few of them. A name that several
// have, as variants of one workload do, is listed once.
func names(workloads []*cluster.Workload) string {
	const shown = 3
	var parts []string
	type workload struct{ kind, name string }
	seen := map[workload]bool{}
	for _, w := range workloads {
		key := workload{w.Kind, w.Name}
		if !seen[key] && len(parts) < shown {
			parts = append(parts, w.Name)
		}
		seen[key] = true
	}
	if len(seen) > shown {
		parts = append(parts, fmt.Sprintf("%d more", len(seen)-shown))
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// count writes a number with its noun: 1 pod, 2 pods.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
