package source

import "bytes"

// closes reports whether no quote and no flow collection is open after a line,
// given that none was before it. It knows the common forms and says no to all
// others.
func closes(line []byte) bool {
	if !hasOpener(line) {
		return true
	}
	text := trimBlanks(line)
	if text[0] == '#' {
		return true
	}
	for len(text) > 1 && text[0] == '-' && text[1] == ' ' {
		text = trimBlanks(text[2:])
	}
	if n := keyLen(text); n > 0 {
		text = trimBlanks(text[n+1:])
	}
	if len(text) == 0 {
		return true
	}
	if i := bytes.Index(text, []byte(" #")); i >= 0 && !hasOpener(text[:i]) {
		return true // the opener is in the comment
	}
	var end int
	switch text[0] {
	case '"', '\'':
		end = quoteEnd(text)
	case '[', '{':
		end = bracketEnd(text)
	}
	if end == 0 {
		return false
	}
	rest := trimBlanks(text[end:])
	return len(rest) == 0 || rest[0] == '#' && text[end] == ' '
}

// hasOpener reports whether b holds a byte that may open a quote or a flow
// collection.
func hasOpener(b []byte) bool {
	for _, c := range b {
		if c == '"' || c == '\'' || c == '[' || c == '{' {
			return true
		}
	}
	return false
}

// quoteEnd returns the length of the quoted scalar at the start of text, 0 if
// it does not end or holds what would need a closer look.
func quoteEnd(text []byte) int {
	i := bytes.IndexByte(text[1:], text[0])
	if i < 0 || bytes.IndexByte(text[:i+1], '\\') >= 0 {
		return 0
	}
	return i + 2
}

// bracketEnd returns the length of the flow collection at the start of text, 0
// if it does not end or holds what would need a closer look.
func bracketEnd(text []byte) int {
	depth := 0
	before := byte(' ') // the last byte that is no blank
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
			if depth == 0 {
				return i + 1
			}
		case '#':
			return 0
		case '"', '\'':
			if bytes.IndexByte([]byte("[{,:"), before) < 0 {
				return 0 // inside a plain scalar, or doubled
			}
			n := quoteEnd(text[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		}
		if !isBlank(c) {
			before = c
		}
	}
	return 0
}
