package revision

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestIndex looks every hash up, of an index in which they are spread evenly and of
// one in which a stranger has crowded them.
func TestIndex(t *testing.T) {
	for _, crowded := range []bool{false, true} {
		g := rand.New(rand.NewPCG(5, 6))
		var entries []packed
		for i := range 3000 {
			var raw [20]byte
			for n := range raw {
				raw[n] = byte(g.Uint32())
			}
			raw[0] &= 3
			if crowded && i > 100 {
				raw[1], raw[2] = 200, 7
			}
			entries = append(entries, packed{at: id(raw[:]), kind: 3})
		}
		_, idx := makePack(entries...)
		x, err := readIndex(bytes.NewReader(idx), int64(len(idx)), 20)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(entries, func(a, b packed) int { return strings.Compare(string(a.at), string(b.at)) })
		for i, e := range entries {
			if n, err := x.search(string(e.at)); err != nil || n != int64(i) {
				t.Fatalf("%s is at %d, want %d (%v)", e.at, n, i, err)
			}
			// One more than a hash is not there, and stands before the next.
			last := binary.BigEndian.Uint64([]byte(e.at[12:]))
			absent := e.at[:12] + id(binary.BigEndian.AppendUint64(nil, last+1))
			if _, ok, err := x.find(absent); ok || err != nil {
				t.Fatalf("%s is found (%v)", absent, err)
			}
			found := map[id]bool{}
			if err := x.starting(e.at.String()[:9], found); err != nil || !found[e.at] {
				t.Fatalf("%s is not found by its start (%v)", e.at, err)
			}
		}
	}
}
