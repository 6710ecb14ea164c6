package revision

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
)

// FuzzPack: whatever a pack and its index hold, objects are read or refused, and the
// size that is told is that of what is read.
func FuzzPack(f *testing.F) {
	one, two, three := id(strings.Repeat("\x11", 20)), id(strings.Repeat("\x22", 20)), id(strings.Repeat("\x33", 20))
	for _, entries := range [][]packed{
		{{at: one, kind: 3, content: []byte("0123456789")}, {at: two, kind: hashDelta, base: one, content: delta(10, 5, 0x91, 3, 2, 3, 'a', 'b', 'c')}, {at: three, kind: hashDelta, base: two, content: delta(5, 2, 0x90, 2)}},
		{{at: one, kind: hashDelta, base: two, content: delta(4, 4, 0x90, 4)}, {at: two, kind: hashDelta, base: one, content: delta(4, 4, 0x90, 4)}},
		{{at: one, kind: 2, content: nil}, {at: two, kind: offsetDelta, back: 9, content: delta(0, 1, 1, 'x')}},
	} {
		pack, idx := makePack(entries...)
		f.Add(pack, idx)
	}
	f.Fuzz(func(t *testing.T, content, idx []byte) {
		x, err := readIndex(bytes.NewReader(idx), int64(len(idx)), 20)
		if err != nil {
			return
		}
		p := &pack{r: bytes.NewReader(content), end: int64(len(content)) - 20, index: x}
		var z inflaters
		var kept bases
		for n := range min(x.count, 20) {
			name, err := x.name(n)
			if err != nil {
				t.Fatal("a name of those that are counted: ", err)
			}
			if err := x.starting(name.String()[:5], map[id]bool{}); err != nil {
				t.Fatal(err)
			}
			at, ok, err := x.find(name)
			if err != nil || !ok {
				continue
			}
			_, got, err := p.read(at, &z, &kept)
			if err != nil {
				continue
			}
			if size, err := p.length(at, &z); err != nil || size != int64(len(got)) {
				t.Fatalf("%d bytes, said to be %d (%v)", len(got), size, err)
			}
		}
	})
}

// FuzzDelta: a delta makes what it says, or nothing.
func FuzzDelta(f *testing.F) {
	f.Add([]byte("0123456789"), delta(10, 5, 0x91, 3, 2, 3, 'a', 'b', 'c'))
	f.Add([]byte("0123456789"), delta(10, 1<<40, 0xff))
	f.Fuzz(func(t *testing.T, base, d []byte) {
		out, err := patch(base, d)
		if err != nil {
			return
		}
		from, rest, _ := number(d)
		to, _, _ := number(rest)
		if from != int64(len(base)) || to != int64(len(out)) {
			t.Fatalf("%d to %d bytes, said to be %d to %d", len(base), len(out), from, to)
		}
	})
}

// FuzzObject: of loose objects, trees and commits, what is read is in order.
func FuzzObject(f *testing.F) {
	f.Add(deflated([]byte("blob 3\x00abc")))
	f.Add(tree("100644 a", id(strings.Repeat("\x11", 20)), "40000 b", id(strings.Repeat("\x22", 20))))
	f.Add([]byte("tree " + strings.Repeat("11", 20) + "\nparent " + strings.Repeat("22", 20) + "\ncommitter a <b> 12 +0000\n\nx"))
	f.Fuzz(func(t *testing.T, content []byte) {
		var pool inflaters
		if z, err := pool.open(bytes.NewReader(content)); err == nil {
			if _, size, err := looseHeader(z); err == nil {
				if got, err := z.exactly(size); err == nil && int64(len(got)) != size {
					t.Fatalf("%d bytes of %d", len(got), size)
				}
			}
		}
		if entries, err := parseTree(content, 20); err == nil {
			for _, e := range entries {
				if len(e.id) != 20 || strings.ContainsAny(e.name, "/\x00") || e.name == ".." || e.name == "." || e.name == "" {
					t.Fatalf("%+v", e)
				}
			}
		}
		if c, err := parseCommit(content, 20); err == nil && len(c.tree) != 20 {
			t.Fatalf("%+v", c)
		}
	})
}

// FuzzRevision: no word leads out of the repository, or ends the process.
func FuzzRevision(f *testing.F) {
	for _, word := range []string{"HEAD", "@~1^2", "main^{commit}", "refs/heads/../x", "a..b", "1111"} {
		f.Add(word)
	}
	c := craft(f)
	c.head(c.object("tree", nil))
	f.Fuzz(func(t *testing.T, word string) {
		if tree, err := Open(c.dir, word); err == nil && tree.Prefix() != "." {
			t.Fatal(tree.Prefix())
		}
		if validReference(word) && (!fs.ValidPath(word) || strings.Contains(word, "..")) {
			t.Fatalf("%q", word)
		}
		if old, new, _, ok := Split(word); ok && (strings.Contains(old, "..") || strings.Contains(new, "..")) {
			t.Fatalf("%q is %q and %q", word, old, new)
		}
	})
}
