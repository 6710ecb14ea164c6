package report

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// summary prints how much was read and found.
func (p printer) summary(r *lint.Report) {
	s := r.Summary
	unread := unreadable(r.Problems)
	switch {
	case len(r.Findings) > 0:
		fmt.Fprintf(p, "%s in %d of %s: %s\n", p.found(r), filesWithFindings(r), count(s.Files, "file"), contents(r))
		fmt.Fprintln(p, p.dim(fmt.Sprintf("run 'netpolint explain %s' for why a finding matters and when to ignore it", worst(r).Rule.Code)))
	case s.Objects == 0 && unread > 0:
		fmt.Fprintf(p, "nothing to check: no Kubernetes objects could be read of %s; see what stands in the way above\n", count(s.Files, "file"))
	case s.Objects == 0:
		fmt.Fprintf(p, "nothing to check: no Kubernetes objects in %s; name a directory of manifests, and render templates first\n", count(s.Files, "file"))
	case unread > 0 || partial(r.Problems):
		fmt.Fprintf(p, "no findings in what could be read of %s: %s\n", count(s.Files, "file"), contents(r))
	default:
		fmt.Fprintf(p, "%s in %s: %s\n", p.good("no findings"), count(s.Files, "file"), contents(r))
	}
	if text := suppressedText(r); text != "" {
		if !p.all {
			text += "; --show-suppressed lists them"
		}
		fmt.Fprintln(p, p.dim(text))
	}
	if unread > 0 {
		fmt.Fprintf(p, "%s: %s could not be read, so the answer is incomplete\n",
			p.severity("error", lint.Error), count(unread, "input"))
	}
}

// partial reports whether a part of the input is missing from the answer, although
// nothing was unreadable: a remote base, a subchart.
func partial(problems []manifest.Problem) bool {
	for i := range problems {
		if problems[i].Severity == manifest.Warning && strings.Contains(problems[i].Message, "missing from the answer") {
			return true
		}
	}
	return false
}

// worst is the first finding of the highest severity.
func worst(r *lint.Report) *lint.Finding {
	out := &r.Findings[0]
	for i := range r.Findings {
		if r.Findings[i].Severity > out.Severity {
			out = &r.Findings[i]
		}
	}
	return out
}

// found counts the findings: 3 findings (1 error, 2 warnings).
func (p printer) found(r *lint.Report) string {
	var parts []string
	for _, level := range []struct {
		severity lint.Severity
		count    int
	}{{lint.Error, r.Summary.Errors}, {lint.Warning, r.Summary.Warnings}, {lint.Info, r.Summary.Infos}} {
		if level.count > 0 {
			parts = append(parts, p.severity(count(level.count, level.severity.String()), level.severity))
		}
	}
	return p.bold(count(len(r.Findings), "finding")) + " (" + strings.Join(parts, ", ") + ")"
}

// contents counts what the input holds, and what stands between it and a full
// answer.
func contents(r *lint.Report) string {
	s := r.Summary
	text := policies(s.Policies) + ", " + count(s.Workloads, "workload")
	if others := s.Objects - s.Copies - s.Policies - s.Workloads; others > 0 {
		text += ", " + count(others, "other object")
	}
	var aside []string
	if s.NotManifests > 0 {
		aside = append(aside, count(s.NotManifests, "file")+" without Kubernetes objects")
	}
	if s.Skipped > 0 {
		aside = append(aside, count(s.Skipped, "path")+" skipped")
	}
	if n := len(r.Problems); n > 0 {
		aside = append(aside, count(n, "problem"))
	}
	if len(aside) > 0 {
		text += " (" + strings.Join(aside, ", ") + ")"
	}
	return text
}

func policies(n int) string {
	if n == 1 {
		return "1 policy"
	}
	return fmt.Sprintf("%d policies", n)
}

// count writes a number and its noun, in the plural where it must be.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func filesWithFindings(r *lint.Report) int {
	files := map[string]bool{}
	for i := range r.Findings {
		files[r.Findings[i].Location.File()] = true
	}
	return len(files)
}

// unreadable counts the problems that leave a part of the input unread.
func unreadable(problems []manifest.Problem) int {
	n := 0
	for i := range problems {
		if problems[i].Severity == manifest.Error {
			n++
		}
	}
	return n
}
