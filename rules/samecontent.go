package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
)

// contentOf writes down what the rules of a policy say, so that policies which say
// the same in the same or another order have equal texts.
func contentOf(p *cluster.Policy) string {
	var out strings.Builder
	for _, d := range cluster.Directions {
		var rules []string
		for i := range p.Rules[d] {
			rules = append(rules, ruleContent(&p.Rules[d][i]))
		}
		fmt.Fprintf(&out, "%s %q;", d, sortedOnce(rules))
	}
	return out.String()
}

func ruleContent(r *cluster.Rule) string {
	var peers, ports []string
	for i := range r.Peers {
		peers = append(peers, peerContent(&r.Peers[i]))
	}
	for i := range r.Ports {
		p := &r.Ports[i]
		ports = append(ports, fmt.Sprintf("%s %q %d-%d", p.Protocol, p.Name, p.From, p.To))
	}
	return fmt.Sprintf("%s %q %q", r.Action, sortedOnce(peers), sortedOnce(ports))
}

// peerContent tells peers apart: two with equal texts are the same.
func peerContent(p *cluster.Peer) string {
	if b := p.IPBlock; b != nil {
		var except []string
		for i := range b.Except {
			except = append(except, b.Except[i].Prefix.String())
		}
		return fmt.Sprintf("%s %q", b.Prefix, sortedOnce(except))
	}
	text := "own"
	if p.Namespaces != nil {
		text = "in " + p.Namespaces.Key()
	}
	if p.Pods != nil && !p.Pods.Empty() {
		text += " pods " + p.Pods.Key()
	}
	return text
}

func sortedOnce(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// unclear reports whether a rule has something of which it is not known what it
// means, so that nothing is said of it.
func unclear(r cluster.Rule) bool {
	return slices.ContainsFunc(r.Peers, func(p cluster.Peer) bool {
		switch {
		case p.Unread || p.Elsewhere:
			return true
		case p.IPBlock != nil:
			return !p.IPBlock.Prefix.IsValid() || slices.ContainsFunc(p.IPBlock.Except, func(e cluster.Except) bool { return !e.Prefix.IsValid() })
		}
		return p.Namespaces == nil && p.Pods == nil || p.Namespaces != nil && p.Namespaces.Unresolved() || p.Pods != nil && p.Pods.Unresolved()
	})
}
