package source

import (
	"sort"
	"sync"
	"unicode/utf8"
)

// runeTable holds how many characters stand before some offsets of a file, so that
// a place far down a line is found without counting from its start: the line may
// be a file of megabytes, and asked for thousands of times.
type runeTable struct {
	once   sync.Once
	offset []int
	before []int // of each offset
}

// runeStep is how many bytes lie between the offsets of a table, or a few more.
const runeStep = 4 << 10

// runeCount returns the number of characters between two offsets of one line.
func (f *File) runeCount(from, to int) int {
	if to-from <= runeStep {
		return utf8.RuneCount(f.Bytes[from:to])
	}
	t := &f.runes
	t.once.Do(func() { t.fill(f.Bytes) })
	return t.count(f.Bytes, to) - t.count(f.Bytes, from)
}

func (t *runeTable) fill(b []byte) {
	count := 0
	for at := 0; at < len(b); {
		t.offset, t.before = append(t.offset, at), append(t.before, count)
		for end := at + runeStep; at < min(end, len(b)); count++ {
			_, size := utf8.DecodeRune(b[at:])
			at += size
		}
	}
}

// count returns the number of characters before an offset.
func (t *runeTable) count(b []byte, offset int) int {
	i := sort.SearchInts(t.offset, offset+1) - 1
	if i < 0 {
		return 0
	}
	return t.before[i] + utf8.RuneCount(b[t.offset[i]:offset])
}
