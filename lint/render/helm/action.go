package helm

import "strings"

// actionAt returns the bytes of the action {{ ... }} that holds the offset pos,
// where the parser says that it stands: after the delimiter and, maybe, a keyword.
func actionAt(text string, pos int) (start, end int) {
	start = max(strings.LastIndex(text[:pos], "{{"), 0)
	return start, actionEnd(text, pos)
}

// actionEnd returns the offset after the }} that ends an action, of which pos is
// inside, but not in a quoted text. The end of the text if there is none.
func actionEnd(text string, pos int) int {
	for i := pos; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'', '`':
			i = quoteEnd(text, i)
		case '}':
			if strings.HasPrefix(text[i:], "}}") {
				return i + 2
			}
		}
	}
	return len(text)
}

// quoteEnd returns the offset of the quote that ends the text quoted at pos.
func quoteEnd(text string, pos int) int {
	quote := text[pos]
	for i := pos + 1; i < len(text); i++ {
		switch {
		case text[i] == quote:
			return i
		case text[i] == '\\' && quote != '`':
			i++
		}
	}
	return len(text)
}
