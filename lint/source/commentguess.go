package source

import "bytes"

// guessTexts finds, in a document that does not parse, what is no place for a
// comment: quoted text on one line, block scalars by their indentation, the actions
// of templates. Comments of templates are among them, marked as such.
func guessTexts(d *Document) []text {
	var out []text
	b := d.File.Bytes
	lastClose := d.Start + bytes.LastIndex(d.Bytes(), []byte("}}"))
	scalar := -1 // the indentation of the line whose block scalar goes on, or -1
	for at := d.Start; at < d.End; {
		line, _ := cutLine(b[at:d.End])
		end := at + len(line)
		content := trimBlanks(line)
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if scalar >= 0 {
			if len(content) == 0 || indent > scalar {
				if !bytes.HasPrefix(content, []byte("{{")) {
					out = append(out, text{start: at, end: end})
					at = end
					continue
				}
			} else {
				scalar = -1
			}
		}
		comment := false
		quote := byte(0)
		for i := at; i < end && !comment; i++ {
			switch {
			case quote != 0:
				if b[i] == '\\' && quote == '"' {
					i++
				} else if b[i] == quote {
					quote = 0
					out[len(out)-1].end = i + 1
				}
			case bytes.HasPrefix(b[i:d.End], []byte("{{")):
				t := action(b, i, lastClose, d.End)
				out = append(out, t)
				if t.end > end {
					line, _ = cutLine(b[t.end:d.End])
					end = t.end + len(line)
				}
				i = t.end - 1
			case (b[i] == '"' || b[i] == '\'') && (i == at || bytes.IndexByte([]byte(" \t[{(,:"), b[i-1]) >= 0):
				quote = b[i]
				out = append(out, text{start: i, end: end})
			case b[i] == '#' && (i == at || isBlank(b[i-1])):
				comment = true
				content = trimBlanks(b[at:i])
			}
		}
		if opensBlock(content) {
			scalar = indent
		}
		at = end
	}
	return out
}

// action returns the action of a template that begins at offset at. It searches for
// the end only up to the last one there is, as nothing may close many that are opened.
func action(b []byte, at, lastClose, end int) text {
	rest := bytes.TrimLeft(bytes.TrimPrefix(b[at+2:end], []byte("-")), " \t\r\n")
	if bytes.HasPrefix(rest, []byte("/*")) {
		if i := bytes.Index(b[at:end], []byte("*/")); i >= 0 {
			if j := bytes.Index(b[at+i:end], []byte("}}")); j >= 0 {
				return text{start: at, end: at + i + j + 2, template: true}
			}
		}
		return text{start: at, end: end}
	}
	if at < lastClose {
		return text{start: at, end: at + bytes.Index(b[at:end], []byte("}}")) + 2}
	}
	return text{start: at, end: at + 2}
}

// opensBlock reports whether a line, without its comment, ends with the header of a
// block scalar.
func opensBlock(line []byte) bool {
	header := bytes.TrimRight(line, "+-0123456789")
	if n := len(header); n > 0 && (header[n-1] == '|' || header[n-1] == '>') {
		before := header[:n-1]
		return len(before) > 1 && before[len(before)-1] == ' ' &&
			bytes.IndexByte([]byte(":-"), trimBlanks(before)[max(0, len(trimBlanks(before))-1)]) >= 0
	}
	return false
}
