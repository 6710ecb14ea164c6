package cluster

import (
	"net/netip"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Direction is the side of a pod that a policy controls.
type Direction int

// The two directions; they index arrays of two.
const (
	Ingress Direction = iota
	Egress
)

// Directions lists both, for loops.
var Directions = [2]Direction{Ingress, Egress}

func (d Direction) String() string {
	if d == Egress {
		return "egress"
	}
	return "ingress"
}

// Peers is the field of a rule that lists its peers: from or to.
func (d Direction) Peers() string {
	if d == Egress {
		return "to"
	}
	return "from"
}

// Tier is the layer in which a policy decides. NetworkPolicies live in the
// middle one, between the admin and the baseline tiers of the cluster-wide API.
type Tier int

// The tiers, in the order in which they decide. TierAdmin is that of
// AdminNetworkPolicy and of ClusterNetworkPolicy's Admin tier, TierNetworkPolicy
// that of networking.k8s.io/v1, TierBaseline that of BaselineAdminNetworkPolicy
// and of ClusterNetworkPolicy's Baseline tier.
const (
	TierAdmin Tier = iota
	TierNetworkPolicy
	TierBaseline
)

// Action is what a rule does with a connection that it matches. Rules of
// NetworkPolicies only allow.
type Action int

// The actions: Allow and Deny are final, Pass leaves the decision to the next
// tier.
const (
	Allow Action = iota
	Deny
	Pass
)

func (a Action) String() string {
	switch a {
	case Deny:
		return "deny"
	case Pass:
		return "pass"
	default:
		return "allow"
	}
}

// Policy is one network policy, compiled: defaults applied, selectors parsed,
// and the pods it selects already found.
type Policy struct {
	// At is the object; its Path is empty.
	At        manifest.Ref
	Name      string
	Namespace *Namespace
	Tier      Tier
	// Priority orders the policies of a tier, the lowest first. NetworkPolicies
	// have none.
	Priority int32
	Subject  *Selector
	// Namespaces are those whose pods Subject selects from, of a policy that is
	// cluster-wide; nil for a NetworkPolicy, which has a Namespace instead.
	Namespaces *Selector
	// Isolates says in which directions the policy denies what no policy allows.
	Isolates [2]bool
	// Rules are the rules of the directions that the policy controls. Rules of a
	// direction that policyTypes leaves out have no effect and are not here.
	Rules [2][]Rule
	// TypesOmitted is set when policyTypes is unset, null or empty, so that
	// Isolates comes from API defaulting.
	TypesOmitted bool
	// Selected are the workloads whose pods the policy applies to, in the order
	// of Namespace.Workloads. Pods on the host network are left out.
	Selected []*Workload
	// OnHostNetwork are the matched workloads that Selected leaves out.
	OnHostNetwork []*Workload
	// Spec and Nulls are what the author wrote; NoSpec is set when that is no spec
	// at all, which selects every pod and denies all ingress.
	NoSpec bool
	Spec   *networkingv1.NetworkPolicySpec
	Nulls  []manifest.Ref
}

// SelectsAll reports whether the policy applies to every pod of its namespace,
// by its selector and not by the accident of the pods in the input.
func (p *Policy) SelectsAll() bool { return p.Subject.Empty() }

// AllowsNothing reports whether the policy isolates the direction and allows
// nothing in it.
func (p *Policy) AllowsNothing(d Direction) bool { return p.Isolates[d] && len(p.Rules[d]) == 0 }

// Rule is one allow rule. A rule without peers allows any peer, pods and
// outsiders alike; one without ports every port of every protocol.
type Rule struct {
	At     manifest.Ref
	Name   string
	Action Action
	Peers  []Peer
	Ports  []Port
	// Null is set when the author wrote null (or nothing) as the list item, which
	// decodes to an empty rule.
	Null bool
}

// AnyPeer reports whether the rule allows every peer.
func (r *Rule) AnyPeer() bool { return len(r.Peers) == 0 }

// AnyPort reports whether the rule allows every port of every protocol.
func (r *Rule) AnyPort() bool { return len(r.Ports) == 0 }

// AllowsAll reports whether the rule allows everything.
func (r *Rule) AllowsAll() bool { return r.AnyPeer() && r.AnyPort() }

// Peer is one entry of from or to: either a block of addresses, or pods. A nil
// Namespaces means the policy's own namespace, and a nil Pods every pod.
type Peer struct {
	At         manifest.Ref
	Namespaces *Selector
	Pods       *Selector
	IPBlock    *IPBlock
	// Selected are the workloads of the input that the peer surely matches;
	// pods on the host network are left out. Empty for an ipBlock.
	Selected []*Workload
	// Maybe is set when namespaces whose labels the input does not show may be
	// matched too.
	Maybe bool
	// Unread is set for a peer that is empty, or of a kind that nobody knows.
	Unread bool
	// Elsewhere is set for a peer that is no pod and has no address that the input
	// shows: nodes, and domain names. Nodes tells the one from the other.
	Elsewhere, Nodes bool
	// Matched are the namespaces that Namespaces surely matches, and Possible
	// those that it may match. Both are empty when Namespaces is nil.
	Matched, Possible []*Namespace
}

// IPBlock is a range of addresses minus some exceptions. At is the place of
// cidr. Prefix is invalid when the text is no CIDR; the API server then refuses
// the policy.
type IPBlock struct {
	At     manifest.Ref
	Text   string
	Prefix netip.Prefix
	Except []Except
}

// Except is one exception of a block.
type Except struct {
	At     manifest.Ref
	Text   string
	Prefix netip.Prefix
}

// Port is one entry of ports. Without a Name it is the inclusive range From to
// To, and covers every port of the protocol as 1 to 65535. A Name is resolved
// on the destination pod; if Protocol is "" too, its protocol is that of the
// pod's port.
type Port struct {
	At       manifest.Ref
	Protocol string
	Name     string
	From, To int32
}

// AllPorts reports whether the entry covers every port of its protocol.
func (p *Port) AllPorts() bool { return p.Name == "" && p.From <= 1 && p.To >= 65535 }

// Covers reports whether the entry allows a numeric port.
func (p *Port) Covers(protocol string, port int32) bool {
	return p.Protocol == protocol && p.Name == "" && p.From <= port && port <= p.To
}
