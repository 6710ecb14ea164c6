package revision

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
)

// errIndex is the error for an index that is damaged.
var errIndex = errors.New("the index of the pack is damaged")

const (
	fanoutStart = 8
	namesStart  = fanoutStart + 256*4
	// window is how many hashes are read at once.
	window = 128
	// maxFound is how many objects are told apart that start alike.
	maxFound = 1000
)

// index tells where in a pack an object is: the .idx file in its version 2. Only
// the table of first bytes is kept in memory, as there may be millions of objects.
type index struct {
	r      io.ReaderAt
	hash   int // bytes of a hash
	count  int64
	fanout [256]uint32 // how many hashes start with this byte or a lower one
}

func readIndex(r io.ReaderAt, size int64, hash int) (*index, error) {
	var head [namesStart]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, errIndex
	}
	switch version := binary.BigEndian.Uint32(head[4:]); {
	case string(head[:4]) != "\xfftOc":
		return nil, errors.New("the index of the pack is of version 1, which is not read: run git gc")
	case version != 2:
		return nil, fmt.Errorf("the index of the pack is of version %d, which is not read: run git gc", version)
	}
	x := &index{r: r, hash: hash}
	last := uint32(0)
	for i := range x.fanout {
		x.fanout[i] = binary.BigEndian.Uint32(head[fanoutStart+4*i:])
		if x.fanout[i] < last {
			return nil, errIndex
		}
		last = x.fanout[i]
	}
	x.count = int64(last)
	if (size-namesStart-2*int64(hash))/int64(hash+8) < x.count {
		return nil, errIndex
	}
	return x, nil
}

// name returns the n-th hash; they are sorted.
func (x *index) name(n int64) (id, error) {
	var b [32]byte
	_, err := x.r.ReadAt(b[:x.hash], namesStart+n*int64(x.hash))
	return id(b[:x.hash]), err
}

// search returns the first of the hashes that is not less than the given bytes, of
// which there is at least one.
func (x *index) search(least string) (int64, error) {
	low, high := int64(0), int64(x.fanout[least[0]])
	if least[0] > 0 {
		low = int64(x.fanout[least[0]-1])
	}
	// Hashes are spread evenly, so that one read near the place that the next bytes
	// tell most often does for a dozen.
	var next [4]byte
	copy(next[1:], least[1:])
	guess := low + (high-low)*int64(binary.BigEndian.Uint32(next[:]))>>24
	from, to := max(low, guess-window/2), min(high, guess+window/2)
	var buffer [window * 32]byte
	names := buffer[:(to-from)*int64(x.hash)]
	if _, err := x.r.ReadAt(names, namesStart+from*int64(x.hash)); err != nil && len(names) > 0 {
		return 0, err
	}
	n := from + int64(sort.Search(int(to-from), func(n int) bool {
		return string(names[n*x.hash:(n+1)*x.hash]) >= least
	}))
	switch {
	case n == from && from > low:
		high = from
	case n == to && to < high:
		low = to
	default:
		return n, nil
	}
	var failed error
	n = low + int64(sort.Search(int(high-low), func(n int) bool {
		name, err := x.name(low + int64(n))
		if err != nil {
			failed = err
		}
		return string(name) >= least
	}))
	return n, failed
}

// find returns the offset of an object in the pack.
func (x *index) find(want id) (int64, bool, error) {
	n, err := x.search(string(want))
	if err != nil || n >= x.count {
		return 0, false, err
	}
	name, err := x.name(n)
	if err != nil || name != want {
		return 0, false, err
	}
	var b [8]byte
	offsets := namesStart + x.count*int64(x.hash+4)
	if _, err := x.r.ReadAt(b[:4], offsets+4*n); err != nil {
		return 0, false, err
	}
	at := int64(binary.BigEndian.Uint32(b[:]))
	if at < 1<<31 {
		return at, true, nil
	}
	// Offsets of packs above 2 GiB stand in a table of their own.
	if _, err := x.r.ReadAt(b[:], offsets+4*x.count+8*(at-1<<31)); err != nil {
		return 0, false, errIndex
	}
	at = int64(binary.BigEndian.Uint64(b[:]))
	if at < 0 {
		return 0, false, errIndex
	}
	return at, true, nil
}

// starting adds the objects whose hash starts with the hexadecimal digits.
func (x *index) starting(prefix string, found map[id]bool) error {
	least, err := hex.DecodeString(prefix[:len(prefix)&^1])
	if err != nil {
		return err
	}
	n, err := x.search(string(least))
	for ; err == nil && n < x.count && len(found) < maxFound; n++ {
		var name id
		if name, err = x.name(n); err != nil {
			break
		}
		// Of an odd number of digits, the last may still be larger than this hash's.
		if !strings.HasPrefix(string(name), string(least)) {
			return nil
		}
		if strings.HasPrefix(name.String(), prefix) {
			found[name] = true
		}
	}
	return err
}
