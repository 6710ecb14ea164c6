package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// allPortsAllowed reports rules that name pods, and not the ports on which they are
// called. A rule without ports allows every port of every protocol (the
// NetworkPolicy API reference), debug and admin ports included.
func allPortsAllowed() *lint.Rule {
	return &lint.Rule{
		Code: "NP308", Name: "all-ports-allowed", Category: lint.Breadth, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "a rule between certain pods allows every port of every protocol",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkAllPortsAllowed,
	}
}

func checkAllPortsAllowed(pass *lint.Pass) {
	for _, policies := range [...][]*cluster.Policy{pass.Model.Policies, pass.Model.Tiered} {
		for _, p := range policies {
			for _, d := range cluster.Directions {
				if opensAll(p, d) != nil {
					continue // an allow-all rule is what matters there
				}
				for i := range p.Rules[d] {
					r := &p.Rules[d][i]
					if r.Action == cluster.Allow && r.AnyPort() && !r.AnyPeer() && namesTheCalled(p, d, r) {
						reportAllPorts(pass, p, d, r)
					}
				}
			}
		}
	}
}

// namesTheCalled reports whether a rule is about certain pods that are called, so
// that their ports are known to its author. A rule for all pods of a namespace is
// about namespaces, and one for addresses about networks.
func namesTheCalled(p *cluster.Policy, d cluster.Direction, r *cluster.Rule) bool {
	if d == cluster.Ingress {
		return !p.Subject.Empty() && !slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return wholeInternet(peer.IPBlock) })
	}
	return !slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return peer.Pods == nil || peer.Pods.Empty() })
}

func reportAllPorts(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule) {
	called := p.Selected
	who := subject(p) + " may be called on every port of every protocol by what this rule names"
	if d == cluster.Egress {
		called = nil
		for i := range r.Peers {
			called = append(called, r.Peers[i].Selected[:min(len(r.Peers[i].Selected), fewPods)]...)
		}
		who = subject(p) + " may call what this rule names on every port of every protocol"
	}
	f := lint.Finding{
		At: r.At, Key: d.String() + " " + peersText(r),
		Message: who + ", debug and admin ports included",
		Help:    "list the ports that are used, such as ports: [{protocol: TCP, port: 8080}]",
	}
	if ports := declared(called); len(ports) > 0 {
		f.Help = fmt.Sprintf("list the ports that are used; the pods declare ports: [%s]", strings.Join(ports, ", "))
	}
	if d == cluster.Ingress || len(called) > 0 {
		f.Witness = openFlow(pass, portRule{policy: p, direction: d, rule: r}, "TCP", debugPort)
	}
	pass.Report(f)
}

// peersText names the peers of a rule.
func peersText(r *cluster.Rule) string {
	var parts []string
	for i := range r.Peers {
		switch peer := &r.Peers[i]; {
		case peer.IPBlock != nil:
			parts = append(parts, peer.IPBlock.Text)
		case peer.Namespaces != nil && peer.Pods != nil:
			parts = append(parts, peer.Namespaces.String()+"/"+peer.Pods.String())
		case peer.Namespaces != nil:
			parts = append(parts, peer.Namespaces.String()+"/")
		case peer.Pods != nil:
			parts = append(parts, peer.Pods.String())
		}
	}
	return strings.Join(parts, " ")
}

// declared lists the ports that the containers of some pods declare, as YAML.
func declared(pods []*cluster.Workload) []string {
	const most = 6
	var out []string
	for _, w := range pods[:min(len(pods), fewPods)] {
		for _, c := range w.Ports {
			if item := portItem(c.Protocol, c.Port); !slices.Contains(out, item) && len(out) < most {
				out = append(out, item)
			}
		}
	}
	return out
}
