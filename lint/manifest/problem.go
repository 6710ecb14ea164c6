package manifest

import "github.com/netpolint/netpolint/lint/source"

// Severity says how much a problem of the input, or a finding, matters.
type Severity int

const (
	// Info is a limit of the answer: something that was seen and not read.
	Info Severity = iota
	// Warning is something that was read, and is probably not what it should be.
	Warning
	// Error is an input that could not be read: the answer is incomplete.
	Error
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// Problem is something about the input that stands between the user and a full
// answer. File is the name of the file or directory; At is zero when the
// problem is about the whole of it.
type Problem struct {
	Severity Severity
	Message  string
	File     string
	At       source.Span
	// Lost is set where the objects of a directory, or some variants of them, were
	// not made, so that findings in its files are missing.
	Lost string
	// Ref is set instead of At where the place is known only symbolically.
	Ref Ref
	// ForRules is set for what keeps rules of lint silent, and is of no interest to
	// whoever asks about connections.
	ForRules bool
	// Rule is the code of the rule of lint that says the same, and more of it.
	Rule string
}

// Locate returns the bytes that the problem speaks of, if it has a place.
func (p Problem) Locate() source.Span {
	if p.At.File != nil || p.Ref.IsZero() {
		return p.At
	}
	place := p.Ref.Object.Locate(p.Ref.Path)
	if place.Key.File != nil {
		return place.Key
	}
	return place.Value
}
