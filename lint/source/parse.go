package source

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// parse reads a document. The error is a *SyntaxError.
func parse(d *Document) (*tree, error) {
	b := d.Bytes()
	t := &tree{doc: d, src: b}
	if bytes.HasPrefix(b, []byte(bom)) {
		t.base = len(bom)
		t.src = b[t.base:]
	}
	switch {
	case len(b) > MaxDocument:
		return nil, &SyntaxError{Span: t.lineSpan(1), Message: "document is larger than 16 MiB: split it"}
	case crowded(b):
		return nil, &SyntaxError{Span: t.lineSpan(1), Message: "document holds more than a million lines or values: split it"}
	case bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")):
		return nil, &SyntaxError{Span: d.span(0, 2), Message: "document is UTF-16: save it as UTF-8"}
	}
	root, err := parseNodes(t.src)
	if err != nil {
		if t.root = parseJSON(t.src); t.root != nil {
			t.json = true
			return t, nil
		}
		return nil, t.syntaxError(err)
	}
	if root == nil {
		return t, nil
	}
	t.root = root
	if t.inspect() {
		// A cycle or a bomb must not reach those who walk the nodes.
		if err := t.checkAliases(); err != nil {
			return nil, err
		}
	}
	if t.tabs {
		// yaml.v3 lets some tabs before comments pass that the API server does
		// not.
		if _, err := t.asServed(); err != nil && t.api.only {
			return nil, err
		}
	}
	return t, nil
}

// parseNodes returns the root node of the first document in b, nil if it has
// none.
func parseNodes(b []byte) (root *yaml.Node, err error) {
	// The parser recovers from its own panics, but not from those of its Go
	// runtime, and it states of itself that some states are bugs.
	defer func() {
		if e := recover(); e != nil {
			root, err = nil, fmt.Errorf("the YAML parser failed on this document: %v", e)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// crowded reports whether a document may hold more values than [MaxValues].
func crowded(b []byte) bool {
	if len(b) <= MaxValues {
		return false
	}
	count := 0
	for _, mark := range [...]string{"\n", ",", "[", "{", "- ", "? "} {
		count += bytes.Count(b, []byte(mark))
	}
	return count > MaxValues
}
