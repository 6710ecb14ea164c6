package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// WriteJSON prints a value as indented JSON of printable characters only. A
// reader gets the strings back as they were: what [Sanitize] would change is
// written as a JSON escape.
func WriteJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	_, err := w.Write(escapeJSON(b.Bytes()))
	return err
}

// escapeJSON replaces the characters of JSON text that are not fit to be shown.
// All of them stand inside strings, as JSON's own syntax is plain ASCII.
func escapeJSON(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for at := 0; at < len(text); {
		c := text[at]
		if c == '\n' || ' ' <= c && c <= '~' && c != '#' {
			out = append(out, c)
			at++
			continue
		}
		r, size := utf8.DecodeRune(text[at:])
		switch {
		case c == '#' && !opensCommand(string(text[at:min(len(text), at+maxCommand)])), c != '#' && printable(r):
			out = append(out, text[at:at+size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		at += size
	}
	return out
}

// maxCommand is how far the opening of a CI command is looked for.
const maxCommand = 64
