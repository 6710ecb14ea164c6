package reach_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// TestRandomDiff changes random clusters, and compares what Diff says with what the
// two matrices say about every pair of workloads and about many addresses.
func TestRandomDiff(t *testing.T) {
	clusters := 300
	if testing.Short() {
		clusters = 30
	}
	first, clusters := seedAndCount(t, clusters)
	changes, same := 0, 0
	for i := range clusters {
		n := compareDiff(t, first+uint64(i))
		if t.Failed() {
			return
		}
		changes += n
		if n == 0 {
			same++
		}
	}
	t.Logf("%d pairs of clusters, %d changes; %d pairs are the same", clusters, changes, same)
}

// mutate leaves out some objects, and adds policies.
func (c *randomCluster) mutate(t *testing.T) {
	t.Helper()
	c.docs = slices.DeleteFunc(c.docs, func(object) bool { return c.chance(12) })
	for i := range c.IntN(3) {
		c.policy(t, 100+i)
	}
	if c.chance(30) {
		c.workload(t, 100)
	}
}

// delta is what changes between two ends.
type delta struct {
	opened, closed, maybeOpened, maybeClosed reach.Conns
	added, removed                           bool
}

func (d delta) none() bool {
	return d.opened.Empty() && d.closed.Empty() && d.maybeOpened.Empty() && d.maybeClosed.Empty()
}

func (d delta) equal(o delta) bool {
	return d.opened.Equal(o.opened) && d.closed.Equal(o.closed) && d.maybeOpened.Equal(o.maybeOpened) && d.maybeClosed.Equal(o.maybeClosed) && (d.none() || d.added == o.added && d.removed == o.removed)
}

// between is the change from one answer to another.
func between(was, is reach.Connection) delta {
	return delta{
		opened: is.Conns.Minus(was.Conns), closed: was.Conns.Minus(is.Conns),
		maybeOpened: is.Maybe.Minus(was.Maybe).Minus(was.Conns), maybeClosed: was.Maybe.Minus(is.Maybe).Minus(is.Conns),
	}
}

func compareDiff(t *testing.T, seed uint64) (changes int) {
	t.Helper()
	var models [2]*cluster.Model
	var texts [2]string
	var networks []netip.Prefix
	for i := range models {
		c := newRandomCluster(t, seed)
		if i == 1 {
			c.mutate(t)
		}
		texts[i] = "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}\n" + c.yaml(t)
		models[i] = build(t, texts[i])
	}
	old, new := reach.New(models[0], reach.Options{}).Matrix(), reach.New(models[1], reach.Options{}).Matrix()
	was, is := byName(readMatrix(t, old)), byName(readMatrix(t, new))
	exists := [2]map[string]bool{names(models[0]), names(models[1])}
	got := map[[2]string]delta{}
	gotBlocks := map[[2]string][]delta{}
	blocks := map[[2]string][]netip.Prefix{}
	err := reach.Diff(context.Background(), old, new, func(c *reach.Change) bool {
		changes++
		d := delta{c.Opened, c.Closed, c.MaybeOpened, c.MaybeClosed, c.Added, c.Removed}
		key := [2]string{fullName(c.From.Workload), fullName(c.To.Workload)}
		if d.none() {
			t.Errorf("%s: a change of nothing", key)
		}
		if c.From.Workload != nil && c.To.Workload != nil {
			if _, twice := got[key]; twice {
				t.Errorf("%s is visited twice", key)
			}
			got[key] = d
			return true
		}
		block := c.From.Block
		if c.From.Workload != nil {
			block = c.To.Block
		}
		gotBlocks[key] = append(gotBlocks[key], d)
		blocks[key] = append(blocks[key], block)
		networks = append(networks, block)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{"": true}
	for i := range exists {
		for name := range exists[i] {
			all[name] = true
		}
	}
	for _, a := range []answersByName{was, is} {
		for _, list := range a.blocks {
			for _, x := range list {
				networks = append(networks, x.block)
			}
		}
	}
	var edges []netip.Addr
	for _, network := range networks {
		edges = append(edges, network.Addr())
		_, last := naiveEnds(network.String())
		if after, ok := netip.AddrFromSlice(naiveStep(last, 1)); ok {
			edges = append(edges, after)
		}
	}
	slices.SortFunc(edges, netip.Addr.Compare)
	edges = slices.Compact(edges)
	flags := func(d *delta, name string) {
		d.added = d.added || name != "" && !exists[0][name]
		d.removed = d.removed || name != "" && !exists[1][name]
	}
	for from := range all {
		for to := range all {
			key := [2]string{from, to}
			switch {
			case from == "" && to == "":
			case from != "" && to != "":
				want := between(was.pairs[key], is.pairs[key])
				flags(&want, from)
				flags(&want, to)
				if !want.equal(got[key]) {
					t.Errorf("seed %d: %s: %v, want %v\nOLD\n%s\nNEW\n%s", seed, key, got[key], want, texts[0], texts[1])
				}
			default:
				for _, addr := range edges {
					want := between(was.at(key, addr), is.at(key, addr))
					flags(&want, from)
					flags(&want, to)
					found := delta{}
					for i, block := range blocks[key] {
						if block.Contains(addr) {
							found = gotBlocks[key][i]
						}
					}
					if !want.equal(found) {
						t.Errorf("seed %d: %s and %s: %v, want %v\nOLD\n%s\nNEW\n%s", seed, key, addr, found, want, texts[0], texts[1])
						return changes
					}
				}
			}
		}
	}
	return changes
}

// answersByName are the answers of a matrix with workloads by name; "" is an address.
type answersByName struct {
	pairs  map[[2]string]reach.Connection
	blocks map[[2]string][]blockAnswer
}

type blockAnswer struct {
	block netip.Prefix
	reach.Connection
}

func byName(a answers) answersByName {
	out := answersByName{map[[2]string]reach.Connection{}, map[[2]string][]blockAnswer{}}
	for key, c := range a.pods {
		out.pairs[[2]string{fullName(key[0]), fullName(key[1])}] = c
	}
	for w, list := range a.out {
		for _, c := range list {
			key := [2]string{fullName(w), ""}
			out.blocks[key] = append(out.blocks[key], blockAnswer{c.To.Block, c})
		}
	}
	for w, list := range a.in {
		for _, c := range list {
			key := [2]string{"", fullName(w)}
			out.blocks[key] = append(out.blocks[key], blockAnswer{c.From.Block, c})
		}
	}
	return out
}

func (a answersByName) at(key [2]string, addr netip.Addr) reach.Connection {
	for _, x := range a.blocks[key] {
		if x.block.Contains(addr) {
			return x.Connection
		}
	}
	return reach.Connection{}
}

func fullName(w *cluster.Workload) string {
	if w == nil {
		return ""
	}
	return w.Namespace.Name + "/" + w.String()
}

func names(m *cluster.Model) map[string]bool {
	out := map[string]bool{}
	for _, w := range m.Workloads {
		out[fullName(w)] = true
	}
	return out
}
