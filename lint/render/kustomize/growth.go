package kustomize

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/source"
)

// maxGrowth bounds what copies within objects may add to them. It is about what
// kustomize would hold of it, and there is no way to stop kustomize at work.
const maxGrowth = 64 << 20

// maxCopies bounds how many different ones are compared with each other.
const maxCopies = 3_000

// growth estimates, before kustomize runs, how large objects get that copy from
// themselves: by operations of JSON patches, and by replacements. A few dozen lines
// that each copy a mapping into itself, or a text to its own end, make more than any
// memory holds.
type growth struct {
	copies map[string]*copying
	sizes  map[string]int // the largest object of each kind
	more   map[string]int // what patches and generators add to a kind; "" for any
}

// copying is a copy from one place of objects to another.
type copying struct {
	kind     string // of the object that is copied from; "" for any
	literal  int    // the size of a text that is written down instead; from is nil then
	from, to []string
	joins    bool // it adds to a text, and does not replace it
	count    int
}

func newGrowth() growth {
	return growth{copies: map[string]*copying{}, sizes: map[string]int{}, more: map[string]int{}}
}

// object notes an object of the input.
func (g *growth) object(kind string, size int) {
	g.sizes[kind] = max(g.sizes[kind], size)
	g.sizes[""] = max(g.sizes[""], size)
}

// made notes what a generator makes of an object, to which others may add.
func (g *growth) made(kind string, size int) { g.more[kind] += size }

// patch notes a document of a patch, and what it copies.
func (g *growth) patch(d parsed) {
	g.more[d.root.Get("kind").Text()] += d.unfolded(maxText)
	for _, op := range d.root.Items() {
		switch op.Get("op").Text() {
		case "copy", "move":
			from, to := source.Path(op.Get("from").Text()), source.Path(op.Get("path").Text())
			g.add(copying{from: from.Tokens(), to: to.Tokens()})
		}
	}
}

// replacement notes what a replacement copies.
func (g *growth) replacement(r types.Replacement) {
	var c copying
	if r.Source != nil {
		c.kind, c.from = r.Source.Kind, fieldTokens(cmp.Or(r.Source.FieldPath, types.DefaultReplacementFieldPath))
	} else if r.SourceValue != nil {
		c.literal = 1 + len(*r.SourceValue)
	}
	for _, target := range r.Targets {
		if target == nil {
			continue
		}
		c.joins = target.Options != nil && target.Options.Delimiter != ""
		paths := target.FieldPaths
		if len(paths) == 0 {
			paths = []string{types.DefaultReplacementFieldPath}
		}
		for _, at := range paths {
			c.to = fieldTokens(at)
			g.add(c)
		}
	}
}

func (g *growth) add(c copying) {
	key := fmt.Sprintf("%q %d %q %q %t", c.kind, c.literal, c.from, c.to, c.joins)
	if g.copies[key] == nil {
		g.copies[key] = &c
	}
	g.copies[key].count++
}

var errGrowth = errors.New("its JSON patches and replacements copy parts of objects into themselves, or large ones too often: write out what they make")

// check says whether objects may grow too much. A copy adds at most what an object
// has; one that takes in what another has copied, may double it.
func (g *growth) check() error {
	if len(g.copies) > maxCopies {
		return errGrowth
	}
	sum, doubled, largest := 0, 0, 0
	for _, c := range g.copies {
		size := g.size(c)
		if sum += c.count * size; sum > maxGrowth {
			return errGrowth
		}
		if !g.compounds(c) {
			continue
		}
		largest = max(largest, size)
		doubled += c.count
		for _, token := range c.to {
			if anyItem(token) {
				doubled += c.count * bits.Len(uint(size)) // as often as there are items
			}
		}
		if doubled > 60 || largest > maxGrowth>>doubled {
			return errGrowth
		}
	}
	return nil
}

// size is how much a copy may take.
func (g *growth) size(c *copying) int {
	if c.literal > 0 {
		return c.literal
	}
	size := g.sizes[c.kind]
	for kind, more := range g.more {
		if kind == "" || c.kind == "" || kind == c.kind {
			size += more
		}
	}
	return min(size, maxGrowth)
}

// compounds reports whether a copy may add to what some copy takes.
func (g *growth) compounds(c *copying) bool {
	if c.literal > 0 {
		return false
	}
	for _, other := range g.copies {
		if other.literal > 0 {
			continue
		}
		if startsWith(c.to, other.from) && (c.joins || len(c.to) > len(other.from)) || c.joins && startsWith(other.from, c.to) {
			return true
		}
	}
	return false
}

// startsWith reports whether a place may lie within another, or be the same.
func startsWith(at, outer []string) bool {
	if len(at) < len(outer) {
		return false
	}
	for i, token := range outer {
		if token != at[i] && !anyItem(token) && !anyItem(at[i]) {
			return false
		}
	}
	return true
}

// anyItem reports whether a token may stand for more than one item.
func anyItem(token string) bool { return token == "*" || strings.HasPrefix(token, "[") || index(token) }
