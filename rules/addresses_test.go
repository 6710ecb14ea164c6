package rules

import (
	"math/big"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
)

func block(cidr string, except ...string) *cluster.IPBlock {
	b := &cluster.IPBlock{Text: cidr, Prefix: netip.MustParsePrefix(cidr)}
	for _, p := range prefixes(except...) {
		b.Except = append(b.Except, cluster.Except{Text: p.String(), Prefix: p})
	}
	return b
}

func TestBlockAddressesCount(t *testing.T) {
	for _, c := range []struct {
		block *cluster.IPBlock
		want  string
	}{
		{block("0.0.0.0/0"), "4,294,967,296"},
		{block("10.0.0.0/8"), "16,777,216"},
		{block("10.0.0.0/8", "10.0.0.0/9"), "8,388,608"},
		// Nested, repeated and overlapping exceptions count once.
		{block("10.0.0.0/8", "10.0.0.0/9", "10.1.0.0/16", "10.0.0.0/9"), "8,388,608"},
		{block("10.0.0.0/24", "10.0.0.0/25", "10.0.0.128/25"), "0"},
		// Outside the cidr, and of the other family: refused by the API server,
		// and no address less.
		{block("10.0.0.0/24", "10.0.1.0/25", "2001:db8::/32"), "256"},
		{block("10.0.0.0/24", "0.0.0.0/0"), "0"},
		{block("10.0.0.7/32"), "1"},
		{block("::/0"), "2^128"},
		{block("::/0", "2001:db8::/32"), "more than 2^127"},
		{block("::/0", "::/1"), "2^127"},
		{block("2001:db8::/120", "2001:db8::1/128"), "255"},
		{&cluster.IPBlock{}, "0"},
	} {
		if got := quantity(blockAddresses(c.block).count()); got != c.want {
			t.Errorf("%s except %v: %s addresses, want %s", c.block.Text, c.block.Except, got, c.want)
		}
	}
}

func TestWholeInternet(t *testing.T) {
	for _, c := range []struct {
		block *cluster.IPBlock
		want  bool
	}{
		{block("0.0.0.0/0"), true},
		{block("::/0"), true},
		{block("2000::/3"), true},
		{block("0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.169.254/32"), true},
		{block("::/0", "fc00::/7", "fe80::/10"), true},
		{block("0.0.0.0/0", "8.8.8.8/32"), true},
		{block("0.0.0.0/0", "8.0.0.0/6"), false},
		{block("0.0.0.0/1"), false},
		{block("0.0.0.0/0", "10.0.0.0/7"), true},
		{&cluster.IPBlock{}, false},
		{nil, false},
	} {
		if got := wholeInternet(c.block); got != c.want {
			t.Errorf("%v: %v, want %v", c.block, got, c.want)
		}
	}
}

func TestExample(t *testing.T) {
	for _, c := range []struct {
		block *cluster.IPBlock
		want  string
	}{
		{block("0.0.0.0/0"), "203.0.113.7"},
		{block("0.0.0.0/0", "203.0.113.0/24"), "1.0.0.1"},
		{block("10.0.0.0/7"), "11.0.0.1"},
		{block("10.0.0.0/8"), "10.0.0.1"},
		{block("8.8.8.8/32"), "8.8.8.8"},
		{block("::/0"), "2001:db8::7"},
		{block("2000::/3", "2001:db8::/32"), "2000::1"},
	} {
		if got := blockAddresses(c.block).example(); got != netip.MustParseAddr(c.want) {
			t.Errorf("%s: %s, want %s", c.block.Text, got, c.want)
		}
	}
	if got := (addresses{}).example(); got.IsValid() {
		t.Errorf("of nothing: %s", got)
	}
}

// TestAddressesAgainstCounting compares the set operations with ticking off
// every address of a small space, at both edges of both families.
func TestAddressesAgainstCounting(t *testing.T) {
	const bits = 6
	random := rand.New(rand.NewPCG(1, 2))
	for _, base := range prefixes("0.0.0.0/26", "10.9.8.64/26", "255.255.255.192/26", "::/122", "2001:db8::/122", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffc0/122") {
		var space []netip.Addr
		for a := base.Addr(); a.IsValid() && base.Contains(a); a = a.Next() {
			space = append(space, a)
		}
		pick := func() []netip.Prefix {
			var out []netip.Prefix
			for range random.IntN(6) {
				out = append(out, netip.PrefixFrom(space[random.IntN(len(space))], base.Bits()+random.IntN(bits+1)).Masked())
			}
			return out
		}
		in := func(list []netip.Prefix, a netip.Addr) bool {
			for _, p := range list {
				if p.Contains(a) {
					return true
				}
			}
			return false
		}
		for range 3000 {
			x, y := pick(), pick()
			a, b := addressesOf(x...), addressesOf(y...)
			left, both := a.minus(b), a.or(b)
			var inLeft, inBoth int64
			covers := true
			for _, at := range space {
				wantLeft, wantBoth := in(x, at) && !in(y, at), in(x, at) || in(y, at)
				if left.has(at) != wantLeft || both.has(at) != wantBoth {
					t.Fatalf("%v, %v: wrong at %s", x, y, at)
				}
				if wantLeft {
					inLeft++
				}
				if wantBoth {
					inBoth++
				}
				covers = covers && (in(x, at) || !in(y, at))
			}
			if left.count().Cmp(big.NewInt(inLeft)) != 0 || both.count().Cmp(big.NewInt(inBoth)) != 0 {
				t.Fatalf("%v, %v: counts %s and %s, want %d and %d", x, y, left.count(), both.count(), inLeft, inBoth)
			}
			if a.covers(b) != covers {
				t.Fatalf("%v covers %v: %v, want %v", x, y, !covers, covers)
			}
			for i := 1; i < len(left); i++ {
				if !left[i-1].last.Next().Less(left[i].first) {
					t.Fatalf("%v minus %v: ranges touch: %v", x, y, left)
				}
			}
		}
	}
}
