package source

import (
	"bytes"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Comment is a comment that begins with a mark, or a part of one: a second "#"
// between blanks begins a new part, as tools that read comments share lines.
type Comment struct {
	// Span is the text from the mark on, without the blanks after it.
	Span Span
	// Line is where it stands.
	Line int
	// Alone is set where the line holds nothing else. Below is the line then that the
	// block of comments stands directly above; 0 where an empty line or the end of the
	// file follows it.
	Alone bool
	Below int
	// Template is set for a comment of a template engine, {{/* */}}, which is in no
	// output of it.
	Template bool
}

// Comments finds the comments of a file that begin with the mark. A file in which
// the mark does not stand costs a search for it and nothing more.
//
// What looks like a comment inside of a quoted or a block scalar is text. Of a
// document that does not parse, as the template of a chart, that is told by its
// lines, and comments of templates count too.
func Comments(f *File, mark string) []Comment {
	if !bytes.Contains(f.Bytes, []byte(mark)) {
		return nil
	}
	c := commenter{file: f, mark: []byte(mark)}
	at := 0
	for _, d := range Split(f) {
		c.part(at, d.Start, nil)
		c.document(d)
		at = d.End
	}
	c.part(at, len(f.Bytes), nil)
	return c.found
}

// commenter collects the comments of one file.
type commenter struct {
	file  *File
	mark  []byte
	found []Comment
}

// document looks through one document.
func (c *commenter) document(d *Document) {
	if !bytes.Contains(d.Bytes(), c.mark) {
		return
	}
	// Where the root ends early, most likely in a template, the rest is not parsed.
	if t, err := parse(d); err == nil && t.node(t.root).Rest().IsZero() {
		c.part(d.Start, d.End, t.texts())
		return
	}
	c.part(d.Start, d.End, guessTexts(d))
}

// text is a run of bytes, by their offset in the file, in which "#" begins no
// comment. Template is set for one that is itself a comment of a template.
type text struct {
	start, end int
	template   bool
}

// texts returns the quoted and the block scalars of a document, in order.
func (t *tree) texts() []text {
	var out []text
	base := t.doc.Start + t.base
	walk(t.root, func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Style&notPlain == 0 {
			return
		}
		start, end := t.extent(n)
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			// A comment may follow the header.
			for start < end && breakLen(t.src, start) == 0 {
				start++
			}
		}
		out = append(out, text{start: base + start, end: base + end})
	})
	slices.SortFunc(out, func(a, b text) int { return a.start - b.start })
	return out
}

// part looks through the lines of the file from start to end, both between lines or
// at a marker of documents. Comments stand outside of texts, which are in order.
func (c *commenter) part(start, end int, texts []text) {
	b := c.file.Bytes[start:end]
	if !bytes.Contains(b, c.mark) {
		return
	}
	first := len(c.found)
	line := c.file.Position(start).Line
	from := line
	const empty, comment, other = 0, 1, 2
	var kinds []byte
	next := 0 // the first text that may end behind the line
	for at := start; at < end; line++ {
		rest, _ := cutLine(c.file.Bytes[at:end])
		stop := at + len(rest)
		for next < len(texts) && texts[next].end <= at {
			next++
		}
		found, inside := c.line(at, stop, line, texts[next:])
		blank := trimBlanks(rest)
		kind := byte(other)
		switch {
		case len(blank) == 0:
			kind = empty
		case inside, found >= 0 && len(trimBlanks(c.file.Bytes[at:found])) == 0:
			kind = comment
		}
		for i := len(c.found) - 1; i >= first && c.found[i].Line == line; i-- {
			c.found[i].Alone = kind == comment
		}
		kinds = append(kinds, kind)
		at = stop
	}
	below := make([]int, len(kinds)+1)
	for i := len(kinds) - 2; i >= 0; i-- {
		switch kinds[i+1] {
		case comment:
			below[i] = below[i+1]
		case other:
			below[i] = from + i + 1
		}
	}
	for i := first; i < len(c.found); i++ {
		if f := &c.found[i]; f.Alone {
			f.Below = below[f.Line-from]
		}
	}
}

// line looks for comments in a line. It returns where the first begins, -1 for none,
// and whether the line is nothing but a part of a comment of a template.
func (c *commenter) line(start, end, line int, texts []text) (at int, inside bool) {
	b := c.file.Bytes
	for i := start; i < end; i++ {
		for len(texts) > 0 && texts[0].end <= i {
			texts = texts[1:]
		}
		if len(texts) > 0 && texts[0].start <= i {
			t := texts[0]
			stop := min(t.end, end)
			if t.template {
				c.take(max(i, t.start), stop, line, true)
				inside = len(trimBlanks(b[start:i])) == 0 && len(trimBlanks(b[stop:end])) == 0
			}
			i = stop - 1
			continue
		}
		if b[i] == '#' && (i == start || b[i-1] == ' ' || b[i-1] == '\t' || i == 0) {
			c.take(i, end, line, false)
			return i, inside
		}
	}
	return -1, inside
}

// take adds the parts of a comment that begin with the mark.
func (c *commenter) take(start, end, line int, template bool) {
	b := c.file.Bytes
	if template {
		if i := bytes.Index(b[start:end], []byte("*/")); i >= 0 {
			end = start + i
		}
		if i := bytes.Index(b[start:end], []byte("/*")); i >= 0 {
			start += i + 2
		}
	}
	for start < end {
		for start < end && (isBlank(b[start]) || b[start] == '#') {
			start++
		}
		stop := end
		if i := bytes.Index(b[start:end], []byte(" # ")); i >= 0 {
			stop = start + i
		}
		if bytes.HasPrefix(b[start:stop], c.mark) {
			text := trimBlanks(b[start:stop])
			c.found = append(c.found, Comment{Span: Span{File: c.file, Start: start, End: start + len(text)}, Line: line, Template: template})
		}
		start = stop
	}
}
