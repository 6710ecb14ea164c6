package lint

import "github.com/netpolint/netpolint/lint/manifest"

// Report is the outcome of a run: findings sorted by file, place and rule.
type Report struct {
	Findings []Finding
	Problems []manifest.Problem
	Summary  Summary
}

// Summary counts what a run read and found.
type Summary struct {
	manifest.Stats
	// Objects counts all Kubernetes objects, of read and of other kinds. Copies is
	// how many of them say the same as an earlier one, and are checked once.
	Objects, Copies                 int
	Policies, Workloads, Namespaces int
	Errors, Warnings, Infos         int
}

// Count returns how many findings have at least the given severity.
func (r *Report) Count(atLeast Severity) int {
	n := 0
	for i := range r.Findings {
		if r.Findings[i].Severity >= atLeast {
			n++
		}
	}
	return n
}
