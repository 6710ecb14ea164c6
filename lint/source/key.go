package source

import (
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Key returns the text that a mapping's key has in JSON, which is what the API
// server reads: 80 is "80", and y is "true". It is empty for a key that JSON
// cannot have.
func (n Node) Key() string {
	if n.t == nil {
		return ""
	}
	s, _ := n.t.key(n.n)
	return s
}

// key returns the text that a mapping's key has in JSON; false if JSON cannot
// have it, as null and collections.
func (t *tree) key(k *yaml.Node) (string, bool) {
	k = target(k)
	if k == nil || k.Kind != yaml.ScalarNode {
		return "", false
	}
	v := t.scalar(k)
	switch v.kind {
	case String:
		return t.text(k), true
	case Bool:
		return strconv.FormatBool(v.bool), true
	case Int:
		return strconv.FormatInt(v.int, 10), !v.big
	case Float:
		return floatKey(v.float), true
	}
	return "", false
}

// keyIs reports whether the key k has the given text in JSON.
func (t *tree) keyIs(k *yaml.Node, text string) bool {
	// Most keys are words that are strings at the first look.
	if k.Kind == yaml.ScalarNode && k.Style == 0 && !t.bang && k.Value != "" {
		c := k.Value[0]
		if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') && !maybeWord(c) {
			return k.Value == text
		}
	}
	s, ok := t.key(k)
	return ok && s == text
}

// floatKey formats a number that is a key as sigs.k8s.io/yaml does: with the
// precision of 32 bits.
func floatKey(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	case math.IsNaN(f):
		return ".nan"
	}
	s := strconv.FormatFloat(f, 'g', -1, 32)
	switch s { // too large for 32 bits
	case "+Inf":
		return ".inf"
	case "-Inf":
		return "-.inf"
	}
	return s
}
