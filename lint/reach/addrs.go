package reach

import (
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// addrRange is an inclusive range of addresses of one family.
type addrRange struct{ from, to netip.Addr }

// addrSet is a set of addresses: ranges in ascending order that neither overlap
// nor touch, IPv4 before IPv6.
type addrSet []addrRange

// world is every address.
func world() addrSet {
	return addrSet{rangeOf(netip.MustParsePrefix("0.0.0.0/0")), rangeOf(netip.MustParsePrefix("::/0"))}
}

// rangeOf is the range that a prefix stands for.
func rangeOf(p netip.Prefix) addrRange {
	p = p.Masked()
	last := p.Addr().AsSlice()
	for i := range last {
		if keep := p.Bits() - 8*i; keep <= 0 {
			last[i] = 0xff
		} else if keep < 8 {
			last[i] |= 0xff >> keep
		}
	}
	to, _ := netip.AddrFromSlice(last)
	return addrRange{p.Addr(), to}
}

// blockSet is what an ipBlock holds, exceptions removed; empty if its text is no
// CIDR.
func blockSet(b *cluster.IPBlock) addrSet {
	if !b.Prefix.IsValid() {
		return nil
	}
	var except []addrRange
	for _, x := range b.Except {
		if x.Prefix.IsValid() {
			except = append(except, rangeOf(x.Prefix))
		}
	}
	slices.SortFunc(except, func(a, b addrRange) int { return a.from.Compare(b.from) })
	return rangeOf(b.Prefix).without(except)
}

// without is what is left of a range after others, in ascending order, are cut out.
func (r addrRange) without(cuts []addrRange) addrSet {
	var out addrSet
	next := r.from
	for _, c := range cuts {
		switch {
		case c.to.Less(next): // or of IPv4, which is less than all of IPv6
			continue
		case r.to.Less(c.from):
			return append(out, addrRange{next, r.to})
		case next.Less(c.from):
			out = append(out, addrRange{next, c.from.Prev()})
		}
		if !c.to.Less(r.to) {
			return out
		}
		next = c.to.Next()
	}
	return append(out, addrRange{next, r.to})
}

func (s addrSet) has(a netip.Addr) bool {
	for _, r := range s {
		if r.from.Is4() == a.Is4() && !a.Less(r.from) && !r.to.Less(a) {
			return true
		}
	}
	return false
}

// holds reports whether the set holds a whole range.
func (s addrSet) holds(r addrRange) bool { return s.overlaps(r) && len(r.without(s)) == 0 }

// overlaps reports whether the set holds a part of a range.
func (s addrSet) overlaps(r addrRange) bool {
	for _, have := range s {
		if have.from.Is4() == r.from.Is4() && !have.to.Less(r.from) && !r.to.Less(have.from) {
			return true
		}
	}
	return false
}

// join sorts ranges that do not overlap, and joins those that touch.
func join(ranges []addrRange) addrSet {
	slices.SortFunc(ranges, func(a, b addrRange) int { return a.from.Compare(b.from) })
	var out addrSet
	for _, r := range ranges {
		if n := len(out); n > 0 && out[n-1].to.Next() == r.from && out[n-1].to.Is4() == r.from.Is4() {
			out[n-1].to = r.to
		} else {
			out = append(out, r)
		}
	}
	return out
}

// prefixes writes the set as the fewest CIDRs.
func (s addrSet) prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, r := range s {
		for from := r.from; ; {
			bits := from.BitLen()
			for bits > 0 {
				wider := netip.PrefixFrom(from, bits-1).Masked()
				if wider.Addr() != from || r.to.Less(rangeOf(wider).to) {
					break
				}
				bits--
			}
			p := netip.PrefixFrom(from, bits)
			out = append(out, p)
			last := rangeOf(p).to
			if last == r.to {
				break
			}
			from = last.Next()
		}
	}
	return out
}
