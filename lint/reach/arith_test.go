package reach

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
)

// TestAddressSets compares the arithmetic of addresses with sets of single ones, within
// the last 32 addresses of either family, where nothing comes after.
func TestAddressSets(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 0))
	for _, base := range []string{"255.255.255.224", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0", "0.0.0.0", "::"} {
		var every []netip.Addr
		for a := netip.MustParseAddr(base); len(every) < 32 && a.IsValid(); a = a.Next() {
			every = append(every, a)
		}
		prefix := func(least int) netip.Prefix {
			p, _ := every[r.IntN(32)].Prefix(every[0].BitLen() - 5 + least + r.IntN(6-least))
			return p
		}
		for range 2000 {
			b := &cluster.IPBlock{Prefix: prefix(0)}
			for range r.IntN(5) {
				b.Except = append(b.Except, cluster.Except{Prefix: prefix(1)})
			}
			set := blockSet(b)
			holds := func(a netip.Addr) bool {
				return b.Prefix.Contains(a) && !slices.ContainsFunc(b.Except, func(x cluster.Except) bool { return x.Prefix.Contains(a) })
			}
			for i, have := range set {
				if have.to.Less(have.from) || i > 0 && !set[i-1].to.Next().Less(have.from) {
					t.Fatalf("%v: ranges overlap or touch", set)
				}
			}
			list := set.prefixes()
			probe := rangeOf(prefix(1))
			all, some := true, false
			for _, a := range every {
				want := holds(a)
				if in := slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) }); set.has(a) != want || in != want {
					t.Fatalf("%v: %s is in the set: %v, in %v: %v, want %v", b, a, set.has(a), list, in, want)
				}
				if !a.Less(probe.from) && !probe.to.Less(a) {
					all, some = all && want, some || want
				}
			}
			if set.holds(probe) != all || set.overlaps(probe) != some {
				t.Fatalf("%v and %v: holds %v, overlaps %v; want %v, %v", set, probe, set.holds(probe), set.overlaps(probe), all, some)
			}
		}
	}
}

// TestSweep: every address of either family is visited once, with the sets that hold it.
func TestSweep(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 0))
	for range 300 {
		var sets []addrSet
		for range r.IntN(6) {
			b := &cluster.IPBlock{Prefix: netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, byte(r.IntN(256))}), 22+r.IntN(11))}
			if r.IntN(2) == 0 {
				b.Prefix = netip.PrefixFrom(netip.IPv6Unspecified(), r.IntN(129))
			}
			for range r.IntN(4) {
				b.Except = append(b.Except, cluster.Except{Prefix: netip.PrefixFrom(netip.AddrFrom4([4]byte{255, 255, 255, byte(r.IntN(256))}), 24+r.IntN(9))})
			}
			sets = append(sets, blockSet(b))
		}
		var visited []addrRange
		sweep(sets, func(x addrRange, in []int32) {
			visited = append(visited, x)
			for i, set := range sets {
				if has := slices.Contains(in, int32(i)); has != set.holds(x) || has != set.overlaps(x) {
					t.Fatalf("%v: set %d, %v, is told to hold it: %v", x, i, set, has)
				}
			}
		})
		if all := join(visited); !slices.Equal(all, world()) {
			t.Fatalf("visited %v", all)
		}
	}
}

// TestConnsAlgebra compares sets of connections with sets of single ones, and asks for
// one form of each: equal sets are the same to Equal and to a table.
func TestConnsAlgebra(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 0))
	table := newConnTable()
	probes := []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 65533, 65534, 65535}
	random := func() Conns {
		var c Conns
		for range r.IntN(6) {
			from := probes[r.IntN(10)+r.IntN(2)*5]
			c = c.Union(PortConns(Protocols()[r.IntN(3)], from, from+int32(r.IntN(3))))
		}
		if r.IntN(8) == 0 {
			c = AllConns().Minus(c)
		}
		return c
	}
	same := func(a, b Conns) bool {
		for _, protocol := range Protocols() {
			for _, port := range probes {
				if a.Has(protocol, port) != b.Has(protocol, port) {
					return false
				}
			}
		}
		return a.Other() == b.Other()
	}
	for range 20_000 {
		a, b := random(), random()
		union, meet, minus := a.Union(b), a.Intersect(b), a.Minus(b)
		for _, protocol := range Protocols() {
			for _, port := range probes {
				x, y := a.Has(protocol, port), b.Has(protocol, port)
				if union.Has(protocol, port) != (x || y) || meet.Has(protocol, port) != (x && y) || minus.Has(protocol, port) != (x && !y) {
					t.Fatalf("%s and %s: %s, %s, %s", a, b, union, meet, minus)
				}
			}
		}
		for _, pair := range [][2]Conns{{a, b}, {union, minus.Union(b)}, {a, meet.Union(minus)}, {meet, b.Minus(b.Minus(a))}} {
			x, y := pair[0], pair[1]
			if want := same(x, y); x.Equal(y) != want || (table.number(x) == table.number(y)) != want || x.Empty() != same(x, Conns{}) || x.All() != same(x, AllConns()) {
				t.Fatalf("%s and %s: equal %v, want %v", x, y, x.Equal(y), want)
			}
		}
		if n, m := table.number(a), table.number(b); table.union(n, m) != table.number(union) || table.meet(n, m) != table.number(meet) || table.minus(n, m) != table.number(minus) {
			t.Fatalf("%s and %s: the table says otherwise", a, b)
		}
	}
}
