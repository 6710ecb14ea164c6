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
	return fmt.Sprintf("the pods of %s with %s", p.Namespace.Name, p.Subject)
}

// names lists workloads in words, the first few of them.
func names(workloads []*cluster.Workload) string {
	const shown = 3
	var parts []string
	for i, w := range workloads {
		if i == shown {
			parts = append(parts, fmt.Sprintf("%d more", len(workloads)-shown))
			break
		}
		parts = append(parts, w.Name)
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
