package manifest

import "github.com/netpolint/netpolint/lint/source"

// Set is everything that was read from the input, in the order of file names
// and, inside a file, of documents.
type Set struct {
	Objects  []*Object
	Problems []Problem
	Stats    Stats
	// Gaps are the namespaces in which objects may be that the input does not show, as
	// a rendering had to do without them; "" stands for any.
	Gaps []string
	// Marked are the files that may hold comments which speak to the tool, each once,
	// in order of name: those that were read as manifests, and those that renderers
	// read.
	Marked []*source.File
	// Skipped lists what was left out on purpose, in order of name, where
	// Options.ListSkipped asks for it. Unlisted is how much more there is than a
	// list can hold.
	Skipped  []Skipped
	Unlisted int
}

// Stats counts what was read, so that nothing is left out in silence.
type Stats struct {
	// Files is how many files were read; NotManifests is how many of them hold
	// no Kubernetes object at all (Helm values, docker-compose, CI workflows).
	Files, NotManifests int
	// Skipped is how many files and directories were found and not opened: for
	// their name, for a .gitignore or for Options.Exclude.
	Skipped int
	// Documents is how many YAML or JSON documents those files hold.
	Documents int
	// Other counts the Kubernetes objects whose kind the tool does not need, by
	// "apiVersion kind".
	Other map[string]int
}

// OtherTotal is how many objects of other kinds were seen.
func (s Stats) OtherTotal() int {
	total := 0
	for _, n := range s.Other {
		total += n
	}
	return total
}

// placeOf is where a problem about a whole document points: its first line.
func placeOf(d *source.Document) source.Span {
	pos := d.File.Position(d.Start)
	return d.File.LineSpan(pos.Line)
}
