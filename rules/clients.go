package rules

import (
	"net/netip"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// client is an end that a rule speaks of, as the other end of a flow: a pod of the
// input, an address of a block, or a pod with the labels that a peer asks for. It is
// the zero value where the rule has none.
func client(p *cluster.Policy, r *cluster.Rule) reach.Endpoint {
	for i := range r.Peers {
		if pods := r.Peers[i].Selected; len(pods) > 0 {
			return reach.Endpoint{Workload: pods[0]}
		}
	}
	for i := range r.Peers {
		peer := &r.Peers[i]
		if peer.IPBlock != nil {
			if a := exampleAddress(peer.IPBlock); a.IsValid() {
				return reach.Endpoint{Addr: a}
			}
			continue
		}
		if pod := podOf(p, peer); pod != nil {
			return reach.Endpoint{Pod: pod}
		}
	}
	if r.AnyPeer() {
		return reach.Endpoint{Addr: outside()}
	}
	return reach.Endpoint{}
}

func exampleAddress(b *cluster.IPBlock) netip.Addr {
	if !b.Prefix.IsValid() {
		return netip.Addr{}
	}
	return blockAddresses(b).example()
}

// podOf is a pod with the labels that a peer asks for, in the namespace that it
// names; nil where it names none.
func podOf(p *cluster.Policy, peer *cluster.Peer) *reach.Pod {
	namespace := ""
	switch {
	case peer.Namespaces != nil:
		for i := range peer.Namespaces.Requirements {
			if r := &peer.Namespaces.Requirements[i]; r.Key == cluster.NameLabel && r.Positive() && len(r.Values) > 0 {
				namespace = r.Values[0]
			}
		}
	case p.Namespace != nil:
		namespace = p.Namespace.Name
	}
	if namespace == "" || peer.Unread || peer.Elsewhere {
		return nil
	}
	labels := map[string]string{}
	if peer.Pods != nil {
		asked, possible := demanded(peer.Pods)
		if !possible {
			return nil
		}
		labels = asked
	}
	return &reach.Pod{Name: "client", Namespace: namespace, Labels: labels}
}

// debugPort is a port that nothing should need: that of the Node.js debugger. A
// witness to it shows what else a rule opens.
const debugPort = 9229

// cheap reports whether the engine may be asked about a pod for a witness alone: it
// looks at each rule of the policies of the pod, and findings may be as many.
func cheap(w *cluster.Workload, d cluster.Direction) bool {
	const most = 1000
	rules := 0
	for _, p := range w.Policies[d] {
		if rules += 1 + len(p.Rules[d]); rules > most {
			return false
		}
	}
	return true
}

// openFlow is a connection to a port that the rule allows, or nil where the input shows none.
func openFlow(pass *lint.Pass, at portRule, protocol string, port int32) *reach.Flow {
	if len(at.policy.Selected) == 0 || !cheap(at.policy.Selected[0], at.direction) {
		return nil
	}
	f := reach.Flow{From: reach.Endpoint{Workload: at.policy.Selected[0]}, To: client(at.policy, at.rule), Protocol: protocol, Port: port}
	if at.direction == cluster.Ingress {
		f.From, f.To = f.To, f.From
	}
	if f.From == (reach.Endpoint{}) || f.To == (reach.Endpoint{}) || pass.Reach.Explain(f).Answer != cluster.Yes {
		return nil
	}
	return &f
}
