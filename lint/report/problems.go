package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/netpolint/netpolint/lint/manifest"
)

// ProblemOptions says which problems are printed, and how.
type ProblemOptions struct {
	Color bool
	// AtLeast is the lowest severity that is printed.
	AtLeast manifest.Severity
}

// foldAbove is how many problems with the same message are printed one by one;
// of more, the first is printed and the others are counted.
const foldAbove = 3

// Problems prints what stood between the user and a full answer: what could not
// be read first, limits of the answer last.
func Problems(w io.Writer, problems []manifest.Problem, o ProblemOptions) error {
	out := bufio.NewWriter(w)
	p := palette{on: o.Color}
	for _, severity := range []manifest.Severity{manifest.Error, manifest.Warning, manifest.Info} {
		if severity < o.AtLeast {
			break
		}
		for _, group := range groups(problems, severity) {
			if len(group) > foldAbove {
				printProblem(out, p, group[0], others(group))
				continue
			}
			for _, problem := range group {
				printProblem(out, p, problem, "")
			}
		}
	}
	return out.Flush()
}

// groups collects the problems of one severity by message, in the order of
// their first appearance.
func groups(problems []manifest.Problem, severity manifest.Severity) [][]manifest.Problem {
	var out [][]manifest.Problem
	index := map[string]int{}
	for _, problem := range problems {
		if problem.Severity != severity {
			continue
		}
		i, known := index[problem.Message]
		if !known {
			i = len(out)
			index[problem.Message] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], problem)
	}
	return out
}

// others says how many problems a group has beside its first.
func others(group []manifest.Problem) string {
	files := map[string]bool{}
	for _, problem := range group {
		files[problem.File] = true
	}
	if len(files) > 1 {
		return " … and " + count(len(files)-1, "more file")
	}
	return " … and " + count(len(group)-1, "more place")
}

func printProblem(w io.Writer, p palette, problem manifest.Problem, more string) {
	at := ""
	if problem.File != "" {
		at = p.bold(Sanitize(problem.File)+position(problem)) + ": "
	}
	label := p.severity(problem.Severity.String(), problem.Severity)
	fmt.Fprintf(w, "%s: %s%s%s\n", label, at, Sanitize(problem.Message), p.dim(more))
}

// position is the line and column of a problem, if it has a place in its file.
func position(problem manifest.Problem) string {
	span := problem.Locate()
	if span.File == nil {
		return ""
	}
	at := span.File.Position(span.Start)
	return fmt.Sprintf(":%d:%d", at.Line, at.Column)
}
