package reach

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
)

// coverIndex finds the boxes that may have something in common with another one,
// without a look at all of them. They are filed by one label of the subject and one
// of the peer for which just one value is asked, and blocks of addresses by prefix.
type coverIndex struct {
	boxes  []coverBox
	files  map[fileKey]*file
	order  []*file
	blocks []int // boxes with addresses by prefix, once they are asked for
}

type coverBox struct {
	box
	owner int
}

// fileKey says what the boxes of a file are filed by; a zero label is none.
type fileKey struct {
	kind          peerKind
	subject, peer labelOf
}

type file struct {
	fileKey
	all       []int
	bySubject map[string][]int
	byPeer    map[string][]int
	byBoth    map[[2]string][]int
}

// maxInside is how many blocks inside another one are looked at.
const maxInside = 64

func (x *coverIndex) add(b box, owner int) {
	number := len(x.boxes)
	x.boxes = append(x.boxes, coverBox{b, owner})
	x.blocks = nil
	key := fileKey{kind: b.kind}
	var values [2]string
	key.subject, values[0] = b.pinned(subjectPod, subjectNamespace)
	switch b.kind {
	case pods:
		key.peer, values[1] = b.pinned(peerPod, peerNamespace)
	case addresses:
		values[1] = b.prefix.String()
	}
	f := x.files[key]
	if f == nil {
		if x.files == nil {
			x.files = map[fileKey]*file{}
		}
		f = &file{fileKey: key, bySubject: map[string][]int{}, byPeer: map[string][]int{}, byBoth: map[[2]string][]int{}}
		x.files[key] = f
		x.order = append(x.order, f)
	}
	f.all = append(f.all, number)
	f.bySubject[values[0]] = append(f.bySubject[values[0]], number)
	f.byPeer[values[1]] = append(f.byPeer[values[1]], number)
	f.byBoth[values] = append(f.byBoth[values], number)
}

// pinned is the first label of one of two roles for which a box asks for one value.
func (b *box) pinned(first, second role) (labelOf, string) {
	for _, whose := range [...]role{first, second} {
		for i := range b.conditions {
			if c := &b.conditions[i]; c.role == whose {
				if value, one := c.One(); one {
					return c.labelOf, value
				}
			}
		}
	}
	return labelOf{}, ""
}

// near yields lists of boxes, which hold all that b meets but for blocks inside of
// it beyond the first of them.
func (x *coverIndex) near(b *box) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for _, f := range x.order {
			if f.kind != everyone && f.kind != b.kind {
				continue
			}
			subject, subjectKnown := b.valueOf(f.subject)
			switch {
			case f.kind == addresses:
				for bits := b.prefix.Bits(); bits >= 0; bits-- {
					prefix := netip.PrefixFrom(b.prefix.Addr(), bits).Masked().String()
					list := f.byPeer[prefix]
					if subjectKnown {
						list = f.byBoth[[2]string{subject, prefix}]
					}
					if len(list) > 0 && !yield(list) {
						return
					}
				}
			default:
				peer, peerKnown := b.valueOf(f.peer)
				list := f.all
				switch {
				case subjectKnown && peerKnown:
					list = f.byBoth[[2]string{subject, peer}]
				case subjectKnown:
					list = f.bySubject[subject]
				case peerKnown:
					list = f.byPeer[peer]
				}
				if len(list) > 0 && !yield(list) {
					return
				}
			}
		}
		if b.kind == addresses {
			yield(x.inside(b))
		}
	}
}

// valueOf is the one value that a box asks for on a label that others are filed by.
func (b *box) valueOf(l labelOf) (string, bool) {
	if l == (labelOf{}) {
		return "", true
	}
	return b.condition(l).One()
}

// inside lists the first boxes with a block inside of that of b.
func (x *coverIndex) inside(b *box) []int {
	if x.blocks == nil {
		for i := range x.boxes {
			if x.boxes[i].kind == addresses {
				x.blocks = append(x.blocks, i)
			}
		}
		slices.SortStableFunc(x.blocks, func(i, j int) int { return comparePrefixes(x.boxes[i].prefix, x.boxes[j].prefix) })
	}
	from, _ := slices.BinarySearchFunc(x.blocks, b.prefix, func(i int, p netip.Prefix) int { return comparePrefixes(x.boxes[i].prefix, p) })
	to := from
	for to < len(x.blocks) && to-from < maxInside && b.prefix.Overlaps(x.boxes[x.blocks[to]].prefix) {
		to++
	}
	return slices.DeleteFunc(slices.Clone(x.blocks[from:to]), func(i int) bool { return x.boxes[i].prefix == b.prefix })
}

func comparePrefixes(a, b netip.Prefix) int {
	return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
}
