package reach

import (
	"slices"
	"strconv"
	"strings"
)

// Protocols are those of which policies tell ports apart, in the order in which
// they are written.
func Protocols() [3]string { return [...]string{"TCP", "UDP", "SCTP"} }

// protocolIndex is the place of a protocol in Protocols, or -1.
func protocolIndex(protocol string) int {
	switch protocol {
	case "TCP":
		return 0
	case "UDP":
		return 1
	case "SCTP":
		return 2
	}
	return -1
}

// Conns is a set of connections that may be opened to an endpoint: ports of TCP,
// UDP and SCTP, and all other protocols (as ICMP), of which policies know no
// more than whether all are allowed. It is immutable, and the zero value is the
// empty set. Use [Conns.Equal] to compare.
type Conns struct{ set *connSet }

type connSet struct {
	ports [3]ports
	other bool
	all   bool // every port of every protocol
}

// everything is the one set that is full.
var everything = &connSet{ports: [...]ports{allPorts(), allPorts(), allPorts()}, other: true, all: true}

// AllConns is every port of every protocol, as a rule without ports allows.
func AllConns() Conns { return Conns{everything} }

// PortConns is a range of ports of one protocol. An unknown protocol, or a range
// outside of 1 to 65535, gives the empty set.
func PortConns(protocol string, from, to int32) Conns {
	i := protocolIndex(protocol)
	from, to = max(from, minPort), min(to, maxPort)
	if i < 0 || from > to {
		return Conns{}
	}
	s := &connSet{}
	s.ports[i] = ports{{from, to}}
	return Conns{s}
}

// canonical returns the set, so that the empty and the full one are unique.
func canonical(s *connSet) Conns {
	none, all := !s.other, s.other
	for _, p := range s.ports {
		none = none && len(p) == 0
		all = all && p.all()
	}
	switch {
	case none:
		return Conns{}
	case all:
		return Conns{everything}
	}
	return Conns{s}
}

// Empty reports whether the set allows nothing.
func (c Conns) Empty() bool { return c.set == nil }

// All reports whether the set allows every port of every protocol.
func (c Conns) All() bool { return c.set != nil && c.set.all }

// Other reports whether protocols other than TCP, UDP and SCTP are allowed.
func (c Conns) Other() bool { return c.set != nil && c.set.other }

// Ports returns the ports of a protocol: ranges in ascending order, apart from
// each other. The result must not be changed.
func (c Conns) Ports(protocol string) []PortRange {
	i := protocolIndex(protocol)
	if c.set == nil || i < 0 {
		return nil
	}
	return c.set.ports[i]
}

// Has reports whether the set holds a port of a protocol.
func (c Conns) Has(protocol string, port int32) bool {
	i := protocolIndex(protocol)
	return c.set != nil && i >= 0 && c.set.ports[i].has(port)
}

// Union is what either set allows.
func (c Conns) Union(o Conns) Conns {
	switch {
	case c.Empty() || o.All() || c.set == o.set:
		return o
	case o.Empty() || c.All():
		return c
	}
	out := &connSet{other: c.set.other || o.set.other}
	for i := range out.ports {
		out.ports[i] = c.set.ports[i].union(o.set.ports[i])
	}
	return canonical(out)
}

// unionOf is what some of many sets allow. One by one they would take the square of
// their number.
func unionOf(list []Conns) Conns {
	out := &connSet{}
	var ranges [3][]PortRange
	for _, c := range list {
		if c.Empty() {
			continue
		}
		for i, p := range c.set.ports {
			ranges[i] = append(ranges[i], p...)
		}
		out.other = out.other || c.set.other
	}
	for i := range ranges {
		out.ports[i] = merged(ranges[i])
	}
	return canonical(out)
}

// Intersect is what both sets allow.
func (c Conns) Intersect(o Conns) Conns {
	switch {
	case c.Empty() || o.All() || c.set == o.set:
		return c
	case o.Empty() || c.All():
		return o
	}
	out := &connSet{other: c.set.other && o.set.other}
	for i := range out.ports {
		out.ports[i] = c.set.ports[i].intersect(o.set.ports[i])
	}
	return canonical(out)
}

// Minus is what c allows and o does not.
func (c Conns) Minus(o Conns) Conns {
	switch {
	case c.Empty() || o.Empty():
		return c
	case o.All() || c.set == o.set:
		return Conns{}
	}
	out := &connSet{other: c.set.other && !o.set.other}
	for i := range out.ports {
		out.ports[i] = c.set.ports[i].intersect(o.set.ports[i].complement())
	}
	return canonical(out)
}

// Equal reports whether both sets allow the same.
func (c Conns) Equal(o Conns) bool {
	if c.set == o.set {
		return true
	}
	if c.set == nil || o.set == nil || c.set.other != o.set.other {
		return false
	}
	for i := range c.set.ports {
		if !slices.Equal(c.set.ports[i], o.set.ports[i]) {
			return false
		}
	}
	return true
}

// Any returns one connection of the set, a port of a protocol that rules name if
// there is one: protocol is "" for a set of other protocols only.
func (c Conns) Any() (protocol string, port int32) {
	if c.set == nil {
		return "", 0
	}
	for i, p := range c.set.ports {
		if len(p) > 0 {
			return Protocols()[i], p[0].From
		}
	}
	return "", 0
}

// String writes the set for people: "all", "none", "TCP 80,8000-8090; UDP 53".
// A protocol whose every port is allowed stands alone.
func (c Conns) String() string {
	switch {
	case c.Empty():
		return "none"
	case c.All():
		return "all"
	}
	var parts []string
	for i, p := range c.set.ports {
		switch {
		case len(p) == 0:
		case p.all():
			parts = append(parts, Protocols()[i])
		default:
			parts = append(parts, Protocols()[i]+" "+p.String())
		}
	}
	if c.set.other {
		parts = append(parts, "other protocols")
	}
	return strings.Join(parts, "; ")
}

// String writes the ports as "80,8000-8090".
func (p ports) String() string {
	var b []byte
	for i, r := range p {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(r.From), 10)
		if r.To != r.From {
			b = append(b, '-')
			b = strconv.AppendInt(b, int64(r.To), 10)
		}
	}
	return string(b)
}
