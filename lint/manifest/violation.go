package manifest

import "github.com/netpolint/netpolint/lint/source"

// Violation is one reason why the API server refuses an object, drops a part of
// it in silence, or warns of it.
type Violation struct {
	Class Class
	// ID tells violations of one class apart: "invalid-cidr", "bad-operator".
	ID string
	// Field is the place as the API server prints it: spec.ingress[0].ports[1].port.
	Field string
	// Path is the place in the object. OnKey is set where the key is wrong and not
	// the value.
	Path  source.Path
	OnKey bool
	// Message is what is wrong, in the words of the API server where it has some,
	// and Value the offending value, "" where there is none to show.
	Message, Value string
	// Help says what to write instead.
	Help string
	// Known are the fields that could stand where an unknown one does.
	Known []string
	// Empty is set for an unknown field that holds nothing.
	Empty bool
	// Mend is what would mend it; the zero Mend where that is not known.
	Mend Mend
	// Hidden is set for what the API server does not come to say, as it stops at a
	// wrong type or an unknown field of the same object.
	Hidden bool
}

// Mend is a change of one value, or of its key if the violation is on it.
type Mend struct {
	// Text is YAML to write instead; Remove is set where the whole entry or list
	// item has to go.
	Text   string
	Remove bool
	// Likely is set where something else may be meant, or where more is allowed
	// afterwards than the author wrote.
	Likely bool
}

// Class groups violations by what comes of them.
type Class int

const (
	// Refused is a value that the API server does not accept.
	Refused Class = iota
	// UnknownField is a field that no API type has. The API server refuses it when
	// it validates strictly, as kubectl asks it to, and else drops it.
	UnknownField
	// DuplicateKey is a key that stands twice in one mapping.
	DuplicateKey
	// LabelType is a label that YAML reads as a boolean or a number.
	LabelType
	// NonCanonical is an address that is accepted with a warning.
	NonCanonical
	// OldAPI is an API version that is gone, or going.
	OldAPI
)

// Refuses reports whether the API server refuses the object for the violation, as
// it gets the object from kubectl, which keeps the last of duplicate keys.
func (v Violation) Refuses() bool {
	switch v.Class {
	case Refused, UnknownField:
		return true
	case LabelType:
		return !v.OnKey
	case OldAPI:
		return v.ID == "removed-version" || v.ID == "unknown-version"
	}
	return false
}
