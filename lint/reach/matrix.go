package reach

import (
	"cmp"
	"context"
	"net/netip"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// Node is one end of the connections of a [Matrix]: a workload, a block of addresses
// outside of the cluster, the controllers of its Ingresses and routes, or pods that are
// not in the input.
type Node struct {
	Workload   *cluster.Workload
	Block      netip.Prefix
	Controller bool
	Pods       PodSet
}

// Connection says what one end may open to another. Maybe is what is allowed
// beyond that if namespaces whose labels the input does not show have certain ones;
// Conns and Maybe are not both empty.
type Connection struct {
	From, To     Node
	Conns, Maybe Conns
}

// Query narrows what [Matrix.Each] visits. The zero value narrows nothing.
type Query struct {
	// From and To, if set, say which workloads are meant; connections from or to
	// addresses are then left out on that side, unless FromBlocks or ToBlocks is set.
	From, To             func(*cluster.Workload) bool
	FromBlocks, ToBlocks bool
	// External leaves out connections between workloads.
	External bool
	// Exposure adds what workloads may exchange with pods that are not in the input: any
	// pod at all, and pods with labels that a policy names and nobody has yet.
	Exposure bool
	// Within, if not empty, is what connections are cut down to.
	Within Conns
}

// Matrix answers who can reach whom for all workloads of a model. Connections of a
// workload to itself are those from one of its pods to another; a Pod that no
// controller made can always reach itself. It is not safe for concurrent use.
type Matrix struct {
	engine            *Engine
	table             *table
	certain, possible *pass
}

// Matrix prepares the answer for all pairs.
func (e *Engine) Matrix() *Matrix {
	t := newTable(e.model, e.options)
	m := &Matrix{engine: e, table: t, certain: t.newPass(false)}
	if t.uncertain {
		m.possible = t.newPass(true)
	}
	return m
}

// Each visits connections: by source, workloads before addresses, and then by
// destination. Workloads are in order of namespace, name and kind. The connection is
// good until yield returns; Each ends when yield returns false, or with ctx.
func (m *Matrix) Each(ctx context.Context, q Query, yield func(*Connection) bool) error {
	w := m.walker()
	w.ctx, w.query, w.yield = ctx, q, yield
	c := m.table.classes
	var home *cluster.Namespace
	kept := map[int32]*targets{}
	for i, source := range c.workloads {
		if err := ctx.Err(); err != nil {
			return err
		}
		if source.Namespace != home {
			home = source.Namespace
			clear(kept)
			clear(w.blocks)
			m.forget()
		}
		if q.From != nil && !q.From(source) || q.FromBlocks {
			continue
		}
		class := c.of[i]
		to := kept[class]
		if to == nil {
			to = w.targets(class)
			if len(c.list[class].members) > 1 {
				kept[class] = to
			}
		}
		if !w.source(int32(i), to) {
			return nil
		}
	}
	if (q.From == nil || q.FromBlocks) && w.outsiders() && w.routed() && q.Exposure && !q.FromBlocks {
		w.exposures()
	}
	return ctx.Err()
}

// walk is the state of one call of Each.
type walk struct {
	*Matrix
	ctx            context.Context
	query          Query
	yield          func(*Connection) bool
	values, maybes []conn // by class
	out            Connection
	buffer         targets
	cut            map[conn]conn     // sets cut down to the query's Within
	blocks         map[int32][]outer // by egress profile
	outsides       map[exchangeKey][]external
	ranges         int // in outsides
}

// target is what a source may open to one workload.
type target struct {
	workload     int32
	conns, maybe conn
}

// targets is what the workloads of a class may open.
type targets struct {
	workloads []target
	outside   []outer
}

// outer is what a source may open to one block, or a block to a destination.
type outer struct {
	block        netip.Prefix
	conns, maybe conn
}

// targets computes what a class may open to whom.
func (w *walk) targets(class int32) *targets {
	out := &w.buffer
	if len(w.table.classes.list[class].members) > 1 {
		out = &targets{}
	}
	out.workloads, out.outside = out.workloads[:0], nil
	if !w.query.External && !w.query.ToBlocks {
		out.workloads = w.pods(class, out.workloads)
	}
	if w.query.To == nil || w.query.ToBlocks {
		number := w.table.profiles[cluster.Egress].of[class]
		known, ok := w.blocks[number]
		if !ok {
			known = w.addresses(cluster.Egress, class)
			w.blocks[number] = known
		}
		out.outside = known
	}
	return out
}

// pods expands a row to workloads, in order.
func (w *walk) pods(class int32, out []target) []target {
	touched := w.spread(w.certain, class, w.values)
	if w.possible != nil {
		touched += w.spread(w.possible, class, w.maybes)
	}
	c := w.table.classes
	if touched == 0 {
		return out
	}
	for i := range c.workloads {
		n := c.of[i]
		v := w.values[n]
		maybe := none
		if w.possible != nil {
			maybe = w.table.conns.minus(w.maybes[n], v)
		}
		if v|maybe != none {
			out = append(out, target{int32(i), v, maybe})
		}
	}
	clear(w.values)
	clear(w.maybes)
	return out
}

// spread writes a row down by class.
func (w *walk) spread(p *pass, class int32, values []conn) (touched int) {
	row := p.compute(class)
	for _, cell := range row.groups {
		for _, n := range w.table.grouped[cell.at] {
			values[n] = cell.conn
		}
	}
	for _, cell := range row.classes {
		values[cell.at] = cell.conn
	}
	return len(row.groups) + len(row.classes)
}

// addresses is what a class may exchange with addresses, in their order.
func (w *walk) addresses(d cluster.Direction, class int32) []outer {
	names := int32(0)
	if d == cluster.Ingress {
		names = w.table.classes.list[class].names
	}
	number := w.table.profiles[d].of[class]
	var out []outer
	for _, x := range w.outside(d, number, names) {
		for _, block := range x.addrs.prefixes() {
			out = append(out, outer{block, x.conns, x.maybe})
		}
	}
	slices.SortFunc(out, func(a, b outer) int { return a.block.Compare(b.block) })
	return out
}

// source visits what one workload may open.
func (w *walk) source(i int32, to *targets) bool {
	c := w.table.classes
	from := c.workloads[i]
	w.out.From = Node{Workload: from}
	alone := from.Alone()
	self := false
	for _, t := range to.workloads {
		if alone && t.workload >= i && !self {
			self = true
			if !w.emitTo(i, all, none) {
				return false
			}
		}
		if alone && t.workload == i {
			continue
		}
		if !w.emitTo(t.workload, t.conns, t.maybe) {
			return false
		}
	}
	if alone && !self && !w.query.External && !w.query.ToBlocks && !w.emitTo(i, all, none) {
		return false
	}
	for _, x := range to.outside {
		w.out.To = Node{Block: x.block}
		if !w.emit(x.conns, x.maybe) {
			return false
		}
	}
	if w.query.Exposure && w.query.To == nil && !w.query.ToBlocks {
		for _, x := range w.exposure(cluster.Egress, c.of[i]) {
			w.out.To = Node{Pods: x.pods}
			if !w.emit(x.conns, none) {
				return false
			}
		}
	}
	return true
}

func (w *walk) emitTo(i int32, conns, maybe conn) bool {
	to := w.table.classes.workloads[i]
	if w.query.To != nil && !w.query.To(to) {
		return true
	}
	w.out.To = Node{Workload: to}
	return w.emit(conns, maybe)
}

// within cuts a set down to what the query asks for.
func (w *walk) within(c conn) conn {
	out, ok := w.cut[c]
	if !ok {
		out = w.table.conns.number(w.table.conns.sets[c].Intersect(w.query.Within))
		if w.cut == nil {
			w.cut = map[conn]conn{}
		}
		w.cut[c] = out
	}
	return out
}

func (w *walk) emit(conns, maybe conn) bool {
	if !w.query.Within.Empty() {
		if conns, maybe = w.within(conns), w.within(maybe); conns == none && maybe == none {
			return true
		}
	}
	w.out.Conns, w.out.Maybe = w.table.conns.sets[conns], w.table.conns.sets[maybe]
	return w.yield(&w.out)
}

// outsiders visits what addresses may open to workloads.
func (w *walk) outsiders() bool {
	if w.query.ToBlocks {
		return false
	}
	// Workloads of the same policies and named ports stand together, as they are many
	// and so may be the blocks.
	c := w.table.classes
	numbers := map[[2]int32]int32{}
	var members [][]int32
	type arrival struct {
		outer
		to int32 // in members
	}
	var list []arrival
	for n := range c.list {
		key := [2]int32{w.table.profiles[cluster.Ingress].of[n], c.list[n].names}
		number, ok := numbers[key]
		if !ok {
			number = int32(len(members))
			numbers[key] = number
			members = append(members, nil)
			for _, x := range w.addresses(cluster.Ingress, int32(n)) {
				list = append(list, arrival{x, number})
			}
		}
		members[number] = append(members[number], c.list[n].members...)
	}
	slices.SortFunc(list, func(a, b arrival) int { return a.block.Compare(b.block) })
	var to []target
	for from := 0; from < len(list); {
		if w.ctx.Err() != nil {
			return false
		}
		to = to[:0]
		end := from
		for ; end < len(list) && list[end].block == list[from].block; end++ {
			for _, i := range members[list[end].to] {
				to = append(to, target{i, list[end].conns, list[end].maybe})
			}
		}
		slices.SortFunc(to, func(a, b target) int { return cmp.Compare(a.workload, b.workload) })
		w.out.From = Node{Block: list[from].block}
		for _, t := range to {
			if !w.emitTo(t.workload, t.conns, t.maybe) {
				return false
			}
		}
		from = end
	}
	return true
}

// routed visits what Ingresses and routes let in from outside.
func (w *walk) routed() bool {
	in := w.engine.routed()
	w.out.From = Node{Controller: true}
	for i, to := range w.table.classes.workloads {
		sum, ok := in[to]
		if ok && !w.emitTo(int32(i), w.table.conns.number(sum.conns), w.table.conns.number(sum.maybe)) {
			return false
		}
	}
	return true
}
