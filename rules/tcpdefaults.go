package rules

import (
	"slices"
	"strconv"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// tcpDefaults judges entries that mean TCP only as they name no protocol.
type tcpDefaults struct {
	services map[int32]string
	udp      map[openUDP]bool
	tcp      map[exposedIn]bool
}

type openUDP struct {
	policy    *cluster.Policy
	direction cluster.Direction
	port      int32
}

// newTCPDefaults takes the ports of services that use UDP, and their names.
func newTCPDefaults(ports map[string]string) *tcpDefaults {
	x := &tcpDefaults{services: map[int32]string{}, udp: map[openUDP]bool{}, tcp: map[exposedIn]bool{}}
	for text, name := range ports {
		if n, err := strconv.Atoi(text); err == nil {
			x.services[int32(n)] = name
		}
	}
	return x
}

// wrong returns the service that uses UDP on a port, where nothing says that TCP is
// meant; "" for others.
func (x *tcpDefaults) wrong(pass *lint.Pass, at portRule, port int32) string {
	service := x.services[port]
	if service == "" || x.allowsUDP(at, port) || x.servesTCP(pass, at, port) {
		return ""
	}
	return service
}

// allowsUDP reports whether the port is allowed over UDP too, so that its author has
// thought of it: by any rule of the policy, or of another one for the same pods.
func (x *tcpDefaults) allowsUDP(at portRule, port int32) bool {
	key := openUDP{at.policy, at.direction, port}
	allows, known := x.udp[key]
	if !known {
		allows = anyPolicyAllowsUDP(at, port)
		x.udp[key] = allows
	}
	return allows
}

func anyPolicyAllowsUDP(at portRule, port int32) bool {
	if opensUDP(at.policy, at.direction, port) {
		return true
	}
	const few = 200 // policies of a pod that are looked at
	others := at.policy.Namespace.Policies
	if len(at.policy.Selected) > 0 {
		others = at.policy.Selected[0].Policies[at.direction]
	}
	return slices.ContainsFunc(others[:min(len(others), few)], func(p *cluster.Policy) bool {
		same := len(at.policy.Selected) > 0 || p.SelectsAll() || p.Subject.Key() == at.policy.Subject.Key()
		return same && opensUDP(p, at.direction, port)
	})
}

func opensUDP(p *cluster.Policy, d cluster.Direction, port int32) bool {
	return slices.ContainsFunc(p.Rules[d], func(r cluster.Rule) bool {
		return r.AnyPort() || slices.ContainsFunc(r.Ports, func(p cluster.Port) bool {
			return p.Covers("UDP", port) || p.Name != "" && p.Protocol == "UDP"
		})
	})
}

// servesTCP reports whether the pods of the rule say that they listen on the port
// over TCP.
func (x *tcpDefaults) servesTCP(pass *lint.Pass, at portRule, port int32) bool {
	targets, _ := portTargets(pass.Model, at)
	return slices.ContainsFunc(targets, func(t portTarget) bool {
		key := exposedIn{t.key, servedPort{"TCP", port}}
		serves, known := x.tcp[key]
		if !known {
			serves = slices.ContainsFunc(t.pods, func(w *cluster.Workload) bool { return listening(w, "TCP", port) == cluster.Yes })
			x.tcp[key] = serves
		}
		return serves
	})
}
