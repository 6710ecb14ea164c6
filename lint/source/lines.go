package source

import (
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// lineTable holds where the lines of a document start as YAML counts them: CR,
// LF, CRLF, NEL, LS and PS all end a line.
type lineTable struct {
	once   sync.Once
	starts []int
}

// lineStart returns the offset in t.src of the first byte of a line, counted
// from 1, clamped to the text.
func (t *tree) lineStart(line int) int {
	t.lines.once.Do(func() { t.lines.starts = yamlLines(t.src) })
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
	at := t.lineStart(n.Line)
	for col := 1; col < n.Column && at < len(t.src); col++ {
		if t.src[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRune(t.src[at:])
		at += size
	}
	return at
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
