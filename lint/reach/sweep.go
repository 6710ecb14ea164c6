package reach

import (
	"cmp"
	"net/netip"
	"slices"
)

// edge is where a set of addresses, by number, begins or has ended.
type edge struct {
	at     netip.Addr
	set    int32
	begins bool
}

// sweep visits all addresses in ranges that no set divides any further, with the
// numbers of the sets that hold each, in ascending order. These are good until visit
// returns.
func sweep(sets []addrSet, visit func(r addrRange, in []int32)) {
	for _, family := range world() {
		var edges []edge
		for i, set := range sets {
			for _, r := range set {
				if r.from.Is4() != family.from.Is4() {
					continue
				}
				edges = append(edges, edge{r.from, int32(i), true})
				if r.to != family.to {
					edges = append(edges, edge{r.to.Next(), int32(i), false})
				}
			}
		}
		slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.set, b.set)) })
		var in []int32
		from := family.from
		for _, e := range edges {
			if from.Less(e.at) {
				visit(addrRange{from, e.at.Prev()}, in)
				from = e.at
			}
			at, _ := slices.BinarySearch(in, e.set)
			if e.begins {
				in = slices.Insert(in, at, e.set)
			} else {
				in = slices.Delete(in, at, at+1)
			}
		}
		visit(addrRange{from, family.to}, in)
	}
}
