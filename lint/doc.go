// Package lint is the vocabulary of the linter and its driver: what a rule is,
// what it reports, and how the rules of a run are chosen, executed and their
// findings placed in the files.
package lint
