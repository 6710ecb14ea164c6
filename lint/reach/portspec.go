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
	out := s.fixed
	for _, port := range t.classes.named[names] {
		for _, want := range s.names {
			if want.name == port.Name && (want.protocol == port.Protocol || want.protocol == "") {
				out = out.Union(PortConns(port.Protocol, port.Port, port.Port))
			}
		}
	}
	n := t.conns.number(out)
	t.resolved[key] = n
	return n
}
