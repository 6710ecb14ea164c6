package helm

// Helm reads and writes YAML with these two libraries, and what templates print
// depends on every detail of them; so this file uses them, too.
import (
	"bytes"
	"errors"
	"fmt"

	"sigs.k8s.io/yaml"
	goyaml "sigs.k8s.io/yaml/goyaml.v3"

	"github.com/netpolint/netpolint/lint/source"
)

// decodeYAML reads YAML into a value.
func decodeYAML(text []byte, into any) error {
	if err := checkYAML(text); err != nil {
		return err
	}
	return yaml.Unmarshal(text, into)
}

// encodeYAML writes a value as YAML.
func encodeYAML(v any) ([]byte, error) { return yaml.Marshal(v) }

// encodePrettyYAML writes a value as YAML with indented lists.
func encodePrettyYAML(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := goyaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

const (
	// maxParsed is the largest text that is parsed as values, in bytes: the values of
	// a text of "[],[],..." take a hundred times its size.
	maxParsed = 4 << 20
	// maxUnfolded is what the aliases of a text may make of it, in bytes. The parser
	// bounds how many values there are, but not their size.
	maxUnfolded = 32 << 20
)

// checkYAML refuses what would take too much to parse.
func checkYAML(text []byte) error {
	if len(text) > maxParsed {
		return fmt.Errorf("YAML larger than %d MiB", maxParsed>>20)
	}
	if bytes.IndexByte(text, '*') < 0 || bytes.IndexByte(text, '&') < 0 {
		return nil
	}
	for _, d := range source.Split(source.NewFile("", text)) {
		root, err := d.Parse()
		if err != nil {
			if bytes.Contains(d.Bytes(), []byte("*")) {
				return inLine(err)
			}
			continue
		}
		if unfolded(root, maxUnfolded) < 0 {
			return fmt.Errorf("aliases make more than %d MiB of it", maxUnfolded>>20)
		}
	}
	return nil
}

// inLine gives an error of lint/source the form of the others, but for some words:
// it is another parser.
func inLine(err error) error {
	var s *source.SyntaxError
	if !errors.As(err, &s) || s.Span.IsZero() {
		return err
	}
	return fmt.Errorf("error converting YAML to JSON: yaml: line %d: %s", s.Span.File.Position(s.Span.Start).Line, s.Message)
}

// unfolded returns what is left of a number of bytes after those that a value has
// with its aliases followed; less than zero if it is not enough.
func unfolded(n source.Node, left int) int {
	left -= len(n.Text()) + 8
	for _, item := range n.Items() {
		if left < 0 {
			return left
		}
		left = unfolded(item, left)
	}
	for key, value := range n.Entries() {
		if left < 0 {
			return left
		}
		left = unfolded(value, left-len(key.Text()))
	}
	return left
}
