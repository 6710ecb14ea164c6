package lint

import (
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Report is the outcome of a run: findings sorted by file, place and rule. No finding
// is both in Findings and in Suppressed.
type Report struct {
	Findings []Finding
	// Suppressed are findings that the user accepts, in the same order.
	Suppressed []Finding
	Problems   []manifest.Problem
	Summary    Summary
}

// Suppress moves findings to the suppressed ones: those for which why has an answer.
func (r *Report) Suppress(why func(i int) *Suppression) {
	var kept []Finding
	for i := range r.Findings {
		f := r.Findings[i]
		if f.Suppressed = why(i); f.Suppressed == nil {
			kept = append(kept, f)
		} else {
			r.Suppressed = append(r.Suppressed, f)
		}
	}
	r.Findings = kept
	slices.SortStableFunc(r.Suppressed, compare)
	r.Summary.tally(kept)
}

// Drop removes findings.
func (r *Report) Drop(which func(i int) bool) {
	var kept []Finding
	for i := range r.Findings {
		if !which(i) {
			kept = append(kept, r.Findings[i])
		}
	}
	r.Findings = kept
	r.Summary.tally(kept)
}

// tally counts the findings by severity.
func (s *Summary) tally(findings []Finding) {
	s.Errors, s.Warnings, s.Infos = 0, 0, 0
	for i := range findings {
		switch findings[i].Severity {
		case Error:
			s.Errors++
		case Warning:
			s.Warnings++
		default:
			s.Infos++
		}
	}
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
