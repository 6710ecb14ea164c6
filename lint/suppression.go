package lint

// Suppression says why a finding is not to fail a run. The finding stays in the
// report, apart from the others.
type Suppression struct {
	Kind SuppressionKind
	// Reason is what its author gives for it.
	Reason string
	// Until is the last day on which it holds, as 2027-01-31; "" for always.
	Until string
	// At is where it is written; for an entry of a baseline, no place.
	At Location
}

// SuppressionKind is the way in which a finding is suppressed.
type SuppressionKind string

// The kinds of suppression.
const (
	// ByComment is a comment on the line of the finding, or above it.
	ByComment SuppressionKind = "comment"
	// ByFileComment is a comment for all findings of a file.
	ByFileComment SuppressionKind = "file-comment"
	// ByAnnotation is an annotation of the object, or of the namespace.
	ByAnnotation SuppressionKind = "annotation"
	// ByBaseline is an entry of a baseline: the finding was known before.
	ByBaseline SuppressionKind = "baseline"
)

// dateFormat is how the last day of a suppression is written.
const dateFormat = "2006-01-02"
