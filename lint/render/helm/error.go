package helm

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// Error says why a chart cannot be read or rendered, and where, if that is known.
// Message is Helm's own, in one line and without the place; it starts in Helm's
// words ("execution error at (web/templates/policy.yaml:3:5): ..."), which name
// the template as Helm does.
type Error struct {
	At      source.Span
	Message string
	// Limit is set if Helm might go on: a limit of this package was reached.
	Limit bool

	err error
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the error as Helm has it.
func (e *Error) Unwrap() error { return e.err }

// maxMessage is the length in bytes after which messages are cut.
const maxMessage = 2000

// oneLine makes an *Error of any error, with its message in one line.
func oneLine(err error) error {
	var known *Error
	if errors.As(err, &known) {
		return &Error{At: known.At, Message: joined(err.Error()), Limit: known.Limit, err: err}
	}
	return &Error{Message: joined(err.Error()), err: err}
}

// joined puts a message into one line.
func joined(message string) string {
	message = strings.Join(strings.Fields(message), " ")
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "..."
	}
	return message
}

// inFile says what could not be done with a file; err may know the place.
func inFile(f *source.File, err error, what string) error {
	at := source.Span{File: f}
	var known *Error
	if errors.As(err, &known) {
		at = known.At
	} else if line := yamlLine(err); line > 0 {
		at = f.LineSpan(line)
	}
	// As Helm's types are named.
	message := strings.ReplaceAll(err.Error(), "Go struct field metadata.", "Go struct field Metadata.")
	return &Error{At: at, Message: what + ": " + message, err: fmt.Errorf("%s: %w", what, err)}
}

// atLine gives an error of a YAML parser its place: before the text that it speaks
// of stand some lines.
func atLine(f *source.File, before int, err error) error {
	if line := yamlLine(err); line > 0 {
		return &Error{At: f.LineSpan(before + line), Message: err.Error(), err: err}
	}
	return err
}

// yamlLine returns the line that an error of a YAML parser names; 0 if none.
func yamlLine(err error) int {
	_, rest, found := strings.Cut(err.Error(), "yaml: line ")
	if !found {
		return 0
	}
	number, _, _ := strings.Cut(rest, ":")
	line, _ := strconv.Atoi(number)
	return line
}

// decodeFile reads a YAML file of a chart into a value.
func decodeFile(f *file, into any, what string) error {
	if err := decodeYAML(f.data(), into); err != nil {
		return inFile(f.source, err, what)
	}
	return nil
}

// guardPanics makes an error of a panic: of those in libraries that read what
// strangers wrote.
func guardPanics(err *error) {
	if r := recover(); r != nil {
		*err = &Error{Message: joined(fmt.Sprintf("rendering template failed: %v", r)), err: fmt.Errorf("%v\n%s", r, debug.Stack())}
	}
}
