package source

import "bytes"

// Split cuts a file into its documents. It never fails, and a document that
// does not parse does not keep it from finding the next one.
//
// A document ends at a line that starts with `---` in column 0, followed by a
// blank or the end of the line (in YAML that ends a document in every context,
// even inside a quoted scalar), and at such a line of `...`. What stands on the
// marker's own line (`--- {a: b}`) belongs to the document; then its bytes
// start at the marker, as YAML reads it differently there. Documents that hold
// nothing but blanks and comments are left out. Directives (`%YAML 1.1`) belong
// to the document that follows them.
//
// A byte order mark at the start of the file is skipped.
func Split(f *File) []*Document {
	s := splitter{file: f, b: f.Bytes}
	at := 0
	if bytes.HasPrefix(s.b, []byte(bom)) {
		at = len(bom)
	}
	s.start = at
	if n := s.marker(at, '-'); n > 0 {
		s.begin(at, n)
	} else if n := s.marker(at, '.'); n > 0 {
		s.start = at + n
	}
	// Two cursors, so that each byte is looked at twice, by fast searches, and
	// not once, by a slow loop over lines.
	dash, dots := s.next(at, '-'), s.next(at, '.')
	for dash < len(s.b) || dots < len(s.b) {
		if dash < dots {
			if !s.directives(dash) {
				s.finish(dash)
				s.begin(dash, 3)
			}
			dash = s.next(dash, '-')
		} else {
			s.finish(dots)
			s.start = dots + 3
			dots = s.next(dots, '.')
		}
	}
	s.finish(len(s.b))
	return s.docs
}

// splitter is the state of one Split: the documents found so far and the start
// of the one that is being read.
type splitter struct {
	file  *File
	b     []byte
	start int
	docs  []*Document
}

// marker returns 3 if three times c, followed by a blank or the end of the
// line, stand at offset at; else 0.
func (s *splitter) marker(at int, c byte) int {
	b := s.b[at:]
	if len(b) < 3 || b[0] != c || b[1] != c || b[2] != c {
		return 0
	}
	if len(b) > 3 && b[3] != ' ' && b[3] != '\t' && b[3] != '\n' && b[3] != '\r' {
		return 0
	}
	return 3
}

// next returns the offset of the next marker line made of c after offset at, or
// the length of the file.
func (s *splitter) next(at int, c byte) int {
	sep := [4]byte{'\n', c, c, c}
	for {
		i := bytes.Index(s.b[at:], sep[:])
		if i < 0 {
			return len(s.b)
		}
		at += i + 1
		if s.marker(at, c) > 0 {
			return at
		}
	}
}

// begin starts a document at the `---` of n bytes at offset at.
func (s *splitter) begin(at, n int) {
	rest, _ := cutLine(s.b[at+n:])
	if text := trimBlanks(rest); len(text) == 0 || text[0] == '#' {
		s.start = at + n + len(rest)
		return
	}
	s.start = at
}

// finish ends the document that is being read at offset end.
func (s *splitter) finish(end int) {
	if start := min(s.start, end); !isBlankText(s.b[start:end]) {
		s.docs = append(s.docs, &Document{File: s.file, Start: start, End: end, Index: len(s.docs)})
	}
	s.start = end
}

// directives reports whether the text before the marker at offset end is only
// directives, which the marker then ends, not a document.
func (s *splitter) directives(end int) bool {
	if s.start >= end {
		return false
	}
	found := false
	for rest := s.b[s.start:end]; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) > 0 && line[0] == '%' {
			found = true
		} else if text := trimBlanks(line); len(text) > 0 && text[0] != '#' {
			return false
		}
	}
	return found
}

// cutLine splits b after its first \n; the line keeps it.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, nil
	}
	return b[:i+1], b[i+1:]
}

// trimBlanks returns b without spaces, tabs and line breaks at its ends.
func trimBlanks(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// isBlank reports whether c is a space, a tab, \n or \r.
func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r'
}

// isBlankText reports whether b holds nothing but blanks and comment lines.
func isBlankText(b []byte) bool {
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		if text := trimBlanks(line); len(text) > 0 && text[0] != '#' {
			return false
		}
	}
	return true
}
