package helm

import (
	"bytes"
	"unicode"

	"github.com/netpolint/netpolint/lint/source"
)

// Output is what a template made, or a file of crds/.
type Output struct {
	// Name is that which Helm gives it: web/charts/db/templates/policy.yaml. The same
	// template has others where its chart has several aliases.
	Name string
	// Template is its file in the input: charts/web/templates/policy.yaml. That of a
	// packed chart is below the archive, with the directory that it has there:
	// charts/web/charts/redis-1.0.tgz/redis/templates/policy.yaml.
	Template string
	// Text is the rendered text. Its name is Template.
	Text *source.File
	// CRD is set for files of crds/, which are not rendered: Text is the file.
	CRD bool

	segments []segment
	places   []place
}

// Documents cuts the text as Helm does, which is not as YAML says: "---" at the
// start of a line is a separator whatever follows ("---kind: Pod" comes of trimmed
// line breaks), "..." is none, and the blanks before the first line are dropped.
// Documents without content are left out.
func (o *Output) Documents() []*source.Document {
	if o.CRD {
		return source.Split(o.Text)
	}
	var out []*source.Document
	text := o.Text.Bytes
	add := func(start, end int) {
		if part := bytes.TrimLeftFunc(text[start:end], unicode.IsSpace); hasContent(part) {
			out = append(out, &source.Document{File: o.Text, Start: end - len(part), End: end, Index: len(out)})
		}
	}
	start := 0
	if bytes.HasPrefix(text, []byte("---")) {
		start = 3
	}
	for {
		i := bytes.Index(text[start:], []byte("\n---"))
		if i < 0 {
			add(start, len(text))
			return out
		}
		add(start, start+i+1)
		start += i + 4
	}
}

// hasContent reports whether there is more than blanks and comments.
func hasContent(text []byte) bool {
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return true
		}
	}
	return false
}
