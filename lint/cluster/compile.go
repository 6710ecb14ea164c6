package cluster

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint/manifest"
)

// compile fills a policy from what its author wrote, and applies every default
// of the API (SetDefaults_NetworkPolicy and the NetworkPolicy documentation).
func (b *builder) compile(p *Policy, written *manifest.NetworkPolicy) {
	spec := p.At.Child("spec")
	p.Subject = compileSelector(spec.Child("podSelector"), &written.Spec.PodSelector)
	if p.Subject.Unresolved() {
		p.Namespace.Unread = append(p.Namespace.Unread, p.At.Object)
	}
	b.nulls = map[manifest.Ref]bool{}
	for _, path := range written.Nulls {
		p.Nulls = append(p.Nulls, p.At.At(path))
		b.nulls[p.At.At(path)] = true
	}
	b.isolation(p, &written.Spec)
	if p.Isolates[Ingress] {
		for i := range written.Spec.Ingress {
			r := &written.Spec.Ingress[i]
			p.Rules[Ingress] = append(p.Rules[Ingress], b.rule(p, spec.Child("ingress").Index(i), "from", r.From, r.Ports))
		}
	}
	if p.Isolates[Egress] {
		for i := range written.Spec.Egress {
			r := &written.Spec.Egress[i]
			p.Rules[Egress] = append(p.Rules[Egress], b.rule(p, spec.Child("egress").Index(i), "to", r.To, r.Ports))
		}
	}
	p.Selected = b.reachable(p.Namespace, p.Subject)
	if matched := b.model.index.find(p.Namespace, p.Subject); len(matched) > len(p.Selected) {
		for _, w := range matched {
			if w.HostNetwork {
				p.OnHostNetwork = append(p.OnHostNetwork, w)
			}
		}
	}
	for _, w := range p.Selected {
		for _, d := range Directions {
			if p.Isolates[d] {
				w.Policies[d] = append(w.Policies[d], p)
			}
		}
	}
}

// isolation applies the default of policyTypes: Ingress always, and Egress if
// there are egress rules.
func (b *builder) isolation(p *Policy, spec *networkingv1.NetworkPolicySpec) {
	if len(spec.PolicyTypes) == 0 {
		p.TypesOmitted = true
		p.Isolates[Ingress] = true
		p.Isolates[Egress] = len(spec.Egress) > 0
		return
	}
	for _, t := range spec.PolicyTypes {
		switch t {
		case networkingv1.PolicyTypeIngress:
			p.Isolates[Ingress] = true
		case networkingv1.PolicyTypeEgress:
			p.Isolates[Egress] = true
		}
	}
}

// refused reports what the API server would not accept.
func (b *builder) refused(at manifest.Ref, message string) {
	b.problems = append(b.problems, manifest.Problem{
		Severity: manifest.Error, File: at.Object.File(), Ref: at,
		Message: message + "; the API server refuses it as it stands",
	})
}

func (b *builder) rule(p *Policy, at manifest.Ref, peers string, from []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) Rule {
	r := Rule{At: at, Null: b.nulls[at]}
	for i := range from {
		r.Peers = append(r.Peers, b.peer(p, at.Child(peers).Index(i), &from[i]))
	}
	for i := range ports {
		r.Ports = append(r.Ports, port(at.Child("ports").Index(i), &ports[i]))
	}
	return r
}

// port applies the defaults of a port entry: TCP, and all ports where none is
// named.
func port(at manifest.Ref, p *networkingv1.NetworkPolicyPort) Port {
	out := Port{At: at, Protocol: "TCP", From: 1, To: 65535}
	if p.Protocol != nil {
		out.Protocol = string(*p.Protocol)
	}
	switch {
	case p.Port == nil:
	case p.Port.Type == intstr.String:
		out.Name, out.From, out.To = p.Port.StrVal, 0, 0
	default:
		out.From, out.To = p.Port.IntVal, p.Port.IntVal
		if p.EndPort != nil {
			out.To = *p.EndPort
		}
	}
	return out
}

func (b *builder) peer(p *Policy, at manifest.Ref, peer *networkingv1.NetworkPolicyPeer) Peer {
	out := Peer{At: at}
	if peer.IPBlock != nil {
		out.IPBlock = b.block(at.Child("ipBlock"), peer.IPBlock)
		return out
	}
	if peer.PodSelector != nil {
		out.Pods = compileSelector(at.Child("podSelector"), peer.PodSelector)
	}
	if peer.NamespaceSelector == nil {
		if out.Pods == nil {
			return out // refused
		}
		out.Selected = b.reachable(p.Namespace, out.Pods)
		return out
	}
	out.Namespaces = compileSelector(at.Child("namespaceSelector"), peer.NamespaceSelector)
	match := b.match(out.Namespaces, out.Pods)
	out.Matched, out.Possible, out.Selected = match.matched, match.possible, match.pods
	out.Maybe = len(match.possible) > 0
	return out
}

// match is what a pair of selectors matches in the cluster. Many policies hold
// the same pair, so the answer is shared.
type match struct {
	matched, possible []*Namespace
	pods              []*Workload
}

func (b *builder) match(namespaces, pods *Selector) *match {
	key := matchKey{namespaces.key, "", pods == nil}
	if pods != nil {
		key.pods = pods.key
	}
	if known := b.matches[key]; known != nil {
		return known
	}
	m := &match{}
	for _, ns := range b.model.NamespacesFor(namespaces) {
		switch ns.Matches(namespaces) {
		case Yes:
			m.matched = append(m.matched, ns)
			m.pods = append(m.pods, b.reachable(ns, pods)...)
		case Unknown:
			m.possible = append(m.possible, ns)
		}
	}
	b.matches[key] = m
	return m
}

type matchKey struct {
	namespaces, pods string
	everyPod         bool
}

// reachable returns the pods of one namespace that a selector matches and
// policies can reach: those on the host network are left out. The result is
// shared and must not be changed.
func (b *builder) reachable(ns *Namespace, pods *Selector) []*Workload {
	if pods == nil {
		pods = &Selector{}
	}
	found := b.model.index.find(ns, pods)
	onHost := func(w *Workload) bool { return w.HostNetwork }
	if !slices.ContainsFunc(found, onHost) {
		return found
	}
	return slices.DeleteFunc(slices.Clone(found), onHost)
}

func (b *builder) block(at manifest.Ref, block *networkingv1.IPBlock) *IPBlock {
	out := &IPBlock{At: at.Child("cidr"), Text: block.CIDR, Prefix: b.prefix(at.Child("cidr"), block.CIDR)}
	for i, e := range block.Except {
		place := at.Child("except").Index(i)
		out.Except = append(out.Except, Except{At: place, Text: e, Prefix: b.prefix(place, e)})
	}
	return out
}

// prefix parses a CIDR, with host bits cleared as every implementation does.
func (b *builder) prefix(at manifest.Ref, text string) netip.Prefix {
	p, err := netip.ParsePrefix(text)
	if err != nil && (strings.Contains(text, "${") || strings.Contains(text, "{{")) {
		b.problems = append(b.problems, manifest.Problem{
			Severity: manifest.Info, File: at.Object.File(), Ref: at,
			Message: fmt.Sprintf("%q holds a variable, so what this block allows is not known: render the manifests first and lint the result", text),
		})
		return netip.Prefix{}
	}
	if err != nil || p.Addr().Is4In6() {
		// What only older API servers take; else it is refused.
		p, _ = netip.ParsePrefix(manifest.CanonicalCIDR(text))
	}
	return p.Masked()
}
