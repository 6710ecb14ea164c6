package revision

import "io"

// The kinds of entries of a pack that are no objects in full.
const (
	offsetDelta = 6
	hashDelta   = 7
)

// item is one entry of a pack.
type item struct {
	at, data int64 // where it starts, and where its compressed bytes do
	kind     byte
	size     int64 // of the bytes when uncompressed
	base     int64 // where the entry is to which it is a difference
}

func (i item) delta() bool { return i.kind == offsetDelta || i.kind == hashDelta }

// item reads the start of an entry.
func (p *pack) item(at int64) (item, error) {
	var buffer [64]byte // the two numbers have ten bytes at most, a hash 32
	if at < 12 || at >= p.end {
		return item{}, errPack
	}
	n, err := p.r.ReadAt(buffer[:min(int64(len(buffer)), p.end-at)], at)
	if err != nil && err != io.EOF {
		return item{}, err
	}
	b := &header{rest: buffer[:n]}
	first := b.next()
	i := item{at: at, kind: first >> 4 & 7, size: int64(first & 15)}
	for shift, c := 4, first; c >= 0x80; shift += 7 {
		c = b.next()
		if shift > 46 {
			return item{}, errPack // more than any object has
		}
		i.size |= int64(c&0x7f) << shift
	}
	switch i.kind {
	case 1, 2, 3, 4:
	case offsetDelta:
		c := b.next()
		back := int64(c & 0x7f)
		for c >= 0x80 {
			c = b.next()
			if back > 1<<48 {
				return item{}, errPack
			}
			back = (back+1)<<7 | int64(c&0x7f)
		}
		if back == 0 || back > at {
			return item{}, errPack
		}
		i.base = at - back
	case hashDelta:
		if len(b.rest) < p.index.hash {
			return item{}, errPack
		}
		base, ok, err := p.index.find(id(b.rest[:p.index.hash]))
		if err != nil || !ok {
			return item{}, errPack // a pack holds all that it builds on
		}
		i.base = base
		b.rest = b.rest[p.index.hash:]
	default:
		return item{}, errPack
	}
	if b.short {
		return item{}, errPack
	}
	i.data = at + int64(n-len(b.rest))
	return i, nil
}

// header is the start of an entry while it is read.
type header struct {
	rest  []byte
	short bool
}

func (h *header) next() byte {
	if len(h.rest) == 0 {
		h.short = true
		return 0
	}
	c := h.rest[0]
	h.rest = h.rest[1:]
	return c
}
