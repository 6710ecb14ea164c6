package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// maxFile is the largest configuration that is read, in bytes.
const maxFile = 512 << 10

// Parse reads a configuration. The error is an *Error with all that is wrong.
func (d *Description) Parse(place Place, content []byte) (*File, error) {
	file := source.NewFile(place.Name, content)
	r := &reader{root: d.root}
	root := r.document(file, content)
	if len(r.problems) > 0 {
		return nil, r.failed(place)
	}
	f := &File{Place: place, description: d, root: root}
	f.convert(r)
	if len(r.problems) > 0 {
		return nil, r.failed(place)
	}
	return f, nil
}

func (r *reader) failed(place Place) error {
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.At.Start - b.At.Start })
	return &Error{File: place.Name, Problems: r.problems}
}

// document reads the one document of a file; a file without any is an empty one.
func (r *reader) document(file *source.File, content []byte) *value {
	whole := source.Span{File: file, Start: 0, End: 0}
	if len(content) > maxFile {
		r.problem(whole, "larger than %d KiB, which no configuration is", maxFile>>10)
		return nil
	}
	if strings.ContainsRune(string(content), 0) {
		r.problem(whole, "not a text file: it holds NUL bytes")
		return nil
	}
	documents := source.Split(file)
	if len(documents) == 0 {
		return nil
	}
	if len(documents) > 1 {
		r.problem(source.Span{File: file, Start: documents[1].Start, End: documents[1].End}, "a second document: a configuration is one")
		return nil
	}
	node, err := documents[0].Parse()
	var syntax *source.SyntaxError
	if errors.As(err, &syntax) {
		r.problem(syntax.Span, "not YAML: %s", syntax.Message)
		return nil
	}
	if err != nil {
		r.problem(whole, "not YAML: %v", err)
		return nil
	}
	if !node.Exists() || node.Kind() == source.Null {
		return nil
	}
	if node.Kind() != source.Mapping {
		r.problem(node.Span(), "the file is %s: write keys such as select and ignore, with their values", article(node))
		return nil
	}
	for _, twice := range node.Duplicates() {
		r.problem(twice.Second, "%q stands twice in one mapping, first in line %d: join the two", short(twice.Key), file.Position(twice.First.Start).Line)
	}
	if rest := node.Rest(); !rest.IsZero() {
		r.problem(rest, "indented less than what comes before, so it belongs to nothing: indent all keys of a mapping alike")
	}
	return r.value(node, r.root, "")
}

// line is where a span begins, as people name it.
func line(at source.Span) string {
	if at.File == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", at.File.Name, at.File.Position(at.Start).Line)
}
