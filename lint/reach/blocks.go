package reach

import (
	"net/netip"
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
	list, missing := own.prefixes(), family.without(own).prefixes()
	if len(missing) > 0 && len(missing) < len(list) {
		return netip.PrefixFrom(family.from, 0).String() + " except " + texts(missing)
	}
	return texts(list)
}

// texts lists prefixes, a few of them if there are many.
func texts(list []netip.Prefix) string {
	const most = 6
	var out []string
	for i, p := range list {
		if i == most && len(list) > most+1 {
			out = append(out, "…")
			break
		}
		out = append(out, p.String())
	}
	return strings.Join(out, ", ")
}
