package source

import (
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// lineTable holds where the lines of a document start as YAML counts them: CR,
// LF, CRLF, NEL, LS and PS all end a line. Columns count code points, so of the
// lines that are long it holds where every columnStep-th column starts too: JSON
// may have all of a document on one line.
type lineTable struct {
	once    sync.Once
	starts  []int
	columns map[int][]int
}

const columnStep = 256

// lineStart returns the offset in t.src of the first byte of a line, counted
// from 1, clamped to the text.
func (t *tree) lineStart(line int) int {
	t.lines.once.Do(func() { t.lines.build(t.src) })
	if line < 1 {
		return 0
	}
	if line > len(t.lines.starts) {
		return len(t.src)
	}
	return t.lines.starts[line-1]
}

// start returns the offset in t.src at which n starts, its anchor and tag
// included. yaml.v3 counts columns in code points.
func (t *tree) start(n *yaml.Node) int {
	at, col := t.lineStart(n.Line), 1
	if marks := t.lines.columns[n.Line]; len(marks) > 0 && n.Column > columnStep {
		i := min((n.Column-1)/columnStep, len(marks)) - 1
		at, col = marks[i], (i+1)*columnStep+1
	}
	for ; col < n.Column && at < len(t.src); col++ {
		if t.src[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRune(t.src[at:])
		at += size
	}
	return at
}

func (l *lineTable) build(src []byte) {
	l.starts = yamlLines(src)
	for i, from := range l.starts {
		to := len(src)
		if i+1 < len(l.starts) {
			to = l.starts[i+1]
		}
		if to-from <= 4*columnStep {
			continue
		}
		var marks []int
		for at, col := from, 1; at < to; col++ {
			if col > 1 && (col-1)%columnStep == 0 {
				marks = append(marks, at)
			}
			_, size := utf8.DecodeRune(src[at:])
			at += size
		}
		if l.columns == nil {
			l.columns = map[int][]int{}
		}
		l.columns[i+1] = marks
	}
}

// yamlLines returns the offsets at which the lines of b start.
func yamlLines(b []byte) []int {
	starts := []int{0}
	for i := 0; i < len(b); {
		n := breakLen(b, i)
		if n == 0 {
			i++
			continue
		}
		i += n
		starts = append(starts, i)
	}
	return starts
}

// breakLen returns the length in bytes of the line break at b[i], 0 if there is
// none.
func breakLen(b []byte, i int) int {
	switch b[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(b) && b[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2: // NEL
		if i+1 < len(b) && b[i+1] == 0x85 {
			return 2
		}
	case 0xE2: // LS, PS
		if i+2 < len(b) && b[i+1] == 0x80 && (b[i+2] == 0xA8 || b[i+2] == 0xA9) {
			return 3
		}
	}
	return 0
}

// spaceLen returns the length in bytes of the blank or line break at b[i], 0 if
// there is none.
func spaceLen(b []byte, i int) int {
	if b[i] == ' ' || b[i] == '\t' {
		return 1
	}
	return breakLen(b, i)
}
