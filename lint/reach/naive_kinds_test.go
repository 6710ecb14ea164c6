package reach_test

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

// How the naive evaluator reads the three kinds of cluster-wide policies.

func naiveAdmin(p *v1alpha1.AdminNetworkPolicy) *naiveTiered {
	out := &naiveTiered{tier: "Admin", priority: p.Spec.Priority, name: p.Name, subject: naiveOld(p.Spec.Subject.Namespaces, p.Spec.Subject.Pods, nil), rules: map[bool][]naiveRule{}}
	for _, r := range p.Spec.Ingress {
		rule := naiveOldRule(string(r.Action), r.Ports)
		for _, peer := range r.From {
			rule.peers = append(rule.peers, naiveOld(peer.Namespaces, peer.Pods, nil))
		}
		out.rules[false] = append(out.rules[false], rule)
	}
	for _, r := range p.Spec.Egress {
		rule := naiveOldRule(string(r.Action), r.Ports)
		for _, peer := range r.To {
			rule.peers = append(rule.peers, naiveOld(peer.Namespaces, peer.Pods, peer.Networks))
		}
		out.rules[true] = append(out.rules[true], rule)
	}
	return out
}

func naiveBaseline(p *v1alpha1.BaselineAdminNetworkPolicy) *naiveTiered {
	out := &naiveTiered{tier: "Baseline", name: p.Name, subject: naiveOld(p.Spec.Subject.Namespaces, p.Spec.Subject.Pods, nil), rules: map[bool][]naiveRule{}}
	for _, r := range p.Spec.Ingress {
		rule := naiveOldRule(string(r.Action), r.Ports)
		for _, peer := range r.From {
			rule.peers = append(rule.peers, naiveOld(peer.Namespaces, peer.Pods, nil))
		}
		out.rules[false] = append(out.rules[false], rule)
	}
	for _, r := range p.Spec.Egress {
		rule := naiveOldRule(string(r.Action), r.Ports)
		for _, peer := range r.To {
			rule.peers = append(rule.peers, naiveOld(peer.Namespaces, peer.Pods, peer.Networks))
		}
		out.rules[true] = append(out.rules[true], rule)
	}
	return out
}

func naiveOld(namespaces *metav1.LabelSelector, pods *v1alpha1.NamespacedPod, networks []v1alpha1.CIDR) naivePeer {
	out := naivePeer{namespaces: namespaces}
	if pods != nil {
		out.namespaces, out.pods = &pods.NamespaceSelector, &pods.PodSelector
	}
	for _, cidr := range networks {
		out.networks = append(out.networks, string(cidr))
	}
	return out
}

func naiveOldRule(action string, ports *[]v1alpha1.AdminNetworkPolicyPort) naiveRule {
	out := naiveRule{action: action, anyPort: ports == nil}
	if ports == nil {
		return out
	}
	for _, p := range *ports {
		switch {
		case p.PortNumber != nil:
			out.portions = append(out.portions, naiveRange(string(p.PortNumber.Protocol), p.PortNumber.Port, p.PortNumber.Port))
		case p.PortRange != nil:
			out.portions = append(out.portions, naiveRange(string(p.PortRange.Protocol), p.PortRange.Start, p.PortRange.End))
		case p.NamedPort != nil:
			out.portions = append(out.portions, naiveNamed(*p.NamedPort))
		}
	}
	return out
}

func naiveClusterWide(p *v1alpha2.ClusterNetworkPolicy) *naiveTiered {
	out := &naiveTiered{tier: string(p.Spec.Tier), priority: p.Spec.Priority, name: p.Name, subject: naiveNew(p.Spec.Subject.Namespaces, p.Spec.Subject.Pods, nil), rules: map[bool][]naiveRule{}}
	for _, r := range p.Spec.Ingress {
		rule := naiveNewRule(r.Action, r.Protocols)
		for _, peer := range r.From {
			rule.peers = append(rule.peers, naiveNew(peer.Namespaces, peer.Pods, nil))
		}
		out.rules[false] = append(out.rules[false], rule)
	}
	for _, r := range p.Spec.Egress {
		rule := naiveNewRule(r.Action, r.Protocols)
		for _, peer := range r.To {
			rule.peers = append(rule.peers, naiveNew(peer.Namespaces, peer.Pods, peer.Networks))
		}
		out.rules[true] = append(out.rules[true], rule)
	}
	return out
}

func naiveNew(namespaces *metav1.LabelSelector, pods *v1alpha2.NamespacedPod, networks []v1alpha2.CIDR) naivePeer {
	out := naivePeer{namespaces: namespaces}
	if pods != nil {
		out.namespaces, out.pods = &pods.NamespaceSelector, &pods.PodSelector
	}
	for _, cidr := range networks {
		out.networks = append(out.networks, string(cidr))
	}
	return out
}

func naiveNewRule(action v1alpha2.ClusterNetworkPolicyRuleAction, protocols []v1alpha2.ClusterNetworkPolicyProtocol) naiveRule {
	out := naiveRule{action: string(action), anyPort: len(protocols) == 0}
	if action == "Accept" {
		out.action = "Allow"
	}
	add := func(protocol string, port *v1alpha2.Port) {
		from, to := int32(1), int32(65535)
		if port != nil && port.Range != nil {
			from, to = port.Range.Start, port.Range.End
		} else if port != nil {
			from, to = port.Number, port.Number
		}
		out.portions = append(out.portions, naiveRange(protocol, from, to))
	}
	for _, p := range protocols {
		switch {
		case p.TCP != nil:
			add("TCP", p.TCP.DestinationPort)
		case p.UDP != nil:
			add("UDP", p.UDP.DestinationPort)
		case p.SCTP != nil:
			add("SCTP", p.SCTP.DestinationPort)
		default:
			out.portions = append(out.portions, naiveNamed(p.DestinationNamedPort))
		}
	}
	return out
}
