package rules

import (
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/netpolint/netpolint/lint/cluster"
)

// addresses is an exact set of IP addresses: ranges in ascending order that
// neither overlap nor touch. IPv4 comes before IPv6 and is never part of it.
type addresses []addressRange

// addressRange holds both its ends, which are of one family.
type addressRange struct{ first, last netip.Addr }

// addressesOf is the union of prefixes; invalid ones are left out.
func addressesOf(prefixes ...netip.Prefix) addresses {
	ranges := make([]addressRange, 0, len(prefixes))
	for _, p := range prefixes {
		if p.IsValid() {
			ranges = append(ranges, addressRange{p.Masked().Addr(), lastAddress(p)})
		}
	}
	return merged(ranges)
}

// merged puts ranges in order and joins those that overlap or touch.
func merged(ranges []addressRange) addresses {
	slices.SortFunc(ranges, func(x, y addressRange) int { return x.first.Compare(y.first) })
	var out addresses
	for _, r := range ranges {
		if n := len(out); n > 0 && (r.first.Compare(out[n-1].last) <= 0 || r.first == out[n-1].last.Next()) {
			if out[n-1].last.Less(r.last) {
				out[n-1].last = r.last
			}
			continue
		}
		out = append(out, r)
	}
	return out
}

// lastAddress is the last address of a prefix.
func lastAddress(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for i := range bytes {
		if host := min(max((i+1)*8-p.Bits(), 0), 8); host > 0 {
			bytes[i] |= byte(1<<host - 1)
		}
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// blockAddresses is what a block allows: its cidr minus its exceptions.
func blockAddresses(b *cluster.IPBlock) addresses {
	return addressesOf(b.Prefix).minus(exceptAddresses(b))
}

// exceptAddresses is what the exceptions of a block name.
func exceptAddresses(b *cluster.IPBlock) addresses {
	prefixes := make([]netip.Prefix, len(b.Except))
	for i := range b.Except {
		prefixes[i] = b.Except[i].Prefix
	}
	return addressesOf(prefixes...)
}

// or is the union of two sets.
func (s addresses) or(o addresses) addresses { return merged(slices.Concat(s, o)) }

// minus is what is left of the set without the other.
func (s addresses) minus(o addresses) addresses {
	var out addresses
	next := 0
	for _, r := range s {
		for next < len(o) && o[next].last.Less(r.first) {
			next++
		}
		first, used := r.first, false
		for i := next; i < len(o) && o[i].first.Compare(r.last) <= 0; i++ {
			if first.Less(o[i].first) {
				out = append(out, addressRange{first, o[i].first.Prev()})
			}
			if used = o[i].last.Compare(r.last) >= 0; used {
				break
			}
			first = o[i].last.Next()
		}
		if !used {
			out = append(out, addressRange{first, r.last})
		}
	}
	return out
}

// covers reports whether the set holds all of the other.
func (s addresses) covers(o addresses) bool { return len(o.minus(s)) == 0 }

// has reports whether the set holds an address.
func (s addresses) has(a netip.Addr) bool {
	i, found := slices.BinarySearchFunc(s, a, func(r addressRange, a netip.Addr) int { return r.first.Compare(a) })
	return found || i > 0 && a.Compare(s[i-1].last) <= 0
}

// count is the exact number of addresses. It may be 2^128, which fits no
// integer type.
func (s addresses) count() *big.Int {
	n := new(big.Int)
	one := big.NewInt(1)
	for _, r := range s {
		first := new(big.Int).SetBytes(r.first.AsSlice())
		last := new(big.Int).SetBytes(r.last.AsSlice())
		n.Add(n, last.Sub(last, first).Add(last, one))
	}
	return n
}

// quantity writes a number of addresses for people: with separators, and as a
// power of two where the digits would say nothing.
func quantity(n *big.Int) string {
	if bits := n.BitLen(); bits > 40 {
		power := "2^" + big.NewInt(int64(bits-1)).String()
		if n.TrailingZeroBits() == uint(bits-1) {
			return power
		}
		return "more than " + power
	}
	digits := n.String()
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// private reports whether a network is one of those that people give their own
// machines.
func private(p netip.Prefix) bool {
	for _, own := range privateAddresses() {
		if own.Bits() <= p.Bits() && own.Overlaps(p) {
			return true
		}
	}
	return false
}

// privateAddresses are those that networks give their own machines: RFC 1918,
// RFC 6598 and RFC 4193.
func privateAddresses() []netip.Prefix {
	return prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
}

// specialAddresses are no addresses of the internet: private, local,
// documentation, multicast, reserved (the special-purpose registries of IANA,
// RFC 6890). Of IPv6 that is everything outside 2000::/3, the only part given out
// for global unicast.
var specialAddresses = sync.OnceValue(func() addresses {
	return addressesOf(slices.Concat(privateAddresses(), prefixes(
		"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "3fff::/20",
	))...)
})

// publicAddresses are those of the internet, of one family.
func publicAddresses(ipv4 bool) addresses {
	if ipv4 {
		return addressesOf(prefixes("0.0.0.0/0")...).minus(specialAddresses())
	}
	return addressesOf(prefixes("::/0")...).minus(specialAddresses())
}

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// coversInternet reports whether a set holds every public address of a family,
// so that only private and special-use ranges are missing from it, if any.
func (s addresses) coversInternet(ipv4 bool) bool {
	return s.covers(publicAddresses(ipv4))
}

// wholeInternet reports whether a block alone allows every public address of
// its family, or nearly: 0.0.0.0/0 or ::/0, also where the exceptions take out
// private and special-use ranges, or next to nothing of the others.
func wholeInternet(b *cluster.IPBlock) bool {
	if b == nil || !b.Prefix.IsValid() || b.Prefix.Bits() > 3 {
		return false
	}
	public := publicAddresses(b.Prefix.Addr().Is4())
	if !addressesOf(b.Prefix).covers(public) {
		return false
	}
	// Exceptions that take out under 1 % of the internet leave it whole.
	missing := public.minus(blockAddresses(b)).count()
	return missing.Mul(missing, big.NewInt(100)).Cmp(public.count()) < 0
}

// onlySpecial reports whether a set is private and special-use ranges only.
func (s addresses) onlySpecial() bool { return specialAddresses().covers(s) }

// example is an address of the set to show in a witness: one that documentation
// may use where the set holds it, else a public one, else any.
func (s addresses) example() netip.Addr {
	for _, a := range [...]netip.Addr{outside(), netip.MustParseAddr("2001:db8::7")} {
		if s.has(a) {
			return a
		}
	}
	from := s.minus(specialAddresses())
	if len(from) == 0 {
		from = s
	}
	if len(from) == 0 {
		return netip.Addr{}
	}
	// The first address of a range is rarely a host.
	if next := from[0].first.Next(); from.has(next) {
		return next
	}
	return from[0].first
}
