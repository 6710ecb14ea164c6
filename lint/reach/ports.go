package reach

import "slices"

// PortRange is an inclusive range of ports, within 1 to 65535.
type PortRange struct{ From, To int32 }

// minPort and maxPort bound the ports of every protocol.
const minPort, maxPort = 1, 65535

// ports is a set of ports: ranges in ascending order that neither overlap nor
// touch, so that equal sets have equal ranges.
type ports []PortRange

func allPorts() ports { return ports{{minPort, maxPort}} }

func (p ports) all() bool { return len(p) == 1 && p[0] == PortRange{minPort, maxPort} }

func (p ports) has(port int32) bool {
	for _, r := range p {
		if r.From <= port && port <= r.To {
			return true
		}
	}
	return false
}

func (p ports) union(o ports) ports {
	switch {
	case len(p) == 0 || o.all():
		return o
	case len(o) == 0 || p.all():
		return p
	}
	return merged(slices.Concat(p, o))
}

// merged makes a set of ranges in any order, which it keeps.
func merged(list []PortRange) ports {
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b PortRange) int { return int(a.From - b.From) })
	out := list[:1]
	for _, r := range list[1:] {
		if last := &out[len(out)-1]; r.From <= last.To+1 {
			last.To = max(last.To, r.To)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func (p ports) intersect(o ports) ports {
	switch {
	case p.all():
		return o
	case o.all():
		return p
	}
	var out ports
	for i, j := 0, 0; i < len(p) && j < len(o); {
		if from, to := max(p[i].From, o[j].From), min(p[i].To, o[j].To); from <= to {
			out = append(out, PortRange{from, to})
		}
		if p[i].To < o[j].To {
			i++
		} else {
			j++
		}
	}
	return out
}

func (p ports) complement() ports {
	var out ports
	next := int32(minPort)
	for _, r := range p {
		if next < r.From {
			out = append(out, PortRange{next, r.From - 1})
		}
		next = r.To + 1
	}
	if next <= maxPort {
		out = append(out, PortRange{next, maxPort})
	}
	return out
}
