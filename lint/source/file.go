package source

import (
	"bytes"
	"sort"
	"sync"
)

// bom is the UTF-8 byte order mark.
const bom = "\xef\xbb\xbf"

// File is a named run of bytes. The bytes must not change after [NewFile]. A
// File must not be copied; it is safe for concurrent use.
type File struct {
	Name  string
	Bytes []byte

	once  sync.Once
	lines []int // offset of the first byte of each line; nil until asked for
	runes runeTable
}

// NewFile returns a File over b, which it keeps.
func NewFile(name string, b []byte) *File {
	return &File{Name: name, Bytes: b}
}

// Position is a place in a file as people count: both numbers start at 1, and
// Column counts code points (a byte that is not UTF-8 counts as one). A byte
// order mark at the start of the file is not counted.
type Position struct {
	Line, Column int
}

// Position returns the line and column of a byte offset. An offset outside the
// file is clamped to it. A line ends at \n, so a \r before it is the last
// character of its line.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.Bytes))
	lines := f.table()
	i := sort.Search(len(lines), func(i int) bool { return lines[i] > offset })
	if i == 0 { // before the end of the byte order mark
		return Position{Line: 1, Column: 1}
	}
	return Position{Line: i, Column: f.runeCount(lines[i-1], offset) + 1}
}

// LineSpan returns the bytes of a line (counted from 1) without its line break
// (\n or \r\n). A line outside the file gives an empty span at its nearest end.
func (f *File) LineSpan(line int) Span {
	lines := f.table()
	if line < 1 {
		return Span{File: f, Start: lines[0], End: lines[0]}
	}
	if line > len(lines) {
		return Span{File: f, Start: len(f.Bytes), End: len(f.Bytes)}
	}
	start, end := lines[line-1], len(f.Bytes)
	if line < len(lines) {
		end = lines[line] - 1
	}
	if end > start && f.Bytes[end-1] == '\r' {
		end--
	}
	return Span{File: f, Start: start, End: end}
}

// table returns the offsets at which the lines start; there is at least one.
func (f *File) table() []int {
	f.once.Do(func() {
		b := f.Bytes
		lines := make([]int, 1, bytes.Count(b, []byte{'\n'})+1)
		if bytes.HasPrefix(b, []byte(bom)) {
			lines[0] = len(bom)
		}
		for at := 0; ; {
			i := bytes.IndexByte(b[at:], '\n')
			if i < 0 {
				break
			}
			at += i + 1
			lines = append(lines, at)
		}
		f.lines = lines
	})
	return f.lines
}
