package cluster

import (
	"cmp"
	"slices"

	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"

	"github.com/netpolint/netpolint/lint/manifest"
)

// compileTiered fills a cluster-wide policy from what its author wrote, by the
// documentation of the policy API (KEP-2091).
func (b *builder) compileTiered(p *Policy, written *manifest.ClusterPolicy) {
	spec := p.At.Child("spec")
	subject := spec.Child("subject")
	p.Namespaces, p.Subject = podsOf(subject, written.Subject.Namespaces, written.Subject.Pods)
	if p.Subject == nil {
		p.Subject = &Selector{At: p.Namespaces.At}
	}
	if p.Subject.Unresolved() || p.Namespaces.Unresolved() {
		b.model.ClusterPolicies = append(b.model.ClusterPolicies, p.At.Object)
	}
	for i := range written.Ingress {
		r := &written.Ingress[i]
		out := tieredRule(spec.Child("ingress").Index(i), &r.ClusterRule)
		for j := range r.From {
			peer := v1alpha2.ClusterNetworkPolicyEgressPeer{Namespaces: r.From[j].Namespaces, Pods: r.From[j].Pods}
			out.Peers = append(out.Peers, b.tieredPeer(out.At.Child("from").Index(j), &peer)...)
		}
		p.Rules[Ingress] = append(p.Rules[Ingress], out)
	}
	for i := range written.Egress {
		r := &written.Egress[i]
		out := tieredRule(spec.Child("egress").Index(i), &r.ClusterRule)
		for j := range r.To {
			out.Peers = append(out.Peers, b.tieredPeer(out.At.Child("to").Index(j), &r.To[j])...)
		}
		p.Rules[Egress] = append(p.Rules[Egress], out)
	}
	p.Selected = b.match(p.Namespaces, p.Subject).pods
}

func tierOf(p *manifest.ClusterPolicy) Tier {
	if p.Tier == v1alpha2.BaselineTier {
		return TierBaseline
	}
	return TierAdmin
}

// order sorts the cluster-wide policies as they decide. That of equals is undefined,
// and by name here.
func (b *builder) order() {
	slices.SortStableFunc(b.model.Tiered, func(x, y *Policy) int {
		return cmp.Or(cmp.Compare(x.Tier, y.Tier), cmp.Compare(x.Priority, y.Priority), cmp.Compare(x.Name, y.Name))
	})
	b.findTies()
}

func tieredRule(at manifest.Ref, r *manifest.ClusterRule) Rule {
	out := Rule{At: at, Name: r.Name, Action: Allow}
	switch r.Action {
	case v1alpha2.ClusterNetworkPolicyRuleActionDeny:
		out.Action = Deny
	case v1alpha2.ClusterNetworkPolicyRuleActionPass:
		out.Action = Pass
	}
	for i := range r.Ports {
		out.Ports = append(out.Ports, adminPort(at.Child("ports").Index(i), &r.Ports[i]))
	}
	for i := range r.Protocols {
		out.Ports = append(out.Ports, protocolPort(at.Child("protocols").Index(i), &r.Protocols[i]))
	}
	return out
}

// adminPort compiles a port of v1alpha1, whose protocol is TCP by default.
func adminPort(at manifest.Ref, p *v1alpha1.AdminNetworkPolicyPort) Port {
	out := Port{At: at}
	switch {
	case p.PortNumber != nil:
		out.Protocol, out.From, out.To = cmp.Or(string(p.PortNumber.Protocol), "TCP"), p.PortNumber.Port, p.PortNumber.Port
	case p.PortRange != nil:
		out.Protocol, out.From, out.To = cmp.Or(string(p.PortRange.Protocol), "TCP"), p.PortRange.Start, p.PortRange.End
	case p.NamedPort != nil:
		out.Name = *p.NamedPort
	}
	return out
}

// protocolPort compiles an entry of protocols of v1alpha2. One without a port means
// every port in the documentation, though the schema refuses it.
func protocolPort(at manifest.Ref, p *v1alpha2.ClusterNetworkPolicyProtocol) Port {
	out := Port{At: at}
	var port *v1alpha2.Port
	switch {
	case p.TCP != nil:
		out.Protocol, port = "TCP", p.TCP.DestinationPort
	case p.UDP != nil:
		out.Protocol, port = "UDP", p.UDP.DestinationPort
	case p.SCTP != nil:
		out.Protocol, port = "SCTP", p.SCTP.DestinationPort
	default:
		out.Name = p.DestinationNamedPort
		return out
	}
	switch {
	case port == nil:
		out.From, out.To = 1, 65535
	case port.Range != nil:
		out.From, out.To = port.Range.Start, port.Range.End
	default:
		out.From, out.To = port.Number, port.Number
	}
	return out
}
