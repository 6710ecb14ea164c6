package manifest

import (
	"errors"
	"strings"
)

// glob is a path with wildcards as gitignore(5) writes them, cut at its slashes:
// "*" and "?" stand for characters other than a slash, "[a-z]" for one of a set,
// and a segment "**" for directories of any number. A character is a byte, as it
// is for git. Matching takes time in proportion to glob times path.
type glob []segment

// segment is the part of a glob between two slashes.
type segment struct {
	anyDepth bool // "**"
	tokens   []token
	// simple is set where all of it is text, but for a star at its beginning (before)
	// or end (after), as nearly always.
	simple, before, after bool
	text                  string
}

// token is one element of a segment.
type token struct {
	kind tokenKind
	char byte
	set  *byteSet
}

type tokenKind uint8

const (
	literal tokenKind = iota // char
	anyChar                  // ?
	anyRun                   // *
	oneOf                    // [...]
)

// parseGlob reads a glob. The error is one of wording only: git takes a glob that
// is malformed to match nothing.
func parseGlob(text string) (glob, error) {
	var out glob
	var tokens []token
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '/':
			out, tokens = out.with(tokens), nil
		case '*':
			tokens = append(tokens, token{kind: anyRun})
		case '?':
			tokens = append(tokens, token{kind: anyChar})
		case '[':
			set, length, err := parseByteSet(text[i:])
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token{kind: oneOf, set: set})
			i += length - 1
		case '\\':
			if i++; i == len(text) {
				return nil, errors.New("a backslash at the end, where a character must follow")
			}
			if text[i] == '/' {
				out, tokens = out.with(tokens), nil
				continue
			}
			tokens = append(tokens, token{char: text[i]})
		default:
			tokens = append(tokens, token{char: c})
		}
	}
	return out.with(tokens), nil
}

// with appends a segment.
func (g glob) with(tokens []token) glob {
	s := newSegment(tokens)
	if s.anyDepth && len(g) > 0 && g[len(g)-1].anyDepth {
		return g // **/** is **
	}
	return append(g, s)
}

func newSegment(tokens []token) segment {
	var s segment
	runs := 0
	for _, t := range tokens {
		last := len(s.tokens) - 1
		if t.kind == anyRun {
			runs++
			if last >= 0 && s.tokens[last].kind == anyRun {
				continue
			}
		}
		s.tokens = append(s.tokens, t)
	}
	if runs > 1 && runs == len(tokens) {
		return segment{anyDepth: true}
	}
	rest := s.tokens
	if len(rest) > 0 && rest[0].kind == anyRun {
		rest, s.before = rest[1:], true
	}
	if last := len(rest) - 1; last >= 0 && rest[last].kind == anyRun {
		rest, s.after = rest[:last], true
	}
	var b strings.Builder
	for _, t := range rest {
		if t.kind != literal {
			return s
		}
		b.WriteByte(t.char)
	}
	s.simple, s.text = true, b.String()
	return s
}

// plain reports whether the glob has no wildcards, and is that path then.
func (g glob) plain() (path string, ok bool) {
	parts := make([]string, len(g))
	for i := range g {
		if !g[i].plain() {
			return "", false
		}
		parts[i] = g[i].text
	}
	return strings.Join(parts, "/"), true
}

// plain reports whether the segment has no wildcards.
func (s *segment) plain() bool { return s.simple && !s.before && !s.after }

// matchName reports whether a glob of one segment matches a name.
func (g glob) matchName(name string, work *int) bool {
	return g[0].anyDepth || g[0].match(name, work)
}

// match reports whether the glob matches all of a path. The steps it takes are
// added to work.
func (g glob) match(path string, work *int) bool {
	at, next := 0, 0 // the segment of the path at hand by its offset, and that of the glob
	again, from := -1, 0
	for {
		*work++
		if at > len(path) {
			return next == len(g)
		}
		if next < len(g) && g[next].anyDepth {
			next++
			if next == len(g) {
				return true
			}
			again, from = next, at
			continue
		}
		end := segmentEnd(path, at)
		if next < len(g) && g[next].match(path[at:end], work) {
			next++
			at = end + 1
			continue
		}
		if again < 0 {
			return false
		}
		// Let the last ** take one segment more.
		from = segmentEnd(path, from) + 1
		next, at = again, from
	}
}

// segmentEnd is the offset of the next slash, or the end.
func segmentEnd(path string, at int) int {
	if i := strings.IndexByte(path[at:], '/'); i >= 0 {
		return at + i
	}
	return len(path)
}

// match reports whether the segment matches a name.
func (s *segment) match(name string, work *int) bool {
	switch {
	case !s.simple:
	case s.before && s.after:
		return strings.Contains(name, s.text)
	case s.before:
		return strings.HasSuffix(name, s.text)
	case s.after:
		return strings.HasPrefix(name, s.text)
	default:
		return name == s.text
	}
	at, next := 0, 0
	again, from := -1, 0
	for at < len(name) || next < len(s.tokens) {
		*work++
		if next < len(s.tokens) {
			t := &s.tokens[next]
			if t.kind == anyRun {
				next++
				again, from = next, at
				continue
			}
			if at < len(name) && t.match(name[at]) {
				next++
				at++
				continue
			}
		}
		if again < 0 || from == len(name) {
			return false
		}
		// Let the last * take one character more.
		from++
		next, at = again, from
	}
	return true
}

func (t *token) match(c byte) bool {
	switch t.kind {
	case anyChar:
		return true
	case oneOf:
		return t.set[c]
	}
	return c == t.char
}
