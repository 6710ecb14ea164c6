package kustomize

import (
	"strconv"

	"github.com/netpolint/netpolint/lint/source"
)

// alignment is how far a path of the rendered object leads in another document that
// has parts of it: its source, or a patch.
type alignment struct {
	at    []string    // the path there
	value source.Node // what it leads to
	whole bool        // it leads to the end
	// loose is set when it leads through a list that differs and whose items have no
	// names: a patch may have put another list there that has something in common.
	loose bool
}

// align follows a path of the rendered object in another document.
func (c *comparer) align(rendered, other source.Node, tokens []string) alignment {
	a := alignment{value: other}
	for _, token := range tokens {
		if rendered.Kind() != a.value.Kind() || !container(a.value) {
			return a
		}
		here := token
		if rendered.Kind() == source.Sequence {
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= rendered.Len() {
				return a
			}
			twin := c.twins(rendered, a.value)[i]
			if twin < 0 {
				return a
			}
			a.loose = a.loose || nameOf(rendered.At(i)) == "" && !c.equal(rendered, a.value)
			here = strconv.Itoa(twin)
		}
		next := child(a.value, here)
		if !next.Exists() {
			return a
		}
		rendered, a.value, a.at = child(rendered, token), next, append(a.at, here)
	}
	a.whole = true
	return a
}

// maxTwins is the length of lists up to which each item is compared with each.
const maxTwins = 300

// twins says for each item of a rendered list which item of the other it was, -1 for
// none. No item is the twin of two. Items that are equal come first, then those of
// the same name, then those that have most in common; patches insert, remove and
// change some, and labels are added to others.
func (c *comparer) twins(rendered, other source.Node) []int {
	n, m := rendered.Len(), other.Len()
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	taken := make([]bool, m)
	pair := func(i, j int) {
		out[i] = j
		taken[j] = true
	}
	for i := range min(n, m) {
		if c.equal(rendered.At(i), other.At(i)) {
			pair(i, i)
		}
	}
	if n > maxTwins || m > maxTwins {
		return out
	}
	each := func(fits func(a, b source.Node) bool) {
		for i := range n {
			for j := 0; j < m && out[i] < 0; j++ {
				if !taken[j] && fits(rendered.At(i), other.At(j)) {
					pair(i, j)
				}
			}
		}
	}
	each(c.equal)
	each(func(a, b source.Node) bool { return nameOf(a) != "" && nameOf(a) == nameOf(b) })
	for i := range n {
		best, most := -1, 0
		for j := 0; j < m && out[i] < 0; j++ {
			a, b := rendered.At(i), other.At(j)
			if taken[j] || nameOf(a) != nameOf(b) {
				continue
			}
			if like := c.likeness(a, b); like > most || like == most && like > 0 && j == i {
				best, most = j, like
			}
		}
		if best >= 0 {
			pair(i, best)
		}
	}
	for i := range min(n, m) {
		if n == m && out[i] < 0 && !taken[i] && rendered.At(i).Kind() == other.At(i).Kind() && nameOf(rendered.At(i)) == nameOf(other.At(i)) {
			pair(i, i)
		}
	}
	return out
}

// nameOf is what tells the items of most lists apart: the name of a container, a
// port or a variable; "" where they have none.
func nameOf(item source.Node) string { return item.Get("name").Text() }
