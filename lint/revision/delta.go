package revision

import "errors"

var errDelta = errors.New("a delta is damaged")

// number reads a size at the start of a delta, its low bits first.
func number(b []byte) (int64, []byte, error) {
	n := int64(0)
	for i := 0; i < len(b) && i < 8; i++ {
		n |= int64(b[i]&0x7f) << (7 * i)
		if b[i] < 0x80 {
			return n, b[i+1:], nil
		}
	}
	return 0, nil, errDelta
}

// patch makes an object from the one that a delta builds on. A delta copies runs of
// bytes from there and adds its own.
func patch(base, delta []byte) ([]byte, error) {
	from, delta, err := number(delta)
	if err != nil || from != int64(len(base)) {
		return nil, errDelta
	}
	size, delta, err := number(delta)
	if err != nil {
		return nil, err
	}
	if size > maxObject {
		return nil, &tooLarge{size}
	}
	out := make([]byte, 0, min(size, 1<<20)) // the size is only a claim
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		var run []byte
		if op&0x80 != 0 {
			// Four bits say which bytes of the offset follow, three which of the size.
			var fields [7]int
			for bit := range fields {
				if op>>bit&1 == 0 {
					continue
				}
				if len(delta) == 0 {
					return nil, errDelta
				}
				fields[bit] = int(delta[0])
				delta = delta[1:]
			}
			at := int64(fields[0]) | int64(fields[1])<<8 | int64(fields[2])<<16 | int64(fields[3])<<24
			n := int64(fields[4]) | int64(fields[5])<<8 | int64(fields[6])<<16
			if n == 0 {
				n = 0x10000
			}
			if at+n > int64(len(base)) {
				return nil, errDelta
			}
			run = base[at : at+n]
		} else {
			if op == 0 || int(op) > len(delta) {
				return nil, errDelta
			}
			run, delta = delta[:op], delta[op:]
		}
		if int64(len(out)+len(run)) > size {
			return nil, errDelta
		}
		out = append(out, run...)
	}
	if int64(len(out)) != size {
		return nil, errDelta
	}
	return out, nil
}
