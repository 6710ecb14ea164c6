package reach

import (
	"slices"
)

// Cover is a set of regions that is asked whether it holds another one: whether all
// that a rule matches is matched by others too, whatever pods and namespaces there
// will be. Yes is always right. No is right too, but where the question takes more
// than its share of work, or the regions are cut out of each other in many pieces.
type Cover struct {
	index coverIndex
	gone  []bool // by owner
	left  int
}

const (
	// maxQuestion is how many steps one question may take, and maxParts how many
	// regions are put together for an answer.
	maxQuestion = 4000
	maxParts    = 48
)

// NewCover returns an empty cover, which will spend so much work on all questions
// together.
func NewCover(work int) *Cover { return &Cover{left: work} }

// Add adds a region, and returns the number that stands for it.
func (c *Cover) Add(r Region) int {
	owner := len(c.gone)
	c.gone = append(c.gone, false)
	for _, b := range joinNames(r.boxes) {
		c.index.add(b, owner)
	}
	return owner
}

// joinNames makes one box of those that differ only in their ports.
func joinNames(boxes []box) []box {
	var out []box
	for _, b := range boxes {
		name, conns := b.name, b.conns
		n := len(out)
		if name == "" {
			out = append(out, b)
			continue
		}
		if n == 0 || !sameEnds(&out[n-1], &b) {
			b.name, b.conns, b.names = "", Conns{}, nil
			out = append(out, b)
			n++
		}
		protocol, _ := conns.Any()
		out[n-1].names = append(out[n-1].names, namedPort{name, protocol})
	}
	return out
}

// sameEnds reports whether two boxes were made of one peer of one rule.
func sameEnds(a, b *box) bool {
	return a.kind == b.kind && len(a.conditions) == len(b.conditions) && len(a.addrs) == len(b.addrs) &&
		(len(a.conditions) == 0 || &a.conditions[0] == &b.conditions[0]) && (len(a.addrs) == 0 || &a.addrs[0] == &b.addrs[0])
}

// Remove takes a region out, and Restore puts it back.
func (c *Cover) Remove(owner int) { c.gone[owner] = true }

// Restore puts a region back that was taken out.
func (c *Cover) Restore(owner int) { c.gone[owner] = false }

// Holds reports whether the regions together hold r, and which of them it takes.
// Regions that count turns down are left out; nil takes all.
func (c *Cover) Holds(r Region, count func(owner int) bool) (by []int, holds bool) {
	if r.partial {
		return nil, false
	}
	for i := range r.boxes {
		used, ok := c.box(&r.boxes[i], count)
		if !ok {
			return nil, false
		}
		by = append(by, used...)
	}
	slices.Sort(by)
	return slices.Compact(by), true
}

func (c *Cover) box(b *box, count func(owner int) bool) (by []int, ok bool) {
	var parts []*coverBox
	for list := range c.index.near(b) {
		for _, i := range list {
			o := &c.index.boxes[i]
			if c.left--; c.left < 0 {
				return nil, false
			}
			if c.gone[o.owner] || count != nil && !count(o.owner) || !b.meets(&o.box) {
				continue
			}
			if b.within(&o.box) {
				return []int{o.owner}, true
			}
			if len(parts) <= maxParts {
				parts = append(parts, o)
			}
		}
	}
	if len(parts) < 2 || len(parts) > maxParts {
		return nil, false
	}
	s := subtraction{parts: parts, left: min(maxQuestion, c.left)}
	before := s.left
	ok = s.covered(*b, 0)
	c.left -= before - s.left
	return s.by, ok
}

// subtraction cuts regions out of a box until nothing is left.
type subtraction struct {
	parts []*coverBox
	by    []int
	left  int
}

// covered reports whether the parts from one on hold the box. What the first of
// them leaves is a box for each of its conditions, which do not overlap.
func (s *subtraction) covered(b box, from int) bool {
	for i := from; i < len(s.parts); i++ {
		o := s.parts[i]
		if s.left--; s.left < 0 {
			return false
		}
		if !b.meets(&o.box) {
			continue
		}
		s.by = append(s.by, o.owner)
		for k := range o.conditions {
			cut := &o.conditions[k]
			have := b.condition(cut.labelOf)
			if rest := have.Minus(cut.Condition); !rest.Empty() {
				left := b
				left.conditions = b.with(cut.labelOf, rest)
				if !s.covered(left, i+1) {
					return false
				}
				b.conditions = b.with(cut.labelOf, have.And(cut.Condition))
			}
		}
		if o.kind == addresses {
			if rest := difference(b.addrs, o.addrs); len(rest) > 0 {
				left := b
				left.addrs = rest
				if !s.covered(left, i+1) {
					return false
				}
				b.addrs = intersection(b.addrs, o.addrs)
			}
		}
		rest := b.conns.Minus(o.connsFor(&b))
		if rest.Empty() {
			return true
		}
		b.conns = rest
		return s.covered(b, i+1)
	}
	return false
}

// meets reports whether a box of a rule and one of a cover have something in common.
func (b *box) meets(o *box) bool {
	if o.kind != everyone && o.kind != b.kind || b.conns.Intersect(o.connsFor(b)).Empty() {
		return false
	}
	for i := range o.conditions {
		if c := &o.conditions[i]; b.condition(c.labelOf).And(c.Condition).Empty() {
			return false
		}
	}
	return o.kind != addresses || len(intersection(b.addrs, o.addrs)) > 0
}

// within reports whether a box of a cover holds all of b.
func (b *box) within(o *box) bool {
	if o.kind != everyone && o.kind != b.kind || !b.conns.Minus(o.connsFor(b)).Empty() {
		return false
	}
	for i := range o.conditions {
		if c := &o.conditions[i]; !b.condition(c.labelOf).Within(c.Condition) {
			return false
		}
	}
	return o.kind != addresses || len(difference(b.addrs, o.addrs)) == 0
}

// connsFor is what a box of a cover allows on the ports of b: a name holds the same
// name, and every number holds any name, but a name holds no number.
func (o *box) connsFor(b *box) Conns {
	if b.name == "" {
		return o.conns
	}
	protocol, _ := b.conns.Any()
	if slices.Contains(o.names, namedPort{b.name, protocol}) {
		return b.conns
	}
	return o.conns
}

// intersection is what two sets of addresses have in common.
func intersection(a, b addrSet) addrSet { return difference(a, difference(a, b)) }

// difference is what the first of two sets of addresses has alone.
func difference(a, b addrSet) addrSet {
	var out addrSet
	for _, r := range a {
		out = append(out, r.without(b)...)
	}
	return out
}
