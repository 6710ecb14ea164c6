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

// names lists workloads in words, the first few of them. A name that several
// have, as variants of one workload do, is listed once.
func names(workloads []*cluster.Workload) string {
	const shown = 3
	var parts []string
	seen := map[string]bool{}
	for _, w := range workloads {
		if !seen[w.Name] && len(parts) < shown {
			parts = append(parts, w.Name)
		}
		seen[w.Name] = true
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
