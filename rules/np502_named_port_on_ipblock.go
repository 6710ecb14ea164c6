package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// namedPortOnIPBlock reports egress rules that name a port for addresses. A name is
// looked up on the destination pod, and an address has none (NetworkPolicyPort in
// the Kubernetes API reference; the implementations match nothing).
func namedPortOnIPBlock() *lint.Rule {
	return &lint.Rule{
		Code: "NP502", Name: "named-port-on-ipblock", Category: lint.Ports, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an egress rule names a port for addresses, which have no port names",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkNamedPortOnIPBlock,
	}
}

func checkNamedPortOnIPBlock(pass *lint.Pass) {
	for at := range portRules(pass.Model) {
		if at.direction != cluster.Egress {
			continue
		}
		block := firstBlock(at.rule)
		blocksOnly := block != nil && !slices.ContainsFunc(at.rule.Peers, func(p cluster.Peer) bool { return p.IPBlock == nil })
		for _, port := range eachPort(at.rule) {
			switch {
			case port.Name == "" || !readable(port) || dnsPortName(port.Name):
			case blocksOnly || block != nil && !reachesAddresses(at.rule):
				reportNameOnBlock(pass, at, port, block)
			case at.rule.AnyPeer() && at.policy.Namespace != nil && wellKnownPort(port.Name) != 0 && !namedSomewhere(pass, port):
				pass.Report(lint.Finding{
					At: portAt(at.policy, port), Key: "any " + port.Name,
					Message: fmt.Sprintf("this rule names no destination, and %s is looked up on pods: it opens no address outside of the cluster, and no pod of the input has such a port", portText(port)),
					Help:    "write the number, " + portItem(port.Protocol, wellKnownPort(port.Name)) + ", and name the destination under to:",
				})
			}
		}
	}
}

// firstBlock is the first block of a rule that can be read.
func firstBlock(r *cluster.Rule) *cluster.IPBlock {
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b != nil && b.Prefix.IsValid() {
			return b
		}
	}
	return nil
}

func reportNameOnBlock(pass *lint.Pass, at portRule, port *cluster.Port, block *cluster.IPBlock) {
	number := wellKnownPort(port.Name)
	f := lint.Finding{
		At: portAt(at.policy, port), Key: port.Name,
		Message: fmt.Sprintf("%s is looked up on pods, and the addresses of %s have no port names, so this entry %s nothing there", portText(port), block.Text, does(at.rule)),
		Help:    "write the number of the port, such as {protocol: TCP, port: 443}",
		Related: []lint.Related{{At: block.At, Message: "these are addresses, not pods"}},
	}
	if number != 0 {
		protocol := port.Protocol
		if protocol == "" {
			protocol = "TCP"
		}
		f.Help = "write the number of the port: " + portItem(protocol, number)
		f.Witness = blockedAtBlock(pass, at, block, protocol, number)
		if port.Protocol != "" {
			f.Fixes = []lint.Fix{{Title: fmt.Sprintf("write %d", number), Safety: lint.Unsafe, Edits: []lint.Edit{{At: f.At, New: strconv.Itoa(int(number))}}}}
		}
	}
	pass.Report(f)
}

// blockedAtBlock is a connection that the rule means to allow and that is blocked,
// or nil where the input shows none.
func blockedAtBlock(pass *lint.Pass, at portRule, block *cluster.IPBlock, protocol string, number int32) *reach.Flow {
	addr := exampleAddress(block)
	if len(at.policy.Selected) == 0 || !cheap(at.policy.Selected[0], cluster.Egress) || !addr.IsValid() || at.rule.Action != cluster.Allow {
		return nil
	}
	f := reach.Flow{From: reach.Endpoint{Workload: at.policy.Selected[0]}, To: reach.Endpoint{Addr: addr}, Protocol: protocol, Port: number}
	if pass.Reach.Explain(f).Answer != cluster.No {
		return nil
	}
	return &f
}

// namedSomewhere reports whether some pod of the input has the port, so that the
// rule is about such pods.
func namedSomewhere(pass *lint.Pass, port *cluster.Port) bool {
	type key struct{}
	all := lint.Once(pass, key{}, func(pass *lint.Pass) map[string]bool {
		out := map[string]bool{}
		for _, w := range pass.Model.Workloads {
			for _, c := range w.Ports {
				out[c.Name+"/"+c.Protocol] = true
			}
		}
		return out
	})
	return all[port.Name+"/"+port.Protocol]
}

// dnsPortName reports whether a port has the name that it has in CoreDNS and
// kube-dns, so that it is found on their pods.
func dnsPortName(name string) bool { return name == "dns" || name == "dns-tcp" }

// wellKnownPort is the number that a name stands for by convention (the IANA
// registry of service names), or 0.
func wellKnownPort(name string) int32 {
	switch name {
	case "http", "web":
		return 80
	case "https", "websecure":
		return 443
	case "ssh":
		return 22
	case "smtp":
		return 25
	case "dns", "dns-tcp", "domain":
		return 53
	case "ntp":
		return 123
	case "ldap":
		return 389
	case "ldaps":
		return 636
	case "amqp":
		return 5672
	case "mysql":
		return 3306
	case "postgres", "postgresql":
		return 5432
	case "redis":
		return 6379
	case "mongodb", "mongo":
		return 27017
	}
	return 0
}
