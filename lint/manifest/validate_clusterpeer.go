package manifest

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

// egressPeer judges the peer j of an egress rule.
func (v *clusterValidator) egressPeer(r *ClusterEgressRule, j int, at *field.Path) {
	fields := []string{"namespaces", "pods", "nodes", "networks", "domainNames"}
	if v.kind == "BaselineAdminNetworkPolicy" {
		fields = fields[:4]
	}
	if !v.one(at, "bad-peer", "make a peer of each, with a dash of its own: they are alternatives then", fields...) {
		return
	}
	peer := &r.To[j]
	v.selectors(at, peer.Namespaces, peer.Pods)
	if peer.Nodes != nil {
		v.evaluable(peer.Nodes, at.Child("nodes"))
	}
	const most = 25 // in all versions
	if peer.Networks != nil {
		v.networks(peer.Networks, at.Child("networks"), most)
	}
	if peer.DomainNames != nil {
		v.domains(peer.DomainNames, at.Child("domainNames"), most)
		if a := r.Action; a == v1alpha2.ClusterNetworkPolicyRuleActionDeny || a == v1alpha2.ClusterNetworkPolicyRuleActionPass {
			v.d.problem(Warning, follow(v.d.root, pathOf(at.String())), fmt.Sprintf("%s: domain names are for rules that accept, and what a %s rule does with them is not defined: deny everything after a rule that accepts the names", at.Child("domainNames"), a))
		}
	}
}

// networks judges CIDRs as the isCIDR of CEL does, which lets bits behind the prefix
// pass.
func (v *clusterValidator) networks(networks []v1alpha2.CIDR, at *field.Path, most int) {
	noRepeats(v, networks, at, most)
	for i := range v.limited(at, len(networks), 1, most) {
		text := string(networks[i])
		if p, err := netip.ParsePrefix(text); err != nil || p.Addr().Is4In6() {
			help, mend := unparsable(text)
			if canonical := CanonicalCIDR(text); canonical != "" {
				help, mend = "write "+canonical, Mend{Text: yamlCIDR(canonical)}
			}
			v.refuse("invalid-cidr", at.Index(i), text, "must be a valid CIDR value", help).Mend = mend
		}
	}
}

// noRepeats judges a list that is a set.
func noRepeats[T ~string](v *clusterValidator, items []T, at *field.Path, most int) {
	seen := map[T]bool{}
	for i := range min(len(items), most) {
		if seen[items[i]] {
			v.refuse("duplicate-item", at.Index(i), string(items[i]), "must not stand twice in the list", "remove it").Mend = Mend{Remove: true}
		}
		seen[items[i]] = true
	}
}

// nameless warns of named ports where a peer has none. Only the experimental schemas
// refuse these.
func (v *clusterValidator) nameless(r *ClusterEgressRule, at *field.Path) {
	named := slices.ContainsFunc(r.Ports, func(p v1alpha1.AdminNetworkPolicyPort) bool { return p.NamedPort != nil }) ||
		slices.ContainsFunc(r.Protocols, func(p v1alpha2.ClusterNetworkPolicyProtocol) bool { return p.DestinationNamedPort != "" })
	outside := func(p v1alpha2.ClusterNetworkPolicyEgressPeer) bool {
		return p.Networks != nil || p.Nodes != nil || p.DomainNames != nil
	}
	if i := slices.IndexFunc(r.To, outside); named && i >= 0 {
		place := at.Child("to").Index(i)
		v.d.problem(Warning, follow(v.d.root, pathOf(place.String())), fmt.Sprintf("%s: only pods have named ports, so the rule has no effect here, and the experimental channel of the API refuses it: make two rules of it, one of them with port numbers", place))
	}
}

// domainName is the pattern in the schema of DomainName.
var domainName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\*\.)?([a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$`)
})

func (v *clusterValidator) domains(names []v1alpha2.DomainName, at *field.Path, most int) {
	noRepeats(v, names, at, most)
	for i := range v.limited(at, len(names), 1, most) {
		if name := string(names[i]); !domainName().MatchString(name) {
			v.refuse("bad-domain-name", at.Index(i), name, "must be a domain name of at least two labels", "write it as www.example.com, or *.example.com for all names below")
		}
	}
}
