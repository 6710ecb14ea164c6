package reach

import "github.com/netpolint/netpolint/lint/cluster"

// Cell is what a source may open to the workloads of a class, or of a group of
// classes.
type cell struct {
	at   int32
	conn conn
}

// row is all that one source class may open to pods: to whole groups, and to
// classes for which this is replaced. What is empty is left out of groups.
type row struct{ groups, classes []cell }

// pass computes rows, one source after the other. It takes what is not known for
// sure the way that allows least, or most if possible is set.
type pass struct {
	*table
	possible bool

	bases  map[baseKey]conn
	inward [][2]conn // by group and whether the source is on the host network
	steady [2][]int32
	every  []int32

	epoch   uint32
	marks   []uint32 // by group
	current []conn
	touched []int32
	row     row

	wants map[int32][]cell // what egress profiles allow beyond their base, by class
	stamp []uint32         // by class
	place []int32
	round uint32
}

type baseKey struct {
	d              cluster.Direction
	profile, names int32
	host           bool
}

func (t *table) newPass(possible bool) *pass {
	p := &pass{
		table: t, possible: possible, bases: map[baseKey]conn{}, wants: map[int32][]cell{},
		inward: make([][2]conn, len(t.groups)), marks: make([]uint32, len(t.groups)), current: make([]conn, len(t.groups)),
		stamp: make([]uint32, len(t.classes.list)), place: make([]int32, len(t.classes.list)),
	}
	for g := range t.groups {
		p.every = append(p.every, int32(g))
		profile := t.ingress(int32(g))
		for host := range p.inward[g] {
			if len(profile.isolating) > 0 {
				p.inward[g][host] = p.base(cluster.Ingress, t.groups[g].profile, t.groups[g].names, host == 1)
			}
			if len(profile.isolating) == 0 || profile.tierKey != 0 || p.inward[g][host] != none {
				p.steady[host] = append(p.steady[host], int32(g))
			}
		}
	}
	return p
}

func (t *table) ingress(g int32) *profile {
	return &t.profiles[cluster.Ingress].list[t.groups[g].profile]
}

// base is what the NetworkPolicies of a profile allow to every pod, or to every pod
// on the host network.
func (p *pass) base(d cluster.Direction, number, names int32, host bool) conn {
	key := baseKey{d, number, names, host}
	if known, ok := p.bases[key]; ok {
		return known
	}
	var list []conn
	for _, i := range p.profiles[d].list[number].isolating {
		for j := range p.policies[i].rules[d] {
			if r := &p.policies[i].rules[d][j]; r.pods && !host || r.hosts && host {
				list = append(list, p.ports(r.spec, names))
			}
		}
	}
	out := p.conns.sum(list)
	p.bases[key] = out
	return out
}

// compute fills p.row with the row of a source class. It is good until the next
// call.
func (p *pass) compute(source int32) *row {
	host := 0
	if p.classes.list[source].host {
		host = 1
	}
	p.admit(source, host)
	sig := p.sigs[cluster.Ingress].at(source)
	number := p.profiles[cluster.Egress].of[source]
	profile := &p.profiles[cluster.Egress].list[number]
	isolated := len(profile.isolating) > 0

	p.row.groups, p.row.classes = p.row.groups[:0], p.row.classes[:0]
	visit := func(g int32) {
		group := &p.groups[g]
		out := all
		if isolated {
			out = p.base(cluster.Egress, number, group.names, group.host)
		}
		if profile.tierKey != 0 {
			out = p.verdict(cluster.Egress, profile, group.sig, group.names, group.host, p.possible).of(p.table, isolated, out)
		}
		if out == none {
			return
		}
		if out = p.conns.meet(out, p.admitted(g, sig, host)); out != none {
			p.row.groups = append(p.row.groups, cell{g, out})
		}
	}
	for _, g := range p.steady[host] {
		visit(g)
	}
	for _, g := range p.touched {
		visit(g)
	}
	for _, want := range p.wanted(number) {
		g := p.groupOf[want.at]
		group := &p.groups[g]
		in := p.admitted(g, sig, host)
		if in == none {
			continue
		}
		out := p.conns.union(want.conn, p.base(cluster.Egress, number, group.names, group.host))
		if profile.tierKey != 0 {
			out = p.verdict(cluster.Egress, profile, group.sig, group.names, group.host, p.possible).of(p.table, isolated, out)
		}
		if out = p.conns.meet(out, in); out != none {
			p.row.classes = append(p.row.classes, cell{want.at, out})
		}
	}
	return &p.row
}

// admit notes what the NetworkPolicies of each group let in from a source.
// Touched are the groups that are not steady and let in something.
func (p *pass) admit(source int32, host int) {
	p.epoch++
	p.touched = p.touched[:0]
	for _, a := range p.sources.of(source) {
		if a < 0 {
			if a = ^a; !p.possible {
				continue
			}
		}
		for _, ref := range p.rules[a] {
			for _, g := range p.applied[ref.policy] {
				if p.marks[g] != p.epoch {
					p.marks[g] = p.epoch
					p.current[g] = p.inward[g][host]
					if p.inward[g][host] == none && p.ingress(g).tierKey == 0 {
						p.touched = append(p.touched, g)
					}
				}
				p.current[g] = p.conns.union(p.current[g], p.ports(ref.spec, p.groups[g].names))
			}
		}
	}
}

// admitted is what a group lets in from the source at work.
func (p *pass) admitted(g, sig int32, host int) conn {
	profile := p.ingress(g)
	isolated := len(profile.isolating) > 0
	in := all
	if isolated {
		if in = p.inward[g][host]; p.marks[g] == p.epoch {
			in = p.current[g]
		}
	}
	if profile.tierKey != 0 {
		in = p.verdict(cluster.Ingress, profile, sig, p.groups[g].names, host == 1, p.possible).of(p.table, isolated, in)
	}
	return in
}

// wanted is what the peers of an egress profile's NetworkPolicies allow, by class.
// Whoever goes on to another namespace calls forget.
func (p *pass) wanted(number int32) []cell {
	isolating := p.profiles[cluster.Egress].list[number].isolating
	if len(isolating) == 0 {
		return nil
	}
	if known, ok := p.wants[number]; ok {
		return known
	}
	p.round++
	var out []cell
	for _, i := range isolating {
		for _, x := range p.policies[i].peers[cluster.Egress] {
			out = p.want(out, p.atoms[x.atom].sure, x.spec)
			if p.possible {
				out = p.want(out, p.atoms[x.atom].maybe, x.spec)
			}
		}
	}
	p.wants[number] = out
	return out
}

func (p *pass) want(out []cell, classes []int32, spec int32) []cell {
	for _, n := range classes {
		conn := p.ports(spec, p.classes.list[n].names)
		if p.stamp[n] != p.round {
			p.stamp[n] = p.round
			p.place[n] = int32(len(out))
			out = append(out, cell{n, conn})
		} else {
			at := p.place[n]
			out[at].conn = p.conns.union(out[at].conn, conn)
		}
	}
	return out
}

// forget drops what was remembered of the policies of one namespace.
func (p *pass) forget() { clear(p.wants) }
