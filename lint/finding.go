package lint

import (
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/source"
)

// Finding is one defect. A rule fills the upper part; the engine the lower.
type Finding struct {
	// At is the symbolic place of the offending value.
	At manifest.Ref
	// Message says in one line what is wrong and why it matters: lower case, no
	// final full stop.
	Message string
	// Help says what to write instead, in one line.
	Help string
	// Key tells this finding from others of the same rule on the same object. It
	// must survive edits elsewhere: a CIDR or a label, never a line or an index.
	Key string
	// SubID tells apart what one rule looks for, where that is many things: for a
	// refused object, which of the API server's checks refuses it.
	SubID   string
	Related []Related
	// Witness is one concrete flow that shows a finding of the kind "too open"
	// or "blocked".
	Witness *reach.Flow
	// OnKey is set where the key at At is wrong, and not its value.
	OnKey bool
	// OfNamespace is set where the finding is about its whole namespace, and the object
	// of At is only where it is shown.
	OfNamespace bool
	// Fixes are ways to mend the finding, the best first.
	Fixes []Fix
	// Covers are findings of other rules that are needless beside this one.
	Covers []Cover

	Rule     *Rule
	Severity Severity
	Location Location
	// Rendered are the renderings that the finding was made in; none for an object
	// that stands in the input as it is applied.
	Rendered []*manifest.Rendering
	// By says what made the value at Location, where that is not the text there:
	// a transformer of Kustomize, an action of a template.
	By string
	// Namespace is where the object of At lives when it is applied; "" for an
	// object that has no namespace.
	Namespace   string
	Fingerprint string
	// Merged are the fingerprints of the same finding in other renderings.
	Merged []string
	// Suppressed says why the finding is not to fail a run; nil for one that may.
	Suppressed *Suppression

	written manifest.ID // of the object, as its author wrote it
	world   int         // the one that it was made in
}

// ofNamespace is the name of the namespace that a finding about a whole one is about.
func (f *Finding) ofNamespace() string {
	if o := f.At.Object; o != nil {
		if _, is := o.Value.(*manifest.Namespace); is {
			return o.ID.Name
		}
	}
	return f.Namespace
}

// Related is another place that belongs to a finding.
type Related struct {
	At      manifest.Ref
	Message string

	Location Location
}

// Location is where a finding stands: never line 1 as a stand-in. Span is the
// offending value in bytes; Start and End are its first position and the one
// after its last.
type Location struct {
	Span       source.Span
	Start, End source.Position
}

// File is the name of the file as the user would write it.
func (l Location) File() string {
	if l.Span.File == nil {
		return ""
	}
	return l.Span.File.Name
}
