package reach

// portSpec is what a rule says of ports: some by number, and names that each
// destination resolves by itself.
type portSpec struct {
	fixed  Conns
	number conn // of fixed
	names  []namedPort
}

// namedPort is a port by name. Protocol "" takes any that the pod's port has.
type namedPort struct{ name, protocol string }

// ports is what a rule allows to destinations whose named ports have the given
// number. 0 is a destination without any, as addresses are.
func (t *table) ports(spec, names int32) conn {
	s := &t.specs[spec]
	if len(s.names) == 0 || names == 0 {
		return s.number
	}
	key := [2]int32{spec, names}
	if n, ok := t.resolved[key]; ok {
		return n
	}
	want := make(map[namedPort]bool, len(s.names))
	for _, name := range s.names {
		want[name] = true
	}
	found := []Conns{s.fixed}
	for _, port := range t.classes.named[names] {
		if want[namedPort{port.Name, port.Protocol}] || want[namedPort{port.Name, ""}] {
			found = append(found, PortConns(port.Protocol, port.Port, port.Port))
		}
	}
	n := t.conns.number(unionOf(found))
	t.resolved[key] = n
	return n
}

// joined is the number of what some of several rules say of ports.
func (t *table) joined(specs []int32) int32 {
	if len(specs) == 1 {
		return specs[0]
	}
	var out portSpec
	fixed := make([]Conns, len(specs))
	for i, n := range specs {
		fixed[i] = t.specs[n].fixed
		out.names = append(out.names, t.specs[n].names...)
	}
	out.fixed = unionOf(fixed)
	out.number = t.conns.number(out.fixed)
	t.specs = append(t.specs, out)
	return int32(len(t.specs)) - 1
}

// atomSpec is what the rules of one policy say of the ports of one atom.
type atomSpec struct{ atom, spec int32 }

// byAtom joins the rules of a policy that have a peer in common: each may name one port.
func (t *table) byAtom(rules []rule) []atomSpec {
	var out []atomSpec
	if len(rules) == 1 {
		for _, a := range rules[0].atoms {
			out = append(out, atomSpec{a, rules[0].spec})
		}
		return out
	}
	specs := map[int32][]int32{}
	for i := range rules {
		for _, a := range rules[i].atoms {
			if specs[a] == nil {
				out = append(out, atomSpec{atom: a})
			}
			specs[a] = append(specs[a], rules[i].spec)
		}
	}
	for i := range out {
		out[i].spec = t.joined(specs[out[i].atom])
	}
	return out
}
