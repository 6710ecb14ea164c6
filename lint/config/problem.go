package config

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/source"
)

// Problem is something that is wrong with a configuration.
type Problem struct {
	At      source.Span
	Message string
}

// Error are the problems of one file.
type Error struct {
	File     string
	Problems []Problem
}

// shownProblems is how many problems an error names.
const shownProblems = 20

// Error has a line for each problem: file:line:column: what is wrong.
func (e *Error) Error() string {
	var lines []string
	for i, p := range e.Problems {
		if i == shownProblems {
			lines = append(lines, fmt.Sprintf("%s: and %d more", e.File, len(e.Problems)-i))
			break
		}
		lines = append(lines, p.String(e.File))
	}
	return strings.Join(lines, "\n")
}

// String is the problem with its place in a file of that name.
func (p Problem) String(file string) string {
	if p.At.File == nil {
		return file + ": " + p.Message
	}
	at := p.At.File.Position(p.At.Start)
	return fmt.Sprintf("%s:%d:%d: %s", file, at.Line, at.Column, p.Message)
}

// meant suggests the word that was meant, or says which there are.
func meant(word string, words []string) string {
	if near := lint.Closest(word, words); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "write " + either(words, "or")
}
