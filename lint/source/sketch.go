package source

import "bytes"

// Sketch is what a scan of a document's bytes tells of it, without a parse.
type Sketch struct {
	// Sure: the document's root is a block mapping (or sequence), and if the
	// document parses, Kind, APIVersion and HasKind are what its tree says. If
	// it is false, the other fields but Template say nothing: parse.
	Sure bool
	// Kind and APIVersion are the values of the keys `kind` and `apiVersion` of
	// the root, "" if they are not there.
	Kind, APIVersion string
	HasKind          bool
	// Template: the bytes hold `{{`, so the document may be no YAML yet.
	Template bool
}

// Sketch scans the document at about the speed of reading it. It errs on the
// side of not being sure: at column 0 it allows only comments, items and plain
// keys, so a root key cannot hide; and it trusts `kind` only where no quote and
// no bracket may be open, as inside those it would be text.
func (d *Document) Sketch() Sketch {
	b := d.Bytes()
	s := sketcher{clean: true}
	sure := !hasOddBreaks(b)
	for rest := b; sure && len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		sure = s.line(line)
	}
	template := bytes.Contains(b, []byte("{{"))
	if !sure {
		return Sketch{Template: template}
	}
	return Sketch{
		Sure:       true,
		Kind:       string(s.kind),
		APIVersion: string(s.apiVersion),
		HasKind:    s.kind != nil,
		Template:   template,
	}
}

// sketcher is the state of a scan between two lines.
type sketcher struct {
	content bool // a line that is no comment has been seen
	word    bool // the last such line is a value we want: no line may continue it
	clean   bool // no quote or bracket can be open here

	kind, apiVersion []byte
}

// line takes the next line and reports whether all is still sure.
func (s *sketcher) line(line []byte) bool {
	switch c := line[0]; c {
	case ' ':
		return s.indented(line)
	case '#', '\n':
		return true
	case '\r': // of \r\n, as others are odd breaks
		return true
	case '-':
		if isItem(line) {
			s.content, s.word = true, false
			s.look(line)
			return true
		}
	}
	n := keyLen(line)
	if n == 0 {
		return false
	}
	s.content, s.word = true, false
	key, value := line[:n], line[n+1:]
	switch string(key) {
	case "kind":
		return s.take(&s.kind, value, false)
	case "apiVersion":
		return s.take(&s.apiVersion, value, true)
	}
	s.look(line)
	return true
}

// indented takes a line that starts with a space.
func (s *sketcher) indented(line []byte) bool {
	if s.content && !s.word {
		s.look(line)
		return true
	}
	// Only a blank or a comment may stand before the first key, or after a
	// value that it would continue.
	text := trimBlanks(line)
	return len(text) == 0 || text[0] == '#'
}

// take stores the value of a key that we want.
func (s *sketcher) take(into *[]byte, value []byte, version bool) bool {
	word, ok := plainWord(value, version)
	if !ok || *into != nil || !s.clean {
		return false
	}
	*into = word
	s.word = true
	return true
}

// look notes whether a quote or bracket may be open after the line. Once both
// keys are found that does not matter: a second one would not be sure anyway.
func (s *sketcher) look(line []byte) {
	if s.clean && (s.kind == nil || s.apiVersion == nil) {
		s.clean = closes(line)
	}
}

// hasOddBreaks reports whether b holds what YAML takes for a line break but a
// scan for \n does not see: CR alone, NEL, LS, PS.
func hasOddBreaks(b []byte) bool {
	for rest := b; ; {
		i := bytes.IndexByte(rest, '\r')
		if i < 0 {
			break
		}
		rest = rest[i+1:]
		if len(rest) == 0 || rest[0] != '\n' {
			return true
		}
	}
	return bytes.Contains(b, []byte("\u0085")) || bytes.Contains(b, []byte("\u2028")) || bytes.Contains(b, []byte("\u2029"))
}

// isItem reports whether a line starts with `- `.
func isItem(line []byte) bool {
	return len(line) == 1 || line[1] == ' ' || line[1] == '\n' || line[1] == '\r'
}

// keyLen returns the length of the plain key, followed by a colon and a space
// or the end of the line, at the start of the line; 0 if there is none.
func keyLen(line []byte) int {
	n := 0
	for n < len(line) && (isNameByte(line[n]) || line[n] == '.' || line[n] == '/') {
		n++
	}
	if n == len(line) || line[n] != ':' {
		return 0
	}
	if n+1 < len(line) && line[n+1] != ' ' && line[n+1] != '\n' && line[n+1] != '\r' {
		return 0
	}
	return n
}

// plainWord returns the value of a key if it is one plain word that is a
// string; dots, dashes and slashes are allowed in a version.
func plainWord(value []byte, version bool) ([]byte, bool) {
	for len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	n := 0
	for n < len(value) && (isNameByte(value[n]) && value[n] != '_' && (version || value[n] != '-') ||
		version && (value[n] == '.' || value[n] == '/')) {
		n++
	}
	word, rest := value[:n], value[n:]
	if n == 0 || !isLetter(word[0]) || maybeWord(word[0]) && resolve(string(word)).kind != String {
		return nil, false
	}
	text := trimBlanks(rest)
	// A comment needs a space before it: in `A#b` it is text.
	return word, len(text) == 0 || text[0] == '#' && rest[0] == ' '
}

// isLetter reports whether c is an ASCII letter.
func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
