package lint

import "github.com/netpolint/netpolint/lint/manifest"

// Safety says whether a fix may be applied without a look at it.
type Safety string

const (
	// Safe fixes have one right answer: they leave what the policies allow as it
	// is, or only close what the finding names.
	Safe Safety = "safe"
	// Unsafe fixes are likely what is meant, and change what is allowed.
	Unsafe Safety = "unsafe"
)

// Fix is one way to mend a finding; a finding with several leaves the choice to
// the user. Its edits belong together.
type Fix struct {
	Title  string
	Safety Safety
	Edits  []Edit
}

// Edit changes one place of an object. It replaces the text of the value at At, or
// of its key if OnKey is set, by New, which is YAML as it shall stand there; if
// Remove is set, it removes the entry with its key, or the item of a list.
type Edit struct {
	At     manifest.Ref
	OnKey  bool
	Remove bool
	New    string
}
