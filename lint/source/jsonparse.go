package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxJSONDepth is how deep JSON may be nested; yaml.v3 has the same limit.
const maxJSONDepth = 10_000

// parseJSON reads a document that is JSON and that yaml.v3 refuses: YAML 1.1 has
// no surrogate pairs, no \/ and no keys over 1,024 characters. It returns nil for
// anything that is no JSON object either.
func parseJSON(src []byte) *yaml.Node {
	if !bytes.HasPrefix(bytes.TrimLeft(src, " \t\r\n"), []byte("{")) {
		return nil
	}
	r := jsonReader{src: src, decoder: json.NewDecoder(bytes.NewReader(src)), line: 1, column: 1}
	r.decoder.UseNumber()
	root, err := r.value(0)
	if err != nil {
		return nil
	}
	return root
}

// jsonReader makes yaml.v3's nodes of JSON tokens, with places as YAML counts
// them.
type jsonReader struct {
	src     []byte
	decoder *json.Decoder
	// at is an offset whose line and column are known.
	at, line, column int
}

var errJSON = errors.New("not JSON")

func (r *jsonReader) value(depth int) (*yaml.Node, error) {
	n, token, err := r.token()
	if err != nil || depth > maxJSONDepth {
		return nil, errJSON
	}
	switch v := token.(type) {
	case json.Delim:
		return n, r.collection(n, v, depth)
	case string:
		n.Tag, n.Style, n.Value = "!!str", yaml.DoubleQuotedStyle, v
	case json.Number:
		n.Value = v.String()
	case bool:
		n.Tag, n.Value = "!!bool", "false"
		if v {
			n.Value = "true"
		}
	default:
		n.Tag, n.Value = "!!null", "null"
	}
	return n, nil
}

func (r *jsonReader) collection(n *yaml.Node, open json.Delim, depth int) error {
	n.Style = yaml.FlowStyle
	n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
	if open == '{' {
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
	}
	for r.decoder.More() {
		child, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.Content = append(n.Content, child)
	}
	_, err := r.decoder.Token()
	return err
}

// token returns the next token and a scalar node at its place.
func (r *jsonReader) token() (*yaml.Node, json.Token, error) {
	start := int(r.decoder.InputOffset())
	for start < len(r.src) && bytes.IndexByte([]byte(" \t\r\n,:"), r.src[start]) >= 0 {
		start++
	}
	token, err := r.decoder.Token()
	if err != nil {
		return nil, nil, err
	}
	r.advance(start)
	return &yaml.Node{Kind: yaml.ScalarNode, Line: r.line, Column: r.column}, token, nil
}

// advance moves the known place forward.
func (r *jsonReader) advance(to int) {
	for r.at < to {
		if n := breakLen(r.src, r.at); n > 0 {
			r.at += n
			r.line++
			r.column = 1
			continue
		}
		_, size := utf8.DecodeRune(r.src[r.at:])
		r.at += size
		r.column++
	}
}
