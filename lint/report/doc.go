// Package report prints what a run found: as text for people, as JSON for
// programs, and the pages of the rules for the terminal.
//
// Nothing of the input reaches the output as it is. Text passes [Sanitize], and
// no line of a report begins with text of the input, so that a manifest can
// neither drive the reader's terminal nor speak to the CI system that shows it.
package report
