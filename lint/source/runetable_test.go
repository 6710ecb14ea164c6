package source

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestRuneCount: a table gives the same columns as counting does, also in text that
// is no UTF-8.
func TestRuneCount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	pieces := []string{"a", "é", "名", "🚀", "\xff", "\xc3", "\xf0\x9f", "bcd"}
	var b strings.Builder
	for range 20_000 {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	line := b.String()
	f := NewFile("a", []byte("first\n"+line+"\nlast"))
	for range 2000 {
		at := r.IntN(len(line) + 1)
		want := Position{Line: 2, Column: utf8.RuneCountInString(line[:at]) + 1}
		if got := f.Position(len("first\n") + at); got != want {
			t.Fatalf("offset %d of the line is %v, want %v", at, got, want)
		}
	}
}
