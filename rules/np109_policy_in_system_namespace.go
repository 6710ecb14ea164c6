package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// policyInSystemNamespace reports policies of kube-system that keep the cluster's own
// services from their work: DNS servers, which every pod asks, and metrics-server,
// which the API server calls and which fetches from the nodes. CNI agents and
// kube-proxy are on the host network, out of reach of policies.
func policyInSystemNamespace() *lint.Rule {
	return &lint.Rule{
		Code: "NP109", Name: "policy-in-system-namespace", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "a policy of a system namespace cuts off the cluster's DNS or its metrics",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkPolicyInSystemNamespace,
	}
}

// systemService is one of the cluster's own, and a connection that it needs. ask is that
// connection in words.
type systemService struct {
	name, ask string
	d         cluster.Direction
	flow      reach.Flow
}

func checkPolicyInSystemNamespace(pass *lint.Pass) {
	blocked := map[*cluster.Policy][]systemService{}
	for _, s := range systemServices(pass) {
		side := pass.Reach.Explain(s.flow).Sides[s.d]
		if side.Answer != cluster.No || len(side.Isolating) == 0 || side.By != nil || s.outside() && allowsAddresses(side.Isolating, s.d) {
			continue
		}
		if ns := side.Isolating[0].Namespace; policiesRead(pass.Model, ns) {
			blocked[side.Isolating[0]] = append(blocked[side.Isolating[0]], s)
		}
	}
	for _, p := range pass.Model.Policies {
		services := blocked[p]
		if len(services) == 0 {
			continue
		}
		var parts []string
		for _, s := range services {
			if part := s.name + " " + s.ask; len(parts) == 0 || parts[len(parts)-1] != part {
				parts = append(parts, part)
			}
		}
		pass.Report(lint.Finding{
			At: p.At.Child("spec").Child("podSelector"), Key: "system",
			Message: fmt.Sprintf("this policy isolates pods that the whole cluster needs, and no rule of %s allows what they do: %s", p.Namespace.Name, strings.Join(parts, "; ")),
			Help:    systemHelp(&services[0]),
			Witness: &services[0].flow,
		})
	}
}

// outside reports whether the other end is no pod: the API server, a node, or a
// server elsewhere. Its address is not known.
func (s *systemService) outside() bool { return s.flow.From.Addr.IsValid() || s.flow.To.Addr.IsValid() }

// allowsAddresses reports whether some rule of the policies may be for such an end.
func allowsAddresses(policies []*cluster.Policy, d cluster.Direction) bool {
	return slices.ContainsFunc(policies, func(p *cluster.Policy) bool {
		return slices.ContainsFunc(p.Rules[d], func(r cluster.Rule) bool {
			return r.AnyPeer() || slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool { return peer.IPBlock != nil })
		})
	})
}

func systemHelp(s *systemService) string {
	if s.d == cluster.Egress {
		return fmt.Sprintf("leave egress out of policyTypes for %s, or allow what it connects to by ipBlock: the API server and nodes are no pods", s.name)
	}
	return fmt.Sprintf("take this policy out of the system namespace, or add a policy for %s with the ingress rule - ports: [{protocol: %s, port: %d}]", s.name, s.flow.Protocol, s.flow.Port)
}

// systemServices are the connections of the cluster's own services in system
// namespaces, of those that the input shows and of those that clusters have.
func systemServices(pass *lint.Pass) []systemService {
	const most = 8
	var out []systemService
	servers := dnsServers(pass)
	shown := slices.ContainsFunc(servers, func(s dnsServer) bool { return s.at.Workload != nil && s.at.Workload.Namespace.System() })
	for _, s := range servers[:min(len(servers), most)] {
		ns, ok := livesIn(s.at)
		if !ok || !isSystem(ns) || pass.Model.Namespace(ns) == nil || shown && s.at.Workload == nil {
			continue
		}
		client := reach.Endpoint{Pod: &reach.Pod{Name: "any-pod", Namespace: "default"}}
		if w := somePod(pass.Model); w != nil {
			client = reach.Endpoint{Workload: w}
		}
		out = append(out,
			systemService{"DNS (" + s.at.String() + ")", "must answer the pods of every namespace", cluster.Ingress, reach.Flow{From: client, To: s.at, Protocol: "UDP", Port: s.port}},
			systemService{"DNS (" + s.at.String() + ")", "must reach the API server and the servers it forwards to", cluster.Egress, reach.Flow{From: s.at, To: reach.Endpoint{Addr: outside()}, Protocol: "UDP", Port: 53}})
	}
	if ns := pass.Model.Namespace("kube-system"); ns != nil {
		metrics := reach.Endpoint{Pod: &reach.Pod{Name: "metrics-server", Namespace: ns.Name, Labels: map[string]string{"k8s-app": "metrics-server"},
			Ports: []manifest.ContainerPort{{Name: "https", Protocol: "TCP", Port: 10250}}}}
		port := int32(10250)
		for _, w := range ns.Workloads {
			if strings.Contains(w.Name, "metrics-server") && !w.HostNetwork {
				metrics = reach.Endpoint{Workload: w}
				if len(w.Ports) > 0 {
					port = w.Ports[0].Port
				}
				break
			}
		}
		out = append(out, systemService{"metrics-server", "must answer the API server, which is no pod", cluster.Ingress,
			reach.Flow{From: reach.Endpoint{Addr: outside()}, To: metrics, Protocol: "TCP", Port: port}})
	}
	return out
}

func isSystem(namespace string) bool { return (&cluster.Namespace{Name: namespace}).System() }

// livesIn is the namespace of an end that is a pod.
func livesIn(e reach.Endpoint) (string, bool) {
	switch {
	case e.Workload != nil:
		return e.Workload.Namespace.Name, true
	case e.Pod != nil:
		return e.Pod.Namespace, true
	}
	return "", false
}

// somePod is a workload of an ordinary namespace, or nil.
func somePod(m *cluster.Model) *cluster.Workload {
	for _, w := range m.Workloads {
		if !w.Namespace.System() && !w.HostNetwork {
			return w
		}
	}
	return nil
}
