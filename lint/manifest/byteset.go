package manifest

import (
	"errors"
	"fmt"
	"strings"
)

// byteSet is the set of characters that "[a-z]" stands for.
type byteSet [256]bool

// parseByteSet reads the set at the start of a text, as git does: "!" or "^"
// negates it, "]" is a member where it comes first, and there are the classes of
// POSIX, "[:alpha:]". length is how much of the text it takes.
func parseByteSet(text string) (set *byteSet, length int, err error) {
	set = &byteSet{}
	at := 1
	negated := at < len(text) && (text[at] == '!' || text[at] == '^')
	if negated {
		at++
	}
	var last byte // what a range may begin with
	for first := true; ; first = false {
		switch {
		case at >= len(text):
			return nil, 0, errors.New("a [ without its ]")
		case text[at] == ']' && !first:
			if negated {
				set.invert()
			}
			set['/'] = false
			return set, at + 1, nil
		case text[at] == '[' && at+1 < len(text) && text[at+1] == ':':
			n, err := set.class(text[at:])
			if err != nil {
				return nil, 0, err
			}
			if n > 0 {
				at += n
				last = 0
				continue
			}
		case text[at] == '-' && last != 0 && at+1 < len(text) && text[at+1] != ']':
			at++
			if text[at] == '\\' {
				at++
			}
			if at >= len(text) {
				continue
			}
			for c := int(last); c <= int(text[at]); c++ {
				set[c] = true
			}
			at++
			last = 0
			continue
		case text[at] == '\\':
			at++
			if at >= len(text) {
				continue
			}
		}
		last = text[at]
		set[last] = true
		at++
	}
}

func (s *byteSet) invert() {
	for i := range s {
		s[i] = !s[i]
	}
}

// class adds a class of POSIX, and returns the length of its text; 0 where there
// is none.
func (s *byteSet) class(text string) (length int, err error) {
	end := strings.IndexByte(text[2:], ']') + 2
	switch {
	case end < 2:
		return 0, errors.New("a [ without its ]")
	case end == 2 || text[end-1] != ':':
		return 0, nil
	}
	name := text[2 : end-1]
	in := classOf(name)
	if in == nil {
		return 0, fmt.Errorf("an unknown class [:%s:]", name)
	}
	for c := range 128 {
		s[c] = s[c] || in(byte(c))
	}
	return end + 1, nil
}

// classOf returns the test of a class of POSIX in ASCII.
func classOf(name string) func(c byte) bool {
	lower := func(c byte) bool { return 'a' <= c && c <= 'z' }
	upper := func(c byte) bool { return 'A' <= c && c <= 'Z' }
	digit := func(c byte) bool { return '0' <= c && c <= '9' }
	alnum := func(c byte) bool { return lower(c) || upper(c) || digit(c) }
	graph := func(c byte) bool { return '!' <= c && c <= '~' }
	switch name {
	case "alnum":
		return alnum
	case "alpha":
		return func(c byte) bool { return lower(c) || upper(c) }
	case "blank":
		return func(c byte) bool { return c == ' ' || c == '\t' }
	case "cntrl":
		return func(c byte) bool { return c < ' ' || c == 0x7f }
	case "digit":
		return digit
	case "graph":
		return graph
	case "lower":
		return lower
	case "print":
		return func(c byte) bool { return graph(c) || c == ' ' }
	case "punct":
		return func(c byte) bool { return graph(c) && !alnum(c) }
	case "space":
		return func(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }
	case "upper":
		return upper
	case "xdigit":
		return func(c byte) bool { return digit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }
	}
	return nil
}
