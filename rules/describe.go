package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
)

// subject says in words which pods a policy applies to.
func subject(p *cluster.Policy) string {
	if p.SelectsAll() {
		return "every pod of " + p.Namespace.Name
	}
	const shown = 2
	requirements := p.Subject.Requirements
	var parts []string
	for i := range requirements[:min(len(requirements), shown)] {
		parts = append(parts, requirements[i].String())
	}
	if more := len(requirements) - shown; more > 0 {
		parts = append(parts, count(more, "more label"))
		return fmt.Sprintf("the pods of %s with %s and %s", p.Namespace.Name, strings.Join(parts[:shown], ","), parts[shown])
	}
	return fmt.Sprintf("the pods of %s with %s", p.Namespace.Name, strings.Join(parts, ","))
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
