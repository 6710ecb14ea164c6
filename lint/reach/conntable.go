package reach

import (
	"slices"
	"strconv"
)

// conn is a set of connections by number, within one table: equal sets have equal
// numbers.
type conn uint32

// The two numbers that every table knows.
const (
	none conn = iota
	all
)

// connTable numbers sets of connections, and remembers what their unions,
// intersections and differences are: a cluster has some hundred different sets,
// and joins them a million times.
type connTable struct {
	sets    []Conns
	numbers map[string]conn
	unions  map[uint64]conn
	meets   map[uint64]conn
	minuses map[uint64]conn
	key     []byte
}

func newConnTable() *connTable {
	t := &connTable{numbers: map[string]conn{}, unions: map[uint64]conn{}, meets: map[uint64]conn{}, minuses: map[uint64]conn{}}
	t.number(Conns{})
	t.number(AllConns())
	return t
}

func (t *connTable) number(c Conns) conn {
	t.key = t.key[:0]
	if c.set != nil {
		for _, p := range c.set.ports {
			for _, r := range p {
				t.key = strconv.AppendInt(t.key, int64(r.From), 36)
				t.key = append(t.key, '-')
				t.key = strconv.AppendInt(t.key, int64(r.To), 36)
				t.key = append(t.key, ',')
			}
			t.key = append(t.key, ';')
		}
		t.key = strconv.AppendBool(t.key, c.set.other)
	}
	if n, ok := t.numbers[string(t.key)]; ok {
		return n
	}
	n := conn(len(t.sets))
	t.sets = append(t.sets, c)
	t.numbers[string(t.key)] = n
	return n
}

// remember is what an operation makes of two sets, done once for each pair.
func (t *connTable) remember(known map[uint64]conn, a, b conn, operation func(Conns, Conns) Conns) conn {
	key := uint64(a)<<32 | uint64(b)
	n, ok := known[key]
	if !ok {
		n = t.number(operation(t.sets[a], t.sets[b]))
		known[key] = n
	}
	return n
}

func (t *connTable) union(a, b conn) conn {
	switch {
	case a == b || b == none || a == all:
		return a
	case a == none || b == all:
		return b
	case a > b:
		a, b = b, a
	}
	return t.remember(t.unions, a, b, Conns.Union)
}

// sum is the union of many sets, which it may reorder. Few are joined one by one, as
// those are remembered.
func (t *connTable) sum(list []conn) conn {
	const few = 8
	if len(list) > few {
		slices.Sort(list)
		list = slices.Compact(list)
	}
	if len(list) > few && !slices.Contains(list, all) {
		sets := make([]Conns, len(list))
		for i, n := range list {
			sets[i] = t.sets[n]
		}
		return t.number(unionOf(sets))
	}
	out := none
	for _, n := range list {
		out = t.union(out, n)
	}
	return out
}

func (t *connTable) meet(a, b conn) conn {
	switch {
	case a == b || b == all || a == none:
		return a
	case a == all || b == none:
		return b
	case a > b:
		a, b = b, a
	}
	return t.remember(t.meets, a, b, Conns.Intersect)
}

func (t *connTable) minus(a, b conn) conn {
	switch {
	case a == none || b == all || a == b:
		return none
	case b == none:
		return a
	}
	return t.remember(t.minuses, a, b, Conns.Minus)
}
