package rules

import (
	"cmp"
	"slices"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// portRanges lists the numeric entries of a rule of one protocol by their first
// port, the longest first.
func portRanges(r *cluster.Rule, protocol string) []*cluster.Port {
	var out []*cluster.Port
	for i := range r.Ports {
		if p := &r.Ports[i]; p.Name == "" && p.Protocol == protocol && readable(p) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b *cluster.Port) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To))
	})
	return out
}

// portRun is a group of entries that together allow every port of a range.
type portRun struct {
	from, to int32
	// entries are those that the range needs, and within the others, each with one
	// that allows its ports already.
	entries []*cluster.Port
	within  []portWithin
}

type portWithin struct{ port, in *cluster.Port }

// portRuns joins the entries of one protocol that overlap or follow each other.
func portRuns(r *cluster.Rule, protocol string) []portRun {
	var out []portRun
	var last *portRun
	for _, p := range portRanges(r, protocol) {
		switch {
		case last == nil || p.From > last.to+1:
			out = append(out, portRun{from: p.From, to: p.To, entries: []*cluster.Port{p}})
			last = &out[len(out)-1]
		case p.To <= last.to:
			last.within = append(last.within, portWithin{p, last.entries[len(last.entries)-1]})
		default:
			last.entries = append(last.entries, p)
			last.to = p.To
		}
	}
	return out
}

// protocols are those of which policies name ports.
func protocols() [3]string { return [...]string{"TCP", "UDP", "SCTP"} }

// writtenPort is an entry of ports as its author wrote it; nil for cluster-wide
// policies, whose entries have another form.
func writtenPort(at portRule, i int) *networkingv1.NetworkPolicyPort {
	if at.policy.Namespace == nil || at.policy.Spec == nil {
		return nil
	}
	var ports []networkingv1.NetworkPolicyPort
	switch spec := at.policy.Spec; {
	case at.direction == cluster.Ingress && at.index < len(spec.Ingress):
		ports = spec.Ingress[at.index].Ports
	case at.direction == cluster.Egress && at.index < len(spec.Egress):
		ports = spec.Egress[at.index].Ports
	}
	if i >= len(ports) {
		return nil
	}
	return &ports[i]
}

// nullsOf are the places where null is written, of which null-list-item speaks.
func nullsOf(p *cluster.Policy) map[manifest.Ref]bool {
	if len(p.Nulls) == 0 {
		return nil
	}
	out := make(map[manifest.Ref]bool, len(p.Nulls))
	for _, at := range p.Nulls {
		out[at] = true
	}
	return out
}
