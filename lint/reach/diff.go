package reach

import (
	"cmp"
	"context"
	"slices"

	"github.com/netpolint/netpolint/lint/cluster"
)

// Change is a difference between two clusters in what one end may open to another.
// An end that exists in both is that of the new one.
type Change struct {
	From, To Node
	// Opened is what only the new cluster allows, and Closed what only the old one
	// did. Both are about what is allowed for sure; MaybeOpened and MaybeClosed are
	// about what is allowed perhaps, beyond that.
	Opened, Closed           Conns
	MaybeOpened, MaybeClosed Conns
	// Added is set where an end exists only in the new cluster, Removed where one
	// exists only in the old one.
	Added, Removed bool
}

// Diff visits what differs between two clusters, by source and then by destination.
// Workloads are the same if namespace, kind and name are. The change is good until
// yield returns; Diff ends when yield returns false, or with ctx.
func Diff(ctx context.Context, old, new *Matrix, yield func(*Change) bool) error {
	d := &differ{old: old.walker(), new: new.walker(), yield: yield}
	before, after := old.table.classes.workloads, new.table.classes.workloads
	for i, j := 0, 0; i < len(before) || j < len(after); {
		if err := ctx.Err(); err != nil {
			return err
		}
		from, inOld, inNew := Node{}, false, false
		switch order := compareNext(before, i, after, j); {
		case order < 0:
			from, inOld = Node{Workload: before[i]}, true
		case order > 0:
			from, inNew = Node{Workload: after[j]}, true
		default:
			from, inOld, inNew = Node{Workload: after[j]}, true, true
		}
		var was, is []pair
		var wasOut, isOut []external
		if inOld {
			end := sameEnd(before, i)
			was, wasOut = d.old.rows(i, end)
			i = end
		}
		if inNew {
			end := sameEnd(after, j)
			is, isOut = d.new.rows(j, end)
			j = end
		}
		d.change = Change{From: from, Added: !inOld, Removed: !inNew}
		if !d.workloads(was, is) || !d.outside(old, new, wasOut, isOut, func(c *Change, n Node) { c.To = n }) {
			return nil
		}
	}
	if d.arrivals(ctx, old, new, before, after) {
		d.routed(old.engine.routed(), new.engine.routed(), before, after)
	}
	return ctx.Err()
}

// compareNext orders the next workloads of both sides.
func compareNext(before []*cluster.Workload, i int, after []*cluster.Workload, j int) int {
	switch {
	case i == len(before):
		return 1
	case j == len(after):
		return -1
	}
	return compareWorkloads(before[i], after[j])
}

func compareWorkloads(a, b *cluster.Workload) int {
	return cmp.Or(cmp.Compare(a.Namespace.Name, b.Namespace.Name), compareIdentity(a, b))
}

// sameEnd is where the workloads end that are the same as the one at a place: pods of
// one controller that policies tell apart, and variants of one object.
func sameEnd(list []*cluster.Workload, at int) int {
	end := at + 1
	for end < len(list) && compareWorkloads(list[at], list[end]) == 0 {
		end++
	}
	return end
}

// differ is the state of one call of Diff.
type differ struct {
	old, new *walk
	yield    func(*Change) bool
	change   Change
}

// pair is what a source may open to one workload.
type pair struct {
	to           *cluster.Workload
	conns, maybe Conns
}

// walker prepares for rows of single workloads.
func (m *Matrix) walker() *walk {
	n := len(m.table.classes.list)
	return &walk{Matrix: m, blocks: map[int32][]outer{}, outsides: map[exchangeKey][]external{}, values: make([]conn, n), maybes: make([]conn, n)}
}

// rows is what some workload of [from, to), which are the same, may open.
func (w *walk) rows(from, to int) (pairs []pair, outside []external) {
	for i := from; i < to; i++ {
		row, blocks := w.row(int32(i))
		pairs, outside = append(pairs, row...), append(outside, blocks...)
	}
	if to-from > 1 {
		slices.SortStableFunc(pairs, func(a, b pair) int { return compareWorkloads(a.to, b.to) })
	}
	return joined(pairs), outside
}

// joined makes one of the pairs whose workloads are the same.
func joined(pairs []pair) []pair {
	out := pairs[:0]
	for _, p := range pairs {
		if n := len(out); n > 0 && compareWorkloads(out[n-1].to, p.to) == 0 {
			last := &out[n-1]
			last.conns = last.conns.Union(p.conns)
			last.maybe = last.maybe.Union(p.maybe).Minus(last.conns)
		} else {
			out = append(out, p)
		}
	}
	return out
}

// row is what one workload may open.
func (w *walk) row(i int32) (to []pair, outside []external) {
	c := w.table.classes
	if i == 0 || c.workloads[i].Namespace != c.workloads[i-1].Namespace {
		w.forget()
	}
	class := c.of[i]
	self := c.workloads[i].Alone()
	w.buffer.workloads = w.pods(class, w.buffer.workloads[:0])
	for _, t := range w.buffer.workloads {
		if self && t.workload >= i {
			self = false
			to = append(to, pair{c.workloads[i], AllConns(), Conns{}})
			if t.workload == i {
				continue
			}
		}
		to = append(to, pair{c.workloads[t.workload], w.table.conns.sets[t.conns], w.table.conns.sets[t.maybe]})
	}
	if self {
		to = append(to, pair{c.workloads[i], AllConns(), Conns{}})
	}
	return to, w.exchanged(cluster.Egress, w.table.profiles[cluster.Egress].of[class], 0)
}

// forget drops what was remembered of the policies of one namespace.
func (m *Matrix) forget() {
	m.certain.forget()
	if m.possible != nil {
		m.possible.forget()
	}
}

// workloads compares what a source may open to workloads: both lists are in order.
func (d *differ) workloads(was, is []pair) bool {
	base := d.change
	for i, j := 0, 0; i < len(was) || j < len(is); {
		d.change = base
		var a, b pair
		order := 0
		switch {
		case i == len(was):
			order = 1
		case j == len(is):
			order = -1
		default:
			order = compareWorkloads(was[i].to, is[j].to)
		}
		if order <= 0 {
			a = was[i]
			i++
		}
		if order >= 0 {
			b = is[j]
			j++
		}
		switch {
		case order < 0:
			if now := d.new.engine.Same(a.to); now != nil {
				d.change.To = Node{Workload: now}
			} else {
				d.change.To, d.change.Removed = Node{Workload: a.to}, true
			}
		case order > 0:
			d.change.To = Node{Workload: b.to}
			d.change.Added = d.change.Added || d.old.engine.Same(b.to) == nil
		default:
			d.change.To = Node{Workload: b.to}
		}
		if !d.emit(a.conns, a.maybe, b.conns, b.maybe) {
			return false
		}
	}
	d.change = base
	return true
}

// emit yields the change between two states, if there is one.
func (d *differ) emit(was, wasMaybe, is, isMaybe Conns) bool {
	c := &d.change
	c.Opened, c.Closed = is.Minus(was), was.Minus(is)
	c.MaybeOpened, c.MaybeClosed = isMaybe.Minus(wasMaybe).Minus(was), wasMaybe.Minus(isMaybe).Minus(is)
	if c.Opened.Empty() && c.Closed.Empty() && c.MaybeOpened.Empty() && c.MaybeClosed.Empty() {
		return true
	}
	return d.yield(c)
}

// outside compares what is exchanged with addresses: the ranges of both sides are
// cut where either is, and joined again where the change is the same.
func (d *differ) outside(old, new *Matrix, was, is []external, put func(*Change, Node)) bool {
	type state struct{ was, wasMaybe, is, isMaybe Conns }
	var sets []addrSet
	for _, x := range was {
		sets = append(sets, x.addrs)
	}
	for _, x := range is {
		sets = append(sets, x.addrs)
	}
	var order []Change
	parts := map[string][]addrRange{}
	sweep(sets, func(r addrRange, in []int32) {
		var s state
		for _, i := range in {
			if int(i) < len(was) {
				x := was[i]
				s.was, s.wasMaybe = s.was.Union(old.table.conns.sets[x.conns]), s.wasMaybe.Union(old.table.conns.sets[x.maybe])
			} else {
				x := is[int(i)-len(was)]
				s.is, s.isMaybe = s.is.Union(new.table.conns.sets[x.conns]), s.isMaybe.Union(new.table.conns.sets[x.maybe])
			}
		}
		s.wasMaybe, s.isMaybe = s.wasMaybe.Minus(s.was), s.isMaybe.Minus(s.is)
		if s.was.Equal(s.is) && s.wasMaybe.Equal(s.isMaybe) {
			return
		}
		key := s.was.String() + "|" + s.wasMaybe.String() + "|" + s.is.String() + "|" + s.isMaybe.String()
		if parts[key] == nil {
			order = append(order, Change{Opened: s.is, Closed: s.was, MaybeOpened: s.isMaybe, MaybeClosed: s.wasMaybe})
		}
		parts[key] = append(parts[key], r)
	})
	base := d.change
	for _, s := range order {
		key := s.Closed.String() + "|" + s.MaybeClosed.String() + "|" + s.Opened.String() + "|" + s.MaybeOpened.String()
		for _, block := range join(parts[key]).prefixes() {
			d.change = base
			put(&d.change, Node{Block: block})
			if !d.emit(s.Closed, s.MaybeClosed, s.Opened, s.MaybeOpened) {
				return false
			}
		}
	}
	d.change = base
	return true
}

// arrivals compares what addresses may open to workloads, by destination.
func (d *differ) arrivals(ctx context.Context, old, new *Matrix, before, after []*cluster.Workload) bool {
	for i, j := 0, 0; i < len(before) || j < len(after); {
		if ctx.Err() != nil {
			return false
		}
		order := compareNext(before, i, after, j)
		var was, is []external
		to := Node{}
		if order <= 0 {
			end := sameEnd(before, i)
			was, to = d.old.inbound(i, end), Node{Workload: before[i]}
			i = end
		}
		if order >= 0 {
			end := sameEnd(after, j)
			is, to = d.new.inbound(j, end), Node{Workload: after[j]}
			j = end
		}
		d.change = Change{To: to, Added: order > 0, Removed: order < 0}
		if !d.outside(old, new, was, is, func(c *Change, n Node) { c.From = n }) {
			return false
		}
	}
	return true
}

// routed compares what Ingresses and routes let in.
func (d *differ) routed(old, new map[*cluster.Workload]letIn, before, after []*cluster.Workload) {
	for i, j := 0, 0; i < len(before) || j < len(after); {
		order := compareNext(before, i, after, j)
		var was, is letIn
		to := Node{}
		if order <= 0 {
			end := sameEnd(before, i)
			was, to = letInAny(old, before[i:end]), Node{Workload: before[i]}
			i = end
		}
		if order >= 0 {
			end := sameEnd(after, j)
			is, to = letInAny(new, after[j:end]), Node{Workload: after[j]}
			j = end
		}
		d.change = Change{From: Node{Controller: true}, To: to, Added: order > 0, Removed: order < 0}
		if !d.emit(was.conns, was.maybe, is.conns, is.maybe) {
			return
		}
	}
}

// letInAny is what Ingresses and routes let in to some of the workloads.
func letInAny(in map[*cluster.Workload]letIn, to []*cluster.Workload) (out letIn) {
	for _, w := range to {
		out.conns, out.maybe = out.conns.Union(in[w].conns), out.maybe.Union(in[w].maybe)
	}
	out.maybe = out.maybe.Minus(out.conns)
	return out
}

// inbound is what addresses may open to some workload of [from, to).
func (w *walk) inbound(from, to int) (out []external) {
	c := w.table.classes
	for i := from; i < to; i++ {
		class := c.of[i]
		out = append(out, w.exchanged(cluster.Ingress, w.table.profiles[cluster.Ingress].of[class], c.list[class].names)...)
	}
	return out
}

// exchangeKey is what the answer of [Matrix.outside] depends on.
type exchangeKey struct {
	d              cluster.Direction
	profile, names int32
}

// maxExchanged is how many ranges of addresses are remembered.
const maxExchanged = 1 << 18

// exchanged is what a profile allows to or from addresses. It is remembered, as many
// workloads have the same profile.
func (w *walk) exchanged(d cluster.Direction, profile, names int32) []external {
	key := exchangeKey{d, profile, names}
	if known, ok := w.outsides[key]; ok {
		return known
	}
	out := w.outside(d, profile, names)
	for _, x := range out {
		w.ranges += len(x.addrs)
	}
	if w.ranges > maxExchanged {
		clear(w.outsides)
		w.ranges = 0
	}
	w.outsides[key] = out
	return out
}
