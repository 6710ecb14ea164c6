package rules

import (
	"net/netip"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// outside is the address of the outsider in witnesses: one of a range that the
// documentation of protocols may use (RFC 5737), so that it is nobody's.
func outside() netip.Addr { return netip.MustParseAddr("203.0.113.7") }

// outbound is a flow from a pod of the policy to the outside that the rule lets
// through, or nil where the input shows no such pod.
func outbound(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) *reach.Flow {
	return witness(pass, p, r, cluster.Egress, outside())
}

// inbound is a flow from the outside to a pod of the policy that the rule lets
// through, or nil where the input shows no such pod.
func inbound(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule) *reach.Flow {
	return witness(pass, p, r, cluster.Ingress, outside())
}

// witness is a flow between a pod of the policy and an outside address that the
// engine confirms, or nil.
func witness(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, d cluster.Direction, addr netip.Addr) *reach.Flow {
	return witnessAmong(pass, p.Selected, r, d, addr)
}

// witnessAmong is witness for some of the pods of the policy.
func witnessAmong(pass *lint.Pass, pods []*cluster.Workload, r *cluster.Rule, d cluster.Direction, addr netip.Addr) *reach.Flow {
	if !addr.IsValid() {
		return nil
	}
	for _, w := range pods[:min(len(pods), mostTried)] {
		protocol, port := aPort(r, w, d)
		flow := reach.Flow{From: reach.Endpoint{Workload: w}, To: reach.Endpoint{Addr: addr}, Protocol: protocol, Port: port}
		if d == cluster.Ingress {
			flow.From, flow.To = flow.To, flow.From
		}
		if pass.Reach.Explain(flow).Answer == cluster.Yes {
			return &flow
		}
	}
	return nil
}

// mostTried is how many pods a witness is sought among: it is there to show a
// finding, and most findings are shown by the first pod.
const mostTried = 64

// aPort picks a port that the rule allows: one that the pod listens on where it
// can, as that makes the witness a real one.
func aPort(r *cluster.Rule, w *cluster.Workload, d cluster.Direction) (string, int32) {
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Name == "" && !p.AllPorts() {
			return p.Protocol, p.From
		}
		for _, c := range w.Ports {
			if d == cluster.Ingress && c.Protocol == p.Protocol && (p.Name == "" || p.Name == c.Name) {
				return c.Protocol, c.Port
			}
		}
	}
	if d == cluster.Ingress && r.AnyPort() && len(w.Ports) > 0 {
		return w.Ports[0].Protocol, w.Ports[0].Port
	}
	return "TCP", 443
}

// crowded reports whether so many policies isolate a pod that to explain a flow of
// it costs more than it tells.
func crowded(w *cluster.Workload, d cluster.Direction) bool { return len(w.Policies[d]) > 300 }
