package source

import (
	"bytes"
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// JSON returns the value as JSON: the document that sigs.k8s.io/yaml, and so
// the API server, would make of it, but for the order of keys. The zero Node
// gives null.
//
// The error is a *[SyntaxError]: a key or a number that JSON cannot have, or
// what that parser refuses of merge keys and tags.
func (n Node) JSON() ([]byte, error) {
	if n.n == nil {
		return []byte("null"), nil
	}
	if n.t.special {
		all, err := n.t.asServed()
		if err != nil {
			return nil, err
		}
		if n.n == n.t.root {
			return bytes.Clone(all), nil
		}
		// The parser has passed the whole document, so its guard against alias
		// bombs bounds what follows.
	}
	w := jsonWriter{t: n.t, out: make([]byte, 0, 512)}
	if err := w.value(n.n); err != nil {
		return nil, err
	}
	return w.out, nil
}

// jsonWriter writes values of a tree as JSON.
type jsonWriter struct {
	t    *tree
	out  []byte
	keys []string // of the mappings being written, one run after the other
}

// value writes n.
func (w *jsonWriter) value(n *yaml.Node) *SyntaxError {
	n = target(n)
	switch {
	case n == nil:
		w.out = append(w.out, "null"...)
		return nil
	case n.Kind == yaml.MappingNode && w.t.special:
		return w.merged(n)
	case n.Kind == yaml.MappingNode:
		return w.mapping(n)
	case n.Kind == yaml.SequenceNode:
		return w.sequence(n)
	}
	return w.scalar(n)
}

// sequence writes a sequence.
func (w *jsonWriter) sequence(n *yaml.Node) *SyntaxError {
	w.out = append(w.out, '[')
	for i, c := range n.Content {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		if err := w.value(c); err != nil {
			return err
		}
	}
	w.out = append(w.out, ']')
	return nil
}

// merged writes a mapping of a document that may have merge keys.
func (w *jsonWriter) merged(n *yaml.Node) *SyntaxError {
	w.out = append(w.out, '{')
	for i, e := range w.t.entries(n, nil) {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		key, ok := w.t.key(e.key)
		if !ok {
			return w.badKey(e.key)
		}
		w.out = appendString(w.out, key)
		w.out = append(w.out, ':')
		if err := w.value(e.value); err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	return nil
}

// fewKeys is the size up to which the keys of a mapping are compared in pairs.
const fewKeys = 16

// mapping writes a mapping of a document without merge keys.
func (w *jsonWriter) mapping(n *yaml.Node) *SyntaxError {
	first := len(w.keys)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := w.t.key(n.Content[i])
		if !ok {
			return w.badKey(n.Content[i])
		}
		w.keys = append(w.keys, key)
	}
	count := len(w.keys) - first
	var last map[string]int // index of the last place of each key, for many keys
	if count > fewKeys {
		last = make(map[string]int, count)
		for i, key := range w.keys[first:] {
			last[key] = i
		}
	}
	w.out = append(w.out, '{')
	comma := false
	for i := range count {
		key := w.keys[first+i]
		if last != nil && last[key] != i || last == nil && contains(w.keys[first+i+1:], key) {
			continue // a later one wins
		}
		if comma {
			w.out = append(w.out, ',')
		}
		comma = true
		w.out = appendString(w.out, key)
		w.out = append(w.out, ':')
		if err := w.value(n.Content[2*i+1]); err != nil {
			return err
		}
	}
	w.out = append(w.out, '}')
	w.keys = w.keys[:first]
	return nil
}

// contains reports whether key is in keys.
func contains(keys []string, key string) bool {
	for _, k := range keys {
		if k == key {
			return true
		}
	}
	return false
}

// scalar writes a scalar.
func (w *jsonWriter) scalar(n *yaml.Node) *SyntaxError {
	v := w.t.scalar(n)
	switch v.kind {
	case Bool:
		w.out = strconv.AppendBool(w.out, v.bool)
	case Int:
		if v.big {
			w.out = strconv.AppendUint(w.out, v.uint, 10)
		} else {
			w.out = strconv.AppendInt(w.out, v.int, 10)
		}
	case Float:
		if math.IsInf(v.float, 0) || math.IsNaN(v.float) {
			return &SyntaxError{Span: w.t.node(n).Span(), Message: "JSON has no number " + n.Value}
		}
		w.out = appendFloat(w.out, v.float)
	case String:
		w.out = appendString(w.out, w.t.text(n))
	default:
		w.out = append(w.out, "null"...)
	}
	return nil
}

// badKey returns the error for a key that JSON cannot have.
func (w *jsonWriter) badKey(k *yaml.Node) *SyntaxError {
	n := w.t.node(k)
	message := "a " + n.Kind().String() + " cannot be a key"
	if n.Kind() == Int {
		message = "this integer is too large to be a key"
	}
	return &SyntaxError{Span: n.Span(), Message: message}
}
