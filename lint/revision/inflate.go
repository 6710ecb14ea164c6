package revision

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"sync"
)

// tooLarge is the error for an object that is not read for its size.
type tooLarge struct{ size int64 }

func (t *tooLarge) Error() string {
	return fmt.Sprintf("larger than %d MiB: not read; leave it out", maxObject>>20)
}

// inflaters uncompresses, with buffers that are used again: most objects are
// smaller than these.
type inflaters struct{ pool sync.Pool }

type inflater struct {
	in *bufio.Reader
	z  io.ReadCloser
}

// open returns a reader of what r holds compressed, to be given back with close.
func (p *inflaters) open(r io.Reader) (*inflater, error) {
	f, _ := p.pool.Get().(*inflater)
	if f == nil {
		f = &inflater{in: bufio.NewReader(nil)}
	}
	f.in.Reset(r)
	var err error
	if f.z == nil {
		f.z, err = zlib.NewReader(f.in)
	} else {
		err = f.z.(zlib.Resetter).Reset(f.in, nil)
	}
	return f, err
}

func (p *inflaters) close(f *inflater) { p.pool.Put(f) }

// exactly reads so many bytes, after which the compressed ones must end, with the
// right checksum. Memory is taken as they come: the size is only a claim.
func (f *inflater) exactly(size int64) ([]byte, error) {
	if size > maxObject {
		return nil, &tooLarge{size}
	}
	var out bytes.Buffer
	out.Grow(int(min(size, 64<<10)) + bytes.MinRead)
	n, err := out.ReadFrom(io.LimitReader(f.z, size+1))
	switch {
	case err != nil:
		return nil, err
	case n != size:
		return nil, errors.New("it is longer or shorter than it says")
	}
	return out.Bytes(), nil
}
