// Ported from Helm v4.3.1 (pkg/engine/engine.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// What a chart says with fail and required stands between these on its way through
// the messages of text/template.
const (
	warnStart = "HELM_ERR_START"
	warnEnd   = "HELM_ERR_END"
)

func warnWrap(warn string) string { return warnStart + warn + warnEnd }

// unwrapWarn returns what stands between the first start and the last end.
func unwrapWarn(s string) (string, bool) {
	_, rest, found := strings.Cut(s, warnStart)
	if !found {
		return "", false
	}
	i := strings.LastIndex(rest, warnEnd)
	if i < 0 {
		return "", false
	}
	return rest[:i], true
}

// cleanParseError makes Helm's message of one of the parser.
func cleanParseError(name string, err error) error {
	tokens := strings.Split(err.Error(), ": ")
	if len(tokens) == 1 {
		return fmt.Errorf("parse error in (%s): %w", name, err)
	}
	return &located{fmt.Sprintf("parse error at (%s): %s", tokens[1], tokens[len(tokens)-1]), err}
}

// located is an error with Helm's message for another, whose places are still
// wanted.
type located struct {
	message string
	err     error
}

func (l *located) Error() string { return l.message }

func (l *located) Unwrap() error { return l.err }

// cleanExecError makes Helm's message of one of text/template: a line for each
// template that others called.
func cleanExecError(name string, err error) error {
	var exec template.ExecError
	if !errors.As(err, &exec) {
		return err
	}
	tokens := strings.SplitN(err.Error(), ": ", 3)
	if len(tokens) != 3 {
		return fmt.Errorf("execution error in (%s): %w", name, err)
	}
	if warn, ok := unwrapWarn(tokens[2]); ok {
		return &located{fmt.Sprintf("execution error at (%s): %s", tokens[1], warn), err}
	}
	var lines []traced
	for current := err; current != nil; current = errors.Unwrap(current) {
		t, ok := trace(current.Error())
		if !ok {
			return err
		}
		if len(lines) == 0 || lines[len(lines)-1] != t {
			lines = append(lines, t)
		}
	}
	var b strings.Builder
	for _, t := range lines {
		b.WriteString(t.String())
	}
	return &located{strings.TrimSpace(b.String()), err}
}

// traced is what a message of text/template says.
type traced struct{ location, function, message string }

func (t traced) String() string {
	var b strings.Builder
	if t.location != "" {
		b.WriteString(t.location + "\n  ")
	}
	if t.function != "" {
		b.WriteString(t.function + "\n    ")
	}
	if t.message != "" {
		b.WriteString(t.message + "\n")
	}
	return b.String()
}

// trace reads a message of text/template.
func trace(s string) (traced, bool) {
	rest, found := strings.CutPrefix(s, "template: ")
	if !found {
		return traced{}, false
	}
	if strings.HasPrefix(rest, "no template ") {
		return traced{message: s}, true
	}
	if location, after, found := strings.Cut(rest, ": executing "); found {
		if t, ok := traceExecuting(location, after); ok {
			return t, true
		}
	}
	if i := strings.LastIndex(rest, ": "); i >= 0 {
		return traced{location: rest[:i], message: cutChain(rest[i+2:])}, true
	}
	return traced{}, false
}

// traceExecuting reads `"function" at <place>: message`.
func traceExecuting(location, s string) (traced, bool) {
	if s == "" || s[0] != '"' {
		return traced{}, false
	}
	end := strings.IndexByte(s[1:], '"')
	if end < 0 {
		return traced{}, false
	}
	function, rest := s[1:end+1], s[end+1:]
	rest, found := strings.CutPrefix(rest, `" at <`)
	if !found {
		return traced{}, false
	}
	at, message, found := strings.Cut(rest, ">: ")
	if !found {
		return traced{}, false
	}
	return traced{location, `executing "` + function + `" at <` + at + `>:`, cutChain(message)}, true
}

// cutChain drops the message of the next template.
func cutChain(message string) string {
	if i := strings.Index(message, " template:"); i >= 0 {
		return message[:i]
	}
	return message
}
