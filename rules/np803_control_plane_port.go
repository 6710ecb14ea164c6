package rules

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// controlPlanePort reports egress rules that open the ports of etcd, the kubelet and
// the controllers of the control plane, on nodes or on networks of any kind. The
// NSA/CISA Kubernetes hardening guide lists these ports as those to keep apart, and
// so does the documentation ("Ports and Protocols").
func controlPlanePort() *lint.Rule {
	return &lint.Rule{
		Code: "NP803", Name: "control-plane-port", Category: lint.Sensitive, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an egress rule opens the ports of etcd, the kubelet or the controllers on nodes or whole networks",
		Controls: []lint.Control{lint.NSAControlPlane, lint.NSALeastAccess},
		Options: []lint.Option{
			{Name: "users", Kind: lint.StringsOption, Doc: "words in the names of pods and policies that need these ports, beside those of monitoring", Strings: nodeUsers()},
		},
		Check: checkControlPlanePort,
	}
}

// nodeUsers are words in the names of programs that call kubelets or etcd.
func nodeUsers() []string {
	return []string{"metrics", "metrics-server", "kubelet", "etcd", "apiserver", "control-plane", "controlplane", "heapster", "autoscaler", "goldilocks", "opencost", "kubecost", "cadvisor", "node-exporter", "node-problem"}
}

// controlPlanePorts says what listens on a port of a node, as the documentation of
// Kubernetes has it; "" for others.
func controlPlanePorts(port int32) string {
	switch port {
	case 2379, 2380:
		return "etcd, which holds every object and secret of the cluster"
	case 10250:
		return "the kubelet, which runs commands in every pod of its node"
	case 10255:
		return "the kubelet's port without authentication"
	case 10257:
		return "kube-controller-manager"
	case 10259:
		return "kube-scheduler"
	}
	return ""
}

func checkControlPlanePort(pass *lint.Pass) {
	users := pass.Strings("users")
	is := func(name string) bool {
		name = strings.ToLower(name)
		return monitoringName(name) || slices.ContainsFunc(users, func(user string) bool { return nameHolds(name, user) })
	}
	for _, p := range everyPolicy(pass.Model) {
		if p.Namespace != nil && p.Namespace.System() {
			continue
		}
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			port, number := controlPlaneEntry(r)
			if port == nil || !permits(p, cluster.Egress, r) || !reachesNodes(r) || namedFor(p, is) {
				continue
			}
			f := lint.Finding{
				At: port.At, Key: fmt.Sprint("egress ", number),
				Message: fmt.Sprintf("%s may connect to %d/TCP of %s, the port of %s%s", subject(p), number, nodesText(r), controlPlanePorts(number), beyond(p)),
				Help:    "remove the port, or leave it to the pods that work with nodes and to their addresses, such as ipBlock: {cidr: 192.0.2.10/32}",
				Witness: witnessTo(pass, p.Selected, "TCP", number, exampleOf(r)),
			}
			// A rule for nothing else is no rule for the internet.
			if !slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return p.Name != "" || p.From != p.To || controlPlanePorts(p.From) == "" }) {
				f.Covers = []lint.Cover{{Code: "NP207", At: r.At}, {Code: "NP301", At: r.At}}
			}
			pass.Report(f)
		}
	}
}

// controlPlaneEntry returns the entry of a rule that names a port of the control
// plane, alone or in a short range, and that port.
func controlPlaneEntry(r *cluster.Rule) (*cluster.Port, int32) {
	const short = 100
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Name != "" || p.Protocol != "TCP" || p.To-p.From > short {
			continue
		}
		for n := p.From; n <= p.To; n++ {
			if controlPlanePorts(n) != "" {
				return p, n
			}
		}
	}
	return nil, 0
}

// reachesNodes reports whether a rule may reach nodes: it names no peer, nodes, or a
// block of more than one address.
func reachesNodes(r *cluster.Rule) bool {
	return r.AnyPeer() || slices.ContainsFunc(r.Peers, func(p cluster.Peer) bool {
		return p.Nodes || p.IPBlock != nil && p.IPBlock.Prefix.IsValid() && !p.IPBlock.Prefix.IsSingleIP()
	})
}

// nodesText says in words where a rule may reach nodes.
func nodesText(r *cluster.Rule) string {
	for i := range r.Peers {
		switch p := &r.Peers[i]; {
		case p.Nodes:
			return "nodes"
		case p.IPBlock != nil && p.IPBlock.Prefix.IsValid() && !p.IPBlock.Prefix.IsSingleIP():
			return "any machine in " + blockText(p.IPBlock)
		}
	}
	return "any machine"
}

// namedFor reports whether the name of a policy, of its namespace or of its pods is
// of some kind.
func namedFor(p *cluster.Policy, is func(string) bool) bool {
	if is(p.Name) || is(namespaceName(p)) || namesPods(p.Subject, is) {
		return true
	}
	return len(p.Selected) > 0 && !slices.ContainsFunc(p.Selected, func(w *cluster.Workload) bool { return !is(w.Name) })
}

// exampleOf is an address that an egress rule reaches.
func exampleOf(r *cluster.Rule) netip.Addr {
	if r.AnyPeer() {
		return outside()
	}
	all := ruleAddresses(r, true)
	return cmp.Or(all.example(), ruleAddresses(r, false).example())
}

// witnessTo is a flow from one of some pods to a port of an address that the engine
// confirms, or nil.
func witnessTo(pass *lint.Pass, pods []*cluster.Workload, protocol string, port int32, addr netip.Addr) *reach.Flow {
	if !addr.IsValid() {
		return nil
	}
	for _, w := range pods[:min(len(pods), mostTried)] {
		flow := reach.Flow{From: reach.Endpoint{Workload: w}, To: reach.Endpoint{Addr: addr}, Protocol: protocol, Port: port}
		if pass.Reach.Explain(flow).Answer == cluster.Yes {
			return &flow
		}
	}
	return nil
}
