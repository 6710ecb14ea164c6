package revision

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// The kinds of entries of a pack that are no objects in full.
const (
	offsetDelta = 6
	hashDelta   = 7
)

var errPack = errors.New("the pack is damaged")

// pack is a file of many objects, most of them given as the difference to another.
type pack struct {
	name  string
	r     io.ReaderAt
	end   int64 // where the entries end
	index *index
	files []io.Closer
}

func openPack(name string, hash int) (p *pack, err error) {
	p = &pack{name: name}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	var sizes [2]int64
	var opened [2]*os.File
	for i, ext := range []string{".idx", ".pack"} {
		f, err := os.Open(name + ext)
		if err != nil {
			return p, err
		}
		p.files = append(p.files, f)
		info, err := f.Stat()
		if err != nil {
			return p, err
		}
		opened[i], sizes[i] = f, info.Size()
	}
	if p.index, err = readIndex(opened[0], sizes[0], hash); err != nil {
		return p, fmt.Errorf("%s.idx: %w", name, err)
	}
	p.r, p.end = opened[1], sizes[1]-int64(hash)
	return p, nil
}

func (p *pack) close() error {
	var first error
	for _, f := range p.files {
		if err := f.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

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

// open returns a reader of the bytes of an entry.
func (p *pack) open(i item, z *inflaters) (*inflater, error) {
	return z.open(io.NewSectionReader(p.r, i.data, p.end-i.data))
}

// bytes returns the bytes of an entry: the object, or its difference to another.
func (p *pack) bytes(i item, z *inflaters) ([]byte, error) {
	f, err := p.open(i, z)
	if err != nil {
		return nil, err
	}
	defer z.close(f)
	return f.exactly(i.size)
}

// read returns the object at an offset. Chains are followed by a loop: their length
// is the stranger's choice.
func (p *pack) read(at int64, z *inflaters, kept *bases) (string, []byte, error) {
	var chain []item
	var o object
	for {
		var ok bool
		if o, ok = kept.get(place{p, at}); ok {
			break
		}
		i, err := p.item(at)
		if err != nil {
			return "", nil, err
		}
		if !i.delta() {
			o.kind = [...]string{1: "commit", 2: "tree", 3: "blob", 4: "tag"}[i.kind]
			if o.content, err = p.bytes(i, z); err != nil {
				return "", nil, err
			}
			break
		}
		if chain = append(chain, i); len(chain) > maxChain {
			return "", nil, fmt.Errorf("more than %d deltas build on each other", maxChain)
		}
		at = i.base
	}
	work := int64(0)
	for n := len(chain) - 1; n >= 0; n-- {
		kept.put(place{p, chain[n].base}, o)
		delta, err := p.bytes(chain[n], z)
		if err != nil {
			return "", nil, err
		}
		if o.content, err = patch(o.content, delta); err != nil {
			return "", nil, err
		}
		if work += int64(len(delta) + len(o.content)); work > maxWork {
			return "", nil, fmt.Errorf("its deltas make more than %d GiB", int64(maxWork)>>30)
		}
	}
	return o.kind, o.content, nil
}

// length returns the size of the object at an offset.
func (p *pack) length(at int64, z *inflaters) (int64, error) {
	i, err := p.item(at)
	if err != nil || !i.delta() {
		return i.size, err
	}
	f, err := p.open(i, z)
	if err != nil {
		return 0, err
	}
	defer z.close(f)
	var start [20]byte
	n, err := io.ReadFull(f.z, start[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 0, err
	}
	_, rest, err := number(start[:n])
	if err != nil {
		return 0, err
	}
	size, _, err := number(rest)
	return size, err
}
