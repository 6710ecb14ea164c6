package rules

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// lastPort is the highest port number.
const lastPort = 65535

// portRule is a rule, and where it stands.
type portRule struct {
	policy    *cluster.Policy
	direction cluster.Direction
	rule      *cluster.Rule
	index     int // among the rules of the direction
}

// portRules visits the rules that list ports, of NetworkPolicies and of
// cluster-wide policies.
func portRules(m *cluster.Model) iter.Seq[portRule] {
	return func(yield func(portRule) bool) {
		for _, policies := range [...][]*cluster.Policy{m.Policies, m.Tiered} {
			for _, p := range policies {
				for _, d := range cluster.Directions {
					for i := range p.Rules[d] {
						if r := &p.Rules[d][i]; len(r.Ports) > 0 && !yield(portRule{p, d, r, i}) {
							return
						}
					}
				}
			}
		}
	}
}

// eachPort visits the entries of ports of a rule with their index, equal ones once
// (duplicate-port speaks of the others).
func eachPort(r *cluster.Rule) iter.Seq2[int, *cluster.Port] {
	type entry struct {
		protocol, name string
		from, to       int32
	}
	return func(yield func(int, *cluster.Port) bool) {
		var seen map[entry]bool
		if len(r.Ports) > 1 {
			seen = make(map[entry]bool, len(r.Ports))
		}
		for i := range r.Ports {
			p := &r.Ports[i]
			e := entry{p.Protocol, p.Name, p.From, p.To}
			if seen[e] {
				continue
			}
			if seen != nil {
				seen[e] = true
			}
			if !yield(i, p) {
				return
			}
		}
	}
}

// readable reports whether it is known which ports an entry allows: the API server
// takes it, and no template engine replaces it.
func readable(p *cluster.Port) bool {
	if p.Name != "" {
		return !manifest.Unresolved(p.Name)
	}
	return p.From >= 1 && p.From <= p.To && p.To <= lastPort && !manifest.Unresolved(p.Protocol)
}

// single reports whether an entry is one port by its number.
func single(p *cluster.Port) bool { return p.Name == "" && p.From == p.To && readable(p) }

// portText writes an entry of ports as messages do.
func portText(p *cluster.Port) string {
	switch {
	case p.Name != "":
		return "port " + p.Name
	case p.AllPorts():
		return "every " + p.Protocol + " port"
	}
	return rangeText(p.Protocol, p.From, p.To)
}

func rangeText(protocol string, from, to int32) string {
	if from != to {
		return fmt.Sprintf("%d-%d/%s", from, to, protocol)
	}
	return strconv.Itoa(int(from)) + "/" + protocol
}

// portItem is an entry of ports as YAML.
func portItem(protocol string, port int32) string {
	return fmt.Sprintf("{protocol: %s, port: %d}", protocol, port)
}

// portAt is the place of the number or the name of an entry.
func portAt(p *cluster.Policy, port *cluster.Port) manifest.Ref {
	if p.Namespace != nil {
		return port.At.Child("port")
	}
	field := "number"
	if port.From != port.To {
		field = "range"
	}
	switch {
	case strings.Contains(string(port.At.Path), "/protocols/"): // v1alpha2
		if port.Name != "" {
			return port.At.Child("destinationNamedPort")
		}
		return port.At.Child(strings.ToLower(port.Protocol)).Child("destinationPort").Child(field)
	case port.Name != "":
		return port.At.Child("namedPort")
	case port.From != port.To:
		return port.At.Child("portRange").Child("start")
	}
	return port.At.Child("portNumber").Child("port")
}

// matchesPort reports whether an entry allows a port of a pod, whose name there is
// given. One without a protocol, of a cluster-wide policy, takes that of the pod.
func matchesPort(p *cluster.Port, c *manifest.ContainerPort) bool {
	if p.Name == "" {
		return p.Covers(c.Protocol, c.Port)
	}
	return p.Name == c.Name && (p.Protocol == "" || p.Protocol == c.Protocol)
}

// does says in words what a rule does with the connections that it matches.
func does(r *cluster.Rule) string {
	switch r.Action {
	case cluster.Deny:
		return "denies"
	case cluster.Pass:
		return "passes"
	}
	return "allows"
}

// wordAmong reports whether a word of a name is one of those given.
func wordAmong(name string, words ...string) bool {
	return slices.ContainsFunc(nameWords(name), func(w string) bool { return slices.Contains(words, w) })
}

// aboutThese reports whether what a rule is for has a name that passes: its policy,
// its namespace, the pods of either side, or what their selectors ask for.
func aboutThese(p *cluster.Policy, r *cluster.Rule, is func(string) bool) bool {
	if is(p.Name) || p.Namespace != nil && is(p.Namespace.Name) || namesPods(p.Subject, is) || anyPodNamed(p.Selected, is) {
		return true
	}
	for i := range r.Peers {
		peer := &r.Peers[i]
		if namesPods(peer.Pods, is) || namesPods(peer.Namespaces, is) || anyPodNamed(peer.Selected, is) {
			return true
		}
	}
	return false
}

// anyPodNamed looks at the first few pods of a selection only: one that is meant
// by its name is never one of many.
func anyPodNamed(pods []*cluster.Workload, is func(string) bool) bool {
	const few = 4
	return slices.ContainsFunc(pods[:min(len(pods), few)], func(w *cluster.Workload) bool { return is(w.Name) })
}
