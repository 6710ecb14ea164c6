package reach_test

import (
	"context"
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// TestRandomQueries: what a query asks for is what a filter leaves of everything, in
// the same order.
func TestRandomQueries(t *testing.T) {
	clusters := 150
	if testing.Short() {
		clusters = 15
	}
	first, clusters := seedAndCount(t, clusters)
	for i := range clusters {
		seed := first + uint64(i)
		s := &subject{randomCluster: newRandomCluster(t, seed), t: t, seed: seed}
		s.build()
		s.choose()
		m := reach.New(s.model, s.options).Matrix()
		everything := rows(t, m, reach.Query{})
		for range 4 {
			q := s.query()
			var want []string
			for _, c := range everything {
				if kept(q, &c) {
					want = append(want, node(c.From)+" -> "+node(c.To)+": "+c.Conns.String()+" maybe "+c.Maybe.String())
				}
			}
			var got []string
			for _, c := range rows(t, m, q) {
				got = append(got, node(c.From)+" -> "+node(c.To)+": "+c.Conns.String()+" maybe "+c.Maybe.String())
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, query %+v: got\n%q\nwant\n%q\n%s", seed, q, got, want, s.text)
			}
		}
	}
}

func rows(t *testing.T, m *reach.Matrix, q reach.Query) (out []reach.Connection) {
	t.Helper()
	if err := m.Each(context.Background(), q, func(c *reach.Connection) bool {
		out = append(out, *c)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// query asks for something by chance.
func (s *subject) query() reach.Query {
	q := reach.Query{FromBlocks: s.chance(15), ToBlocks: s.chance(15), External: s.chance(15)}
	some := func() func(*cluster.Workload) bool {
		name := pick(s.randomCluster, s.names...)
		odd := s.chance(50)
		return func(w *cluster.Workload) bool {
			return w.Namespace.Name == name && (!odd || w.Name[len(w.Name)-1]%2 == 1)
		}
	}
	if s.chance(40) {
		q.From = some()
	}
	if s.chance(40) {
		q.To = some()
	}
	if s.chance(30) {
		q.Within = reach.PortConns(pick(s.randomCluster, "TCP", "UDP"), 53, 81)
	}
	return q
}

// kept filters a connection, and cuts it down to what the query asks for.
func kept(q reach.Query, c *reach.Connection) bool {
	from, to := c.From.Workload, c.To.Workload
	switch {
	case q.FromBlocks && from != nil, q.ToBlocks && to != nil, q.External && from != nil && to != nil:
		return false
	case q.From != nil && (from == nil && !q.FromBlocks || from != nil && !q.From(from)):
		return false
	case q.To != nil && (to == nil && !q.ToBlocks || to != nil && !q.To(to)):
		return false
	}
	if !q.Within.Empty() {
		c.Conns, c.Maybe = c.Conns.Intersect(q.Within), c.Maybe.Intersect(q.Within)
	}
	return !c.Conns.Empty() || !c.Maybe.Empty()
}
