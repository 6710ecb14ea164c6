package report

import "strings"

// blockKind is what a block of a page is.
type blockKind int

const (
	paragraph blockKind = iota
	title
	heading
	fenced
	table
	listItem
)

// block is one block of a page. The lines of paragraphs and list items are
// joined; those of code and tables are kept.
type block struct {
	kind   blockKind
	marker string // of a list item: "-" or "1."; of code: what it is an example of
	text   string
}

// blocks splits a page.
func blocks(markdown string) []block {
	var out []block
	open := false // the last block takes more lines
	lines := strings.Split(markdown, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], " \t\r")
		trimmed := strings.TrimLeft(line, " ")
		marker, item, isItem := cutMarker(trimmed)
		switch {
		case trimmed == "":
			open = false
		case strings.HasPrefix(trimmed, "```"):
			code := block{kind: fenced}
			// "```yaml flagged": the language, and what it is an example of.
			_, code.marker, _ = strings.Cut(strings.TrimLeft(trimmed, "`"), " ")
			code.text, i = fence(lines, i)
			out, open = append(out, code), false
		case strings.HasPrefix(line, "# "):
			out, open = append(out, block{kind: title, text: line[2:]}), false
		case strings.HasPrefix(line, "#"):
			out, open = append(out, block{kind: heading, text: strings.TrimLeft(line, "# ")}), false
		case strings.HasPrefix(trimmed, "|"):
			if open && out[len(out)-1].kind == table {
				out[len(out)-1].text += "\n" + trimmed
			} else {
				out, open = append(out, block{kind: table, text: trimmed}), true
			}
		case isItem:
			out, open = append(out, block{kind: listItem, marker: marker, text: item}), true
		case open && out[len(out)-1].kind != table:
			out[len(out)-1].text += " " + trimmed
		default:
			out, open = append(out, block{kind: paragraph, text: trimmed}), true
		}
	}
	return out
}

// fence returns the code of the fenced block that starts at lines[at], without
// the indentation of its fence, and the index of its last line.
func fence(lines []string, at int) (code string, last int) {
	opening := strings.TrimLeft(lines[at], " ")
	indent := lines[at][:len(lines[at])-len(opening)]
	var out []string
	for i := at + 1; i < len(lines); i++ {
		if strings.HasPrefix(strings.TrimSpace(lines[i]), "```") {
			return strings.Join(out, "\n"), i
		}
		out = append(out, strings.TrimRight(strings.TrimPrefix(lines[i], indent), " \t\r"))
	}
	return strings.Join(out, "\n"), len(lines) - 1
}

// cutMarker splits the marker of a list item from its text.
func cutMarker(line string) (marker, text string, ok bool) {
	marker, text, ok = strings.Cut(line, " ")
	if !ok {
		return "", "", false
	}
	if marker == "-" || marker == "*" {
		return "-", strings.TrimLeft(text, " "), true
	}
	number, dotted := strings.CutSuffix(marker, ".")
	if dotted && number != "" && len(number) < 3 && strings.Trim(number, "0123456789") == "" {
		return marker, strings.TrimLeft(text, " "), true
	}
	return "", "", false
}
