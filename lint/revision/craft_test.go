package revision

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// crafted is a repository made byte by byte, as git would make none.
type crafted struct {
	t   testing.TB
	dir string
}

func craft(t testing.TB) *crafted {
	t.Helper()
	c := &crafted{t, t.TempDir()}
	c.write("HEAD", []byte("ref: refs/heads/main\n"))
	c.write("objects/pack/empty", nil)
	return c
}

func (c *crafted) write(name string, content []byte) {
	c.t.Helper()
	p := filepath.Join(c.dir, ".git", name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(p, content, 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// object writes a loose object under the hash that it should have.
func (c *crafted) object(kind string, content []byte) id {
	c.t.Helper()
	at := hash(kind, content, 20)
	c.raw(at, deflated(append(fmt.Appendf(nil, "%s %d\x00", kind, len(content)), content...)))
	return at
}

// raw writes the bytes of a loose object as they are.
func (c *crafted) raw(at id, content []byte) {
	c.t.Helper()
	c.write("objects/"+at.String()[:2]+"/"+at.String()[2:], content)
}

// head makes a commit of a tree, and main it.
func (c *crafted) head(tree id) {
	c.t.Helper()
	at := c.object("commit", fmt.Appendf(nil, "tree %s\nauthor a <a@example.com> 1 +0000\ncommitter a <a@example.com> 1 +0000\n\nx\n", tree))
	c.write("refs/heads/main", []byte(at.String()+"\n"))
}

// tree is the content of a directory: mode and name of each entry, then what it is.
func tree(entries ...any) []byte {
	var out []byte
	for i := 0; i < len(entries); i += 2 {
		out = fmt.Appendf(out, "%s\x00%s", entries[i], string(entries[i+1].(id)))
	}
	return out
}

func deflated(content []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	z.Write(content)
	z.Close()
	return out.Bytes()
}

// packed is an entry of a crafted pack.
type packed struct {
	at      id
	kind    byte
	back    int64 // of an offset delta
	base    id    // of a hash delta
	claims  int64 // the size that it claims, if not its own
	content []byte
}

// makePack returns a pack, and its index, of entries sorted by hash.
func makePack(entries ...packed) (pack, idx []byte) {
	pack = binary.BigEndian.AppendUint32(append([]byte("PACK"), 0, 0, 0, 2), uint32(len(entries)))
	slices.SortStableFunc(entries, func(a, b packed) int { return bytes.Compare([]byte(a.at), []byte(b.at)) })
	idx = append([]byte("\xfftOc"), 0, 0, 0, 2)
	var names, offsets []byte
	for i := range 256 {
		n := 0
		for _, e := range entries {
			if int(e.at[0]) <= i {
				n++
			}
		}
		idx = binary.BigEndian.AppendUint32(idx, uint32(n))
	}
	for _, e := range entries {
		names = append(names, e.at...)
		offsets = binary.BigEndian.AppendUint32(offsets, uint32(len(pack)))
		size := int64(len(e.content))
		if e.claims != 0 {
			size = e.claims
		}
		b := e.kind<<4 | byte(size&15)
		for size >>= 4; size > 0; size >>= 7 {
			pack = append(pack, b|0x80)
			b = byte(size & 0x7f)
		}
		pack = append(pack, b)
		switch e.kind {
		case offsetDelta:
			back := []byte{byte(e.back & 0x7f)}
			for n := e.back >> 7; n > 0; n >>= 7 {
				n--
				back = append([]byte{byte(n&0x7f) | 0x80}, back...)
			}
			pack = append(pack, back...)
		case hashDelta:
			pack = append(pack, e.base...)
		}
		pack = append(pack, deflated(e.content)...)
	}
	idx = append(idx, names...)
	idx = append(idx, make([]byte, 4*len(entries))...)
	idx = append(idx, offsets...)
	return append(pack, make([]byte, 20)...), append(idx, make([]byte, 40)...)
}

// delta returns a delta of operations, and the sizes that it claims.
func delta(from, to int64, ops ...byte) []byte {
	var out []byte
	for _, n := range []int64{from, to} {
		for ; n >= 0x80; n >>= 7 {
			out = append(out, byte(n)|0x80)
		}
		out = append(out, byte(n))
	}
	return append(out, ops...)
}
