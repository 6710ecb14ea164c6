package reach_test

import (
	"net"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// naiveCluster is a cluster as the API documentation sees it: the second, slow
// opinion about who reaches whom, which shares no code with the model and the
// engine. It judges one connection at a time.
type naiveCluster struct {
	namespaces map[string]*naiveNamespace
	pods       []*naivePod
	policies   []*networkingv1.NetworkPolicy
	tiers      []*naiveTiered // in order

	// favour is set to take what is not known so that a connection is allowed, and
	// else it is taken so that it is not. Guess is what that makes of a match.
	favour, guess bool
	// holds says whether a block holds the addresses of a pod.
	holds func(b *networkingv1.IPBlock, p *naivePod, guess bool) bool
}

// naiveNamespace has labels that are known. Whether it meets a requirement on any
// other label is guessed, unless it is declared.
type naiveNamespace struct {
	labels   map[string]string
	declared bool
}

type naivePod struct {
	kind, namespace, name string
	labels                map[string]string
	ports                 []corev1.ContainerPort
	hostNetwork           bool
	ips                   []net.IP
}

// naiveEnd is a pod or an address outside of the cluster.
type naiveEnd struct {
	pod *naivePod
	ip  net.IP
}

// naiveFlow is a connection. Protocol "" stands for any that no rule can name.
type naiveFlow struct {
	from, to naiveEnd
	protocol string
	port     int32
}

// allowed: "For a connection from a source pod to a destination pod to be allowed,
// both the egress policy on the source pod and the ingress policy on the
// destination pod need to allow the connection." A pod always reaches itself;
// of a workload with replicas this is about two of them.
func (c *naiveCluster) allowed(f naiveFlow) bool {
	if f.from.pod != nil && f.from.pod == f.to.pod && f.from.pod.kind == "Pod" {
		return true
	}
	return c.side(f, f.from, f.to, true) && c.side(f, f.to, f.from, false)
}

// side asks the tiers in order: the admin tier, NetworkPolicies if the pod is
// isolated, and else the baseline tier.
func (c *naiveCluster) side(f naiveFlow, own, other naiveEnd, egress bool) bool {
	if own.pod == nil || own.pod.hostNetwork {
		return true
	}
	if allowed, final := c.tier("Admin", f, own, other, egress); final {
		return allowed
	}
	c.guess = c.favour
	if allowed, isolated := c.networkPolicies(f, own, other, egress); isolated {
		return allowed
	}
	allowed, final := c.tier("Baseline", f, own, other, egress)
	return allowed || !final
}

// networkPolicies: "By default, a pod is non-isolated. A pod is isolated if there is any
// NetworkPolicy that both selects the pod and applies to the direction."
func (c *naiveCluster) networkPolicies(f naiveFlow, own, other naiveEnd, egress bool) (allowed, isolated bool) {
	for _, p := range c.policies {
		if p.Namespace != own.pod.namespace || !naiveMatch(&p.Spec.PodSelector, own.pod.labels) || !naiveApplies(p, egress) {
			continue
		}
		isolated = true
		if egress {
			for _, r := range p.Spec.Egress {
				if c.anyPeer(p, r.To, other) && naivePorts(r.Ports, f) {
					return true, true
				}
			}
			continue
		}
		for _, r := range p.Spec.Ingress {
			if c.anyPeer(p, r.From, other) && naivePorts(r.Ports, f) {
				return true, true
			}
		}
	}
	return false, isolated
}

// naiveApplies: "If no policyTypes are specified on a NetworkPolicy then by default
// Ingress will always be set and Egress will be set if the NetworkPolicy has any
// egress rules."
func naiveApplies(p *networkingv1.NetworkPolicy, egress bool) bool {
	if len(p.Spec.PolicyTypes) == 0 {
		return !egress || len(p.Spec.Egress) > 0
	}
	for _, t := range p.Spec.PolicyTypes {
		if egress && t == "Egress" || !egress && t == "Ingress" {
			return true
		}
	}
	return false
}

// anyPeer: "If this field is empty or missing, this rule matches all sources."
func (c *naiveCluster) anyPeer(p *networkingv1.NetworkPolicy, peers []networkingv1.NetworkPolicyPeer, other naiveEnd) bool {
	for i := range peers {
		if c.peer(p, &peers[i], other) {
			return true
		}
	}
	return len(peers) == 0
}

func (c *naiveCluster) peer(p *networkingv1.NetworkPolicy, peer *networkingv1.NetworkPolicyPeer, other naiveEnd) bool {
	if peer.IPBlock != nil {
		if other.pod != nil {
			return c.holds(peer.IPBlock, other.pod, c.guess)
		}
		return naiveInBlock(peer.IPBlock, other.ip)
	}
	if other.pod == nil || other.pod.hostNetwork {
		return false
	}
	if peer.NamespaceSelector == nil && p.Namespace != other.pod.namespace {
		return false
	}
	if peer.NamespaceSelector != nil && !c.namespace(other.pod.namespace, peer.NamespaceSelector) {
		return false
	}
	return peer.PodSelector == nil || naiveMatch(peer.PodSelector, other.pod.labels)
}

// namespace applies a selector to a namespace. What is not known of a label is
// guessed, requirement by requirement.
func (c *naiveCluster) namespace(name string, s *metav1.LabelSelector) bool {
	ns := c.namespaces[name]
	if ns.declared {
		return naiveMatch(s, ns.labels)
	}
	for key, value := range s.MatchLabels {
		if have, ok := ns.labels[key]; ok && have != value || !ok && !c.guess {
			return false
		}
	}
	for _, e := range s.MatchExpressions {
		if _, ok := ns.labels[e.Key]; ok && !naiveExpression(e, ns.labels) || !ok && !c.guess {
			return false
		}
	}
	return true
}

// naivePorts: "If this field is empty or missing, this rule matches all ports (not
// restricted by port)", and of a port: the protocol "defaults to TCP", and a port
// that is "not provided" matches all port numbers. A name is looked up among the
// container ports of the destination pod.
func naivePorts(ports []networkingv1.NetworkPolicyPort, f naiveFlow) bool {
	for _, p := range ports {
		protocol := "TCP"
		if p.Protocol != nil {
			protocol = string(*p.Protocol)
		}
		if protocol != f.protocol {
			continue
		}
		switch {
		case p.Port == nil:
			return true
		case p.Port.StrVal != "":
			if f.to.pod == nil {
				continue
			}
			for _, own := range f.to.pod.ports {
				if own.Name == p.Port.StrVal && own.ContainerPort == f.port && (string(own.Protocol) == protocol || own.Protocol == "" && protocol == "TCP") {
					return true
				}
			}
		case p.EndPort != nil:
			if p.Port.IntVal <= f.port && f.port <= *p.EndPort {
				return true
			}
		case p.Port.IntVal == f.port:
			return true
		}
	}
	return len(ports) == 0
}
