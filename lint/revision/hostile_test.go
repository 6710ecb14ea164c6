package revision

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"strings"
	"testing"
)

// says holds an error to its words.
func says(t *testing.T, what string, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%s: %q does not say %q", what, err, w)
		}
	}
}

func TestHostileNames(t *testing.T) {
	c := craft(t)
	blob := c.object("blob", []byte("x"))
	for _, name := range []string{"..", ".", "", ".git", ".GIT", "a/b", "/etc", "../x", "a\x00b"} {
		c.head(c.object("tree", tree("100644 "+name, blob)))
		_, err := Open(c.dir, "main")
		says(t, name, err, "object ", "cannot be read", "git fsck")
	}
	for what, content := range map[string][]byte{
		"twice":        tree("100644 a", blob, "100644 a", blob),
		"twice apart":  tree("100644 a", blob, "100644 a.b", blob, "40000 a", blob),
		"mode":         tree("100000 a", blob),
		"no mode":      tree("a", blob),
		"cut":          tree("100644 a", blob[:19]),
		"no hash":      []byte("100644 a"),
		"device":       tree("60000 a", blob),
		"not a tree":   []byte("tree\n"),
		"long mode":    tree(strings.Repeat("0", 1000)+"100644 a", blob),
		"other spaces": tree("100644\ta", blob),
	} {
		c.head(c.object("tree", content))
		_, err := Open(c.dir, "main")
		says(t, what, err, "cannot be read")
	}
}

// TestHostileNested: what stands deeper than the root is judged when it is read.
func TestHostileNested(t *testing.T) {
	c := craft(t)
	blob := c.object("blob", []byte("x"))
	bad := c.object("tree", tree("100644 ..", blob))
	gone := id(strings.Repeat("\xee", 20))
	c.head(c.object("tree", tree("40000 bad", bad, "100644 fine", blob, "100644 gone", gone, "40000 notree", blob, "100644 notblob", bad)))
	tree, err := Open(c.dir, "main")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := fs.ReadFile(tree.FS(), "fine"); err != nil || string(b) != "x" {
		t.Error(string(b), err)
	}
	for _, name := range []string{"bad", "bad/..", "bad/x", "gone", "notree/x", "notblob"} {
		_, err := fs.ReadFile(tree.FS(), name)
		says(t, name, err)
	}
	_, err = fs.ReadDir(tree.FS(), "notree")
	says(t, "notree", err, "a blob where a directory was expected")
	_, err = fs.ReadFile(tree.FS(), "gone")
	says(t, "gone", err, "missing", "git fsck")
}

func TestHostileObjects(t *testing.T) {
	c := craft(t)
	blob := []byte("kind: NetworkPolicy\n")
	at := hash("blob", blob, 20)
	c.head(c.object("tree", tree("100644 a.yaml", at)))
	whole := deflated([]byte(fmt.Sprintf("blob %d\x00%s", len(blob), blob)))
	for what, content := range map[string][]byte{
		"empty":          {},
		"no zlib":        []byte("blob 3\x00abc"),
		"cut":            whole[:len(whole)-6],
		"no checksum":    whole[:len(whole)-4],
		"another":        deflated([]byte("blob 3\x00abc")),
		"another kind":   deflated([]byte(fmt.Sprintf("tree %d\x00%s", len(blob), blob))),
		"unknown kind":   deflated([]byte(fmt.Sprintf("blub %d\x00%s", len(blob), blob))),
		"longer":         deflated([]byte("blob 5\x00" + string(blob))),
		"shorter":        deflated([]byte("blob 500\x00" + string(blob))),
		"negative":       deflated([]byte("blob -1\x00" + string(blob))),
		"huge":           deflated([]byte("blob 99999999999999999999\x00" + string(blob))),
		"no size":        deflated([]byte("blob \x00" + string(blob))),
		"endless header": deflated(bytes.Repeat([]byte("blob "), 1000)),
		"only header":    deflated([]byte("blob 3")),
	} {
		c.raw(at, content)
		tree, err := Open(c.dir, "main")
		if err != nil {
			t.Fatal(err)
		}
		_, err = fs.ReadFile(tree.FS(), "a.yaml")
		says(t, what, err, at.String(), "cannot be read")
	}
	c.raw(at, deflated([]byte("blob 300000000\x00"+string(blob))))
	tree, err := Open(c.dir, "main")
	if err != nil {
		t.Fatal(err)
	}
	_, err = fs.ReadFile(tree.FS(), "a.yaml")
	says(t, "large", err, "larger than 256 MiB")
	c.raw(at, whole)
	if b, err := fs.ReadFile(tree.FS(), "a.yaml"); err != nil || !bytes.Equal(b, blob) {
		t.Error(string(b), err)
	}
}

func TestHostilePacks(t *testing.T) {
	one, two := id(strings.Repeat("\x11", 20)), id(strings.Repeat("\x22", 20))
	copyAll := delta(4, 4, 0x90, 4)
	for what, entries := range map[string][]packed{
		"hash deltas in a circle": {{at: one, kind: hashDelta, base: two, content: copyAll}, {at: two, kind: hashDelta, base: one, content: copyAll}},
		"of itself":               {{at: one, kind: hashDelta, base: one, content: copyAll}},
		"of itself by offset":     {{at: one, kind: offsetDelta, back: 0, content: copyAll}},
		"before the start":        {{at: one, kind: offsetDelta, back: 12, content: copyAll}},
		"far before the start":    {{at: one, kind: offsetDelta, back: 1 << 40, content: copyAll}},
		"of another pack":         {{at: one, kind: hashDelta, base: two, content: copyAll}},
		"kind 0":                  {{at: one, kind: 0, content: []byte("abcd")}},
		"kind 5":                  {{at: one, kind: 5, content: []byte("abcd")}},
		"another object":          {{at: one, kind: 3, content: []byte("abcd")}},
		"claims less":             {{at: one, kind: 3, claims: 2, content: []byte("abcd")}},
		"claims more":             {{at: one, kind: 3, claims: 200 << 20, content: []byte("abcd")}},
		"claims too much":         {{at: one, kind: 3, claims: 1 << 40, content: []byte("abcd")}},
		"claims the most":         {{at: one, kind: 3, claims: 1<<62 + 5, content: []byte("abcd")}},
	} {
		c := craft(t)
		pack, idx := makePack(entries...)
		c.write("objects/pack/pack-1.pack", pack)
		c.write("objects/pack/pack-1.idx", idx)
		c.write("refs/heads/main", []byte(one.String()))
		_, err := Open(c.dir, "main")
		if what == "claims too much" {
			says(t, what, err, "larger than 256 MiB")
			continue
		}
		says(t, what, err, "object 1111", "git fsck")
		if strings.Contains(what, "circle") || what == "of itself" {
			says(t, what, err, "build on each other")
		}
		_, err = Open(c.dir, "1111")
		says(t, what, err)
	}
	for what, idx := range map[string][]byte{"empty": nil, "short": []byte("\xfftOc\x00\x00\x00\x02"), "old": make([]byte, 2000), "new": append([]byte("\xfftOc\x00\x00\x00\x03"), make([]byte, 2000)...)} {
		c := craft(t)
		pack, _ := makePack()
		c.write("objects/pack/pack-1.pack", pack)
		c.write("objects/pack/pack-1.idx", idx)
		_, err := Open(c.dir, "main")
		says(t, what, err, "pack-1", "index")
	}
}

// TestHostileDeltas: what a delta claims takes neither memory nor time.
func TestHostileDeltas(t *testing.T) {
	base := []byte("0123456789")
	for what, d := range map[string][]byte{
		"empty":         {},
		"other base":    delta(9, 1, 1, 'x'),
		"no op":         delta(10, 1, 0),
		"past the base": delta(10, 11, 0x91, 5, 6),
		"far past":      delta(10, 11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
		"cut":           delta(10, 10, 0x91),
		"cut text":      delta(10, 10, 20, 'x'),
		"too long":      delta(10, 3, 0x90, 10),
		"too short":     delta(10, 30, 0x90, 10),
		"too much":      delta(10, 1<<40, 0x90, 10),
		"endless":       bytes.Repeat([]byte{0xff}, 30),
	} {
		_, err := patch(base, d)
		says(t, what, err)
	}
	if got, err := patch(base, delta(10, 5, 0x91, 3, 2, 3, 'a', 'b', 'c')); err != nil || string(got) != "34abc" {
		t.Errorf("%q, %v", got, err)
	}
	// A chain in which each link makes the object larger, up to the limit.
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	content := make([]byte, 1<<20)
	var ops []byte
	for range 1024 {
		ops = append(ops, 0xe0, 0, 0x10) // copy 1 MiB
	}
	_, err := patch(content, delta(1<<20, 1<<30, ops...))
	says(t, "1 GiB", err, "larger than 256 MiB")
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("took %d bytes", n)
	}
}

// TestHostileDepth: a tree may hold more files than atoms, of a few bytes.
func TestHostileDepth(t *testing.T) {
	c := craft(t)
	at := c.object("tree", tree("100644 a", c.object("blob", nil)))
	for range 12 {
		entries := []any{}
		for i := range 10 {
			entries = append(entries, fmt.Sprint("40000 ", i), at)
		}
		at = c.object("tree", tree(entries...))
	}
	c.head(at)
	tree, err := Open(c.dir, "main")
	if err != nil {
		t.Fatal(err)
	}
	tree.files.listed = maxListed - 1000
	err = fs.WalkDir(tree.FS(), ".", func(_ string, _ fs.DirEntry, err error) error { return err })
	says(t, "walk", err, "lists more than")
	// One file is found all the same.
	if _, err := fs.Stat(tree.FS(), path.Join("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "1", "a")); err != nil {
		t.Error(err)
	}
}

func TestHostileReferences(t *testing.T) {
	c := craft(t)
	c.head(c.object("tree", nil))
	for name, text := range map[string]string{
		"refs/heads/self":    "ref: refs/heads/self",
		"refs/heads/outside": "ref: ../../outside",
		"refs/heads/up":      "ref: refs/../../outside",
		"refs/heads/config":  "ref: config",
		"refs/heads/empty":   "",
		"refs/heads/zeros":   strings.Repeat("\x00", 1000),
		"refs/heads/short":   "abcd",
	} {
		c.write(name, []byte(text))
		_, err := Open(c.dir, name)
		says(t, name, err, "no branch, tag or commit")
	}
	c.write("refs/heads/missing", []byte(strings.Repeat("ab", 20)))
	_, err := Open(c.dir, "missing")
	says(t, "missing", err, "missing", "git fsck")
	c.write("config", []byte("[core]\n\tbare = false\n[extensions]\n\tobjectFormat = blake3\n"))
	_, err = Open(c.dir, "main")
	says(t, "format", err, "blake3", "give directories")
	c.write("config", []byte("[Extensions]\n\trefstorage = reftable\n"))
	_, err = Open(c.dir, "nothing")
	says(t, "reftable", err, "git rev-parse")
}
