package helm

import (
	"regexp"
	"strings"
)

// compileGlob returns a matcher of the patterns of .Files.Glob, which are those of
// github.com/gobwas/glob with "/" as separator: * and ? stop at separators, ** does
// not, [abc], [!abc], [a-z] and [!a-z] are one character, {a,b*} are alternatives,
// and \ takes the meaning of what follows. What is no pattern matches everything,
// as in Helm.
func compileGlob(pattern string) func(string) bool {
	if len(pattern) <= maxPattern {
		g := globbing{rest: []rune(pattern)}
		if g.pattern() {
			if re, err := regexp.Compile(`\A(?s:` + g.out.String() + `)\z`); err == nil {
				return re.MatchString
			}
		}
	}
	return func(string) bool { return true }
}

// globbing turns a pattern into a regular expression.
type globbing struct {
	rest  []rune
	out   strings.Builder
	level int // of braces
}

// pattern reports whether all of it is one.
func (g *globbing) pattern() bool {
	for len(g.rest) > 0 {
		c := g.rest[0]
		g.rest = g.rest[1:]
		switch {
		case c == '*' && len(g.rest) > 0 && g.rest[0] == '*':
			g.rest = g.rest[1:]
			g.out.WriteString(`.*`)
		case c == '*':
			g.out.WriteString(`[^/]*`)
		case c == '?':
			g.out.WriteString(`[^/]`)
		case c == '[':
			if !g.class() {
				return false
			}
		case c == '{':
			g.level++
			g.out.WriteString(`(?:`)
		case c == ',' && g.level > 0:
			g.out.WriteByte('|')
		case c == '}' && g.level > 0:
			g.level--
			g.out.WriteByte(')')
		case c == '\\':
			if len(g.rest) > 0 {
				g.literal(g.rest[0])
				g.rest = g.rest[1:]
			}
		default:
			g.literal(c)
		}
	}
	for ; g.level > 0; g.level-- {
		g.out.WriteByte(')')
	}
	return true
}

func (g *globbing) literal(c rune) { g.out.WriteString(regexp.QuoteMeta(string(c))) }

// class reads a class of characters after its bracket.
func (g *globbing) class() bool {
	g.out.WriteByte('[')
	if len(g.rest) > 0 && g.rest[0] == '!' {
		g.rest = g.rest[1:]
		g.out.WriteByte('^')
	}
	if len(g.rest) > 3 && g.rest[1] == '-' {
		low, high := g.rest[0], g.rest[2]
		if g.rest[3] != ']' || high < low {
			return false
		}
		g.member(low)
		g.out.WriteByte('-')
		g.member(high)
		g.out.WriteByte(']')
		g.rest = g.rest[4:]
		return true
	}
	empty := true
	for len(g.rest) > 0 {
		c := g.rest[0]
		g.rest = g.rest[1:]
		switch {
		case c == ']':
			g.out.WriteByte(']')
			return !empty
		case c == '\\' && len(g.rest) > 0:
			c, g.rest = g.rest[0], g.rest[1:]
		}
		g.member(c)
		empty = false
	}
	return false
}

// member writes a character of a class.
func (g *globbing) member(c rune) {
	if c < 0x80 && !isLetter(byte(c)) && (c < '0' || c > '9') {
		g.out.WriteByte('\\')
	}
	g.out.WriteRune(c)
}
