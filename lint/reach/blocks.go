package reach

import (
	"net/netip"
	"slices"
	"strings"
)

// Blocks writes a set of address blocks in the shorter of two ways: as a list, or as
// what is missing from all addresses of a family.
func Blocks(blocks []netip.Prefix) string {
	var parts []string
	for i, family := range world() {
		var own addrSet
		for _, b := range blocks {
			if b.Addr().Is4() == (i == 0) {
				own = append(own, rangeOf(b))
			}
		}
		if len(own) > 0 {
			parts = append(parts, familyBlocks(family, join(own)))
		}
	}
	if len(parts) == 2 && parts[0] == "0.0.0.0/0" && parts[1] == "::/0" {
		return "any address outside"
	}
	return strings.Join(parts, ", ")
}

func familyBlocks(family addrRange, own addrSet) string {
	// Beyond so many ranges nobody reads them.
	const readable = 100
	if len(own) > readable {
		return few(own.prefixes())
	}
	blocks, _ := describe(netip.PrefixFrom(family.from, 0), own)
	if cost(blocks) > mostBlocks {
		return few(own.prefixes())
	}
	if len(blocks) == 1 && len(blocks[0].except) > 0 {
		return blocks[0].prefix.String() + " except " + listed(blocks[0].except)
	}
	return listed(blocks)
}

// mostBlocks is how many blocks are written down.
const mostBlocks = 12

// described is a block, and blocks that are taken out of it.
type described struct {
	prefix netip.Prefix
	except []described
}

func cost(list []described) int {
	n := len(list)
	for _, d := range list {
		n += cost(d.except)
	}
	return n
}

// describe finds the fewest blocks that stand for the part of a set that lies in a
// block, and for the rest of the block.
func describe(block netip.Prefix, set addrSet) (in, out []described) {
	r := rangeOf(block)
	switch {
	case !set.overlaps(r):
		return nil, []described{{prefix: block}}
	case set.holds(r):
		return []described{{prefix: block}}, nil
	}
	left := netip.PrefixFrom(block.Addr(), block.Bits()+1)
	right := netip.PrefixFrom(rangeOf(left).to.Next(), block.Bits()+1)
	inLeft, outLeft := describe(left, set)
	inRight, outRight := describe(right, set)
	in, out = slices.Concat(inLeft, inRight), slices.Concat(outLeft, outRight)
	turned, other := []described{{block, out}}, []described{{block, in}}
	if cost(turned) < cost(in) {
		return turned, out
	}
	if cost(other) < cost(out) {
		return in, other
	}
	return in, out
}

// listed writes blocks, with what is taken out of them in brackets.
func listed(list []described) string {
	var out []string
	for _, d := range list {
		text := d.prefix.String()
		if len(d.except) > 0 {
			text += " (except " + listed(d.except) + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// few lists prefixes, the first of many.
func few(list []netip.Prefix) string {
	var out []string
	for i, p := range list {
		if i == mostBlocks && len(list) > mostBlocks+1 {
			out = append(out, "…")
			break
		}
		out = append(out, p.String())
	}
	return strings.Join(out, ", ")
}
