package revision

import (
	"errors"
	"fmt"
	"io"
	"os"
)

var (
	errPack  = errors.New("the pack is damaged")
	errChain = fmt.Errorf("more than %d deltas, or a circle of them, build on each other", maxChain)
)

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
		// As many deltas as there are objects build on each other in a circle.
		if chain = append(chain, i); len(chain) > maxChain || int64(len(chain)) >= p.index.count {
			return "", nil, errChain
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
