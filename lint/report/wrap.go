package report

import (
	"strings"
	"unicode/utf8"
)

// wrapped breaks a text at spaces, so that no line passes the width of the
// terminal; used is how much of the first line is taken, and the others start
// after indent blanks. Without a terminal (width 0) and in one too narrow to help,
// the text stays one line, which is what other programs expect. No line begins with
// what CI systems take for a command.
func wrapped(text string, width, used, indent int) string {
	const least = 40
	if width-indent < least || used+utf8.RuneCountInString(text) <= width {
		return text
	}
	var b strings.Builder
	at := used
	for i, word := range strings.Split(text, " ") {
		length := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+length > width && !strings.HasPrefix(word, "::") && !strings.HasPrefix(word, "##"):
			b.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += length
	}
	return b.String()
}
