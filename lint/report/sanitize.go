package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sanitize makes text of the input fit to be shown: control characters, escape
// sequences, line breaks, invisible and direction-changing characters and
// invalid UTF-8 come out as \xNN or \u{NNNN}, and the openings of CI workflow
// commands are broken. The result is one line.
func Sanitize(s string) string {
	if harmless(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		text, size := escape(s)
		b.WriteString(text)
		s = s[size:]
	}
	return b.String()
}

// noCommand breaks what opens a workflow command of GitHub where a line begins with
// it, or with spaces before it (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
// It is for names; an IPv6 address may begin so, and is no command.
func noCommand(name string) string {
	if rest, ok := strings.CutPrefix(name, "::"); ok {
		return `\x3a:` + rest
	}
	return name
}

// harmless reports whether s is surely shown as it is: ASCII text, as nearly all
// input is.
func harmless(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '#' {
			return false
		}
	}
	return true
}

// escape returns how the first character of s is shown, and its size in bytes.
func escape(s string) (text string, size int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size <= 1, r < ' ', r == 0x7f:
		return fmt.Sprintf(`\x%02x`, s[0]), size
	case r == '#' && opensCommand(s):
		return `\x23`, size
	case printable(r):
		return s[:size], size
	default:
		return fmt.Sprintf(`\u{%04X}`, r), size
	}
}

// printable reports whether a terminal shows r as a mark or as plain space. The
// ideographic space is the one that CJK text needs; others, such as the
// no-break space, are worth seeing.
func printable(r rune) bool { return unicode.IsPrint(r) || r == '\u3000' }

// opensCommand reports whether s begins like ##[command] or ##vso[command]. CI
// systems look for these anywhere in a line, unlike ::command::.
func opensCommand(s string) bool {
	rest, found := strings.CutPrefix(s, "##")
	if !found {
		return false
	}
	for i := range len(rest) {
		c := rest[i] | 0x20
		if rest[i] == '[' {
			return true
		}
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return false
}
