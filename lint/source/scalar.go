package source

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// notPlain are the styles whose scalars are strings without a tag.
const notPlain = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// scalar is a resolved scalar. For an Int above the int64 range big is set, and
// the value is in uint.
type scalar struct {
	kind  Kind
	bool  bool
	big   bool
	int   int64
	uint  uint64
	float float64
}

// scalar resolves a scalar node as the decoder of the API server does.
func (t *tree) scalar(n *yaml.Node) scalar {
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		return resolveTagged(n.Tag, n.Value)
	case n.Style&notPlain != 0:
		return scalar{kind: String}
	case t.bang && t.bareTag(n):
		return scalar{kind: String}
	}
	return resolve(n.Value)
}

// text returns the text of a scalar node.
func (t *tree) text(n *yaml.Node) string {
	if n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!binary" {
		if b, err := base64.StdEncoding.DecodeString(n.Value); err == nil {
			return string(b)
		}
	}
	return n.Value
}

// resolveTagged returns what a scalar with an explicit tag (in its short form)
// is. A text that does not fit its tag, which the API server refuses, is a
// String.
func resolveTagged(tag, s string) scalar {
	want := Missing
	switch tag {
	case "!!bool":
		want = Bool
	case "!!int":
		want = Int
	case "!!float":
		want = Float
	case "!!null":
		want = Null
	default: // !!str, !!binary, !!timestamp, and tags nobody knows
		return scalar{kind: String}
	}
	v := resolve(s)
	if v.kind == Int && want == Float && !v.big {
		return scalar{kind: Float, float: float64(v.int)}
	}
	if v.kind != want {
		return scalar{kind: String}
	}
	return v
}

// resolve returns what a plain scalar is. It follows go.yaml.in/yaml/v2's
// resolve to the letter, with what decides most scalars put first.
func resolve(s string) scalar {
	if s == "" {
		return scalar{kind: Null}
	}
	switch c := s[0]; {
	case c >= '0' && c <= '9', c == '+', c == '-':
		return resolveNumber(s)
	case c == '.':
		if v, ok := resolveWord(s); ok {
			return v
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return scalar{kind: Float, float: f}
		}
	case maybeWord(c):
		if v, ok := resolveWord(s); ok {
			return v
		}
	}
	return scalar{kind: String}
}

// maybeWord reports whether one of the words that are no strings starts with c.
func maybeWord(c byte) bool {
	switch c {
	case 'y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O', '~':
		return true
	}
	return false
}

// resolveWord returns what one of YAML 1.1's words is.
func resolveWord(s string) (scalar, bool) {
	switch s {
	case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return scalar{kind: Bool, bool: true}, true
	case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return scalar{kind: Bool}, true
	case "~", "null", "Null", "NULL":
		return scalar{kind: Null}, true
	case ".nan", ".NaN", ".NAN":
		return scalar{kind: Float, float: math.NaN()}, true
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return scalar{kind: Float, float: math.Inf(1)}, true
	case "-.inf", "-.Inf", "-.INF":
		return scalar{kind: Float, float: math.Inf(-1)}, true
	}
	return scalar{}, false
}

// resolveNumber returns what a plain scalar that starts with a digit or a sign
// is. Timestamps are strings to the API server, and no number looks like one.
func resolveNumber(s string) scalar {
	if v, ok := decimal(s); ok {
		return scalar{kind: Int, int: v}
	}
	if v, ok := resolveWord(s); ok {
		return v
	}
	dot := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			dot = true
		case !isNameByte(c) && c != '+': // 10.0.0.0/8, 12:30:45
			return scalar{kind: String}
		}
	}
	plain := s
	if strings.IndexByte(s, '_') >= 0 {
		plain = strings.ReplaceAll(s, "_", "")
	}
	if !dot {
		if v, err := strconv.ParseInt(plain, 0, 64); err == nil {
			return scalar{kind: Int, int: v}
		}
		if v, err := strconv.ParseUint(plain, 0, 64); err == nil {
			return scalar{kind: Int, uint: v, big: true}
		}
	}
	if isFloat(plain) {
		if f, err := strconv.ParseFloat(plain, 64); err == nil {
			return scalar{kind: Float, float: f}
		}
	}
	return resolveBinary(plain)
}

// resolveBinary reads 0b101 and -0b101 in the ways in which ParseInt has not.
func resolveBinary(plain string) scalar {
	if digits, ok := strings.CutPrefix(plain, "0b"); ok {
		if v, err := strconv.ParseInt(digits, 2, 64); err == nil {
			return scalar{kind: Int, int: v}
		}
		if v, err := strconv.ParseUint(digits, 2, 64); err == nil {
			return scalar{kind: Int, uint: v, big: true}
		}
	} else if digits, ok := strings.CutPrefix(plain, "-0b"); ok {
		if v, err := strconv.ParseInt("-"+digits, 2, 64); err == nil {
			return scalar{kind: Int, int: v}
		}
	}
	return scalar{kind: String}
}

// decimal reads a plain decimal number without a leading zero, the common case.
func decimal(s string) (int64, bool) {
	if len(s) > 18 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	var v int64
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		v = v*10 + int64(s[i]-'0')
	}
	return v, true
}

// isFloat reports whether s is a number in the form
// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
func isFloat(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	whole := digits(s)
	s = s[whole:]
	if s != "" && s[0] == '.' {
		part := digits(s[1:])
		if whole == 0 && part == 0 {
			return false
		}
		s = s[1+part:]
	} else if whole == 0 {
		return false
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits returns the number of decimal digits at the start of s.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
