package reach

// Witness is one concrete flow of a set of connections between two ends, to be shown
// and explained: to a port that the destination declares if the set holds one, and from
// or to the first address of a block. There is none for a set without ports, or for an
// end that is no single one.
func Witness(from, to Node, c Conns) (Flow, bool) {
	f := Flow{From: from.endpoint(), To: to.endpoint()}
	if !f.From.single() || !f.To.single() {
		return Flow{}, false
	}
	for _, p := range portsOf(f.To) {
		if c.Has(p.Protocol, p.Port) {
			f.Protocol, f.Port = p.Protocol, p.Port
			return f, true
		}
	}
	f.Protocol, f.Port = c.Any()
	return f, f.Protocol != ""
}

func (n Node) endpoint() Endpoint {
	if n.Workload != nil {
		return Endpoint{Workload: n.Workload}
	}
	return Endpoint{Addr: n.Block.Addr(), Controller: n.Controller}
}

// single reports whether this is one end that can be asked about.
func (x Endpoint) single() bool {
	return x.Workload != nil || x.Pod != nil || x.Addr.IsValid() || x.Controller
}
