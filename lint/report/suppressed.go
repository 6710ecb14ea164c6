package report

import (
	"fmt"
	"path/filepath"

	"github.com/netpolint/netpolint/lint"
)

// suppressedText counts the findings that are not to fail a run, by what they are
// suppressed with: 3 suppressed (2 by comments, 1 by an annotation), 4 known from the
// baseline. It is "" where there are none.
func suppressedText(r *lint.Report) string {
	n := map[lint.SuppressionKind]int{}
	for i := range r.Suppressed {
		n[r.Suppressed[i].Suppressed.Kind]++
	}
	text := ""
	if by := len(r.Suppressed) - n[lint.ByBaseline]; by > 0 {
		text = fmt.Sprintf("%s suppressed by %s", count(by, "finding"), bySuppression(n))
	}
	if known := n[lint.ByBaseline]; known > 0 {
		if text != "" {
			text += ", "
		}
		text += count(known, "finding") + " known from the baseline"
	}
	return text
}

func bySuppression(n map[lint.SuppressionKind]int) string {
	var parts []string
	if n[lint.ByComment]+n[lint.ByFileComment] > 0 {
		parts = append(parts, "comments")
	}
	if n[lint.ByAnnotation] > 0 {
		parts = append(parts, "annotations")
	}
	return enumerate(parts)
}

// suppression says what suppresses a finding, and why.
func suppression(f *lint.Finding) string {
	s := f.Suppressed
	text := map[lint.SuppressionKind]string{
		lint.ByComment: "by the comment", lint.ByFileComment: "by the comment for the file", lint.ByAnnotation: "by the annotation", lint.ByBaseline: "known from the baseline",
	}[s.Kind]
	switch s.At.Span.File {
	case nil:
	case f.Location.Span.File:
		text += fmt.Sprintf(" on line %d", s.At.Start.Line)
	default:
		text += fmt.Sprintf(" at %s:%d:%d", filepath.ToSlash(s.At.File()), s.At.Start.Line, s.At.Start.Column)
	}
	if s.Until != "" {
		text += ", until " + s.Until
	}
	if s.Reason != "" {
		text += ": " + s.Reason
	}
	return text
}
