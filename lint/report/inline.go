package report

import "strings"

// word is what is never broken between two lines: its text with colours, and
// its width without them.
type word struct {
	text  string
	width int
}

// piece is a run of text in one style.
type piece struct {
	text       string
	code, bold bool
}

// words splits running text at its spaces, inline code aside.
func (p *pagePrinter) words(text string) []word {
	var out []word
	var current word
	end := func() {
		if current.width > 0 {
			out = append(out, current)
			current = word{}
		}
	}
	add := func(shown string, width int) {
		current.text += shown
		current.width += width
	}
	for _, piece := range pieces(text) {
		if piece.code {
			shown := piece.text
			if !p.on {
				shown = "`" + shown + "`"
			}
			add(p.code(shown), textWidth(shown))
			continue
		}
		for i, part := range strings.Split(piece.text, " ") {
			if i > 0 {
				end()
			}
			shown := part
			if piece.bold {
				shown = p.bold(part)
			}
			add(shown, textWidth(part))
		}
	}
	end()
	return out
}

// plain is inline Markdown without its marks.
func plain(text string) string {
	var b strings.Builder
	for _, piece := range pieces(text) {
		b.WriteString(piece.text)
	}
	return b.String()
}

// pieces reads inline code, bold, and links; all other marks are left as they
// are.
func pieces(text string) []piece {
	var out []piece
	var run strings.Builder
	bold := false
	flush := func() {
		if run.Len() > 0 {
			out = append(out, piece{text: run.String(), bold: bold})
			run.Reset()
		}
	}
	for text != "" {
		switch {
		case text[0] == '`':
			code, rest, closed := cutCode(text)
			if closed {
				flush()
				out = append(out, piece{text: code, code: true})
				text = rest
				continue
			}
		case strings.HasPrefix(text, "**"):
			flush()
			bold = !bold
			text = text[2:]
			continue
		case text[0] == '[':
			if label, target, rest, ok := cutLink(text); ok {
				text = label + target + rest
				continue
			}
		case strings.HasPrefix(text, "<http"):
			if url, rest, ok := strings.Cut(text[1:], ">"); ok {
				run.WriteString(url)
				text = rest
				continue
			}
		}
		run.WriteByte(text[0])
		text = text[1:]
	}
	flush()
	return out
}

// cutCode splits a code span from the text behind it. Its fence is any number of
// backquotes.
func cutCode(text string) (code, rest string, ok bool) {
	fence := text[:len(text)-len(strings.TrimLeft(text, "`"))]
	code, rest, ok = strings.Cut(text[len(fence):], fence)
	if len(fence) > 1 {
		code = strings.TrimSpace(code)
	}
	return code, rest, ok
}

// cutLink splits a link into its label and its address in brackets. The address
// is left out where it is the label, or leads to another page of the project.
func cutLink(text string) (label, target, rest string, ok bool) {
	label, rest, ok = strings.Cut(text[1:], "](")
	if !ok || strings.ContainsAny(label, "[]") {
		return "", "", "", false
	}
	url, rest, ok := strings.Cut(rest, ")")
	if !ok {
		return "", "", "", false
	}
	if strings.HasPrefix(url, "http") && url != label {
		target = " (" + url + ")"
	}
	return label, target, rest, true
}
