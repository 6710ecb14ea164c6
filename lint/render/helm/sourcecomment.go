package helm

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/netpolint/netpolint/lint/source"
)

// maxSourcePath is the longest path in a comment, in bytes.
const maxSourcePath = 1024

// SourceComments returns what helm template says of where a document comes from, in
// a comment at its start or before its "---":
//
//	---
//	# Source: web/templates/policy.yaml
//
// The path starts with the name of the chart; it is [Output.Name]. Others can write
// such comments, too.
func SourceComments(d *source.Document) (path string, ok bool) {
	for line := range bytes.Lines(d.Bytes()) {
		line = bytes.TrimSpace(line)
		if path, ok := sourcePath(line); ok {
			return path, true
		}
		if len(line) > 0 && line[0] != '#' && !bytes.Equal(line, []byte("---")) {
			break
		}
	}
	// The comments directly before its separator.
	rest, line := cutLastLine(d.File.Bytes[:d.Start])
	if !bytes.HasPrefix(line, []byte("---")) {
		return "", false
	}
	for len(rest) > 0 {
		rest, line = cutLastLine(rest)
		if path, ok := sourcePath(line); ok {
			return path, true
		}
		if len(line) > 0 && line[0] != '#' {
			break
		}
	}
	return "", false
}

// cutLastLine cuts the last line off, which comes without blanks around it.
func cutLastLine(text []byte) (rest, line []byte) {
	text = bytes.TrimSuffix(text, []byte("\n"))
	i := bytes.LastIndexByte(text, '\n') + 1
	return text[:i], bytes.TrimSpace(text[i:])
}

// sourcePath reads the path of a comment.
func sourcePath(line []byte) (string, bool) {
	rest, found := bytes.CutPrefix(line, []byte("# Source: "))
	if !found || len(rest) > maxSourcePath || !utf8.Valid(rest) {
		return "", false
	}
	path := strings.TrimSpace(string(rest))
	return path, path != "" && !strings.ContainsFunc(path, unicode.IsControl)
}
