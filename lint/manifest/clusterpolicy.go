package manifest

import (
	"reflect"
	"regexp"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/json"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

// ClusterPolicy is the spec of a cluster-wide policy of the policy API (KEP-2091,
// https://network-policy-api.sigs.k8s.io): an AdminNetworkPolicy or a
// BaselineAdminNetworkPolicy of v1alpha1, or a ClusterNetworkPolicy of v1alpha2.
// The three differ in little, so this has the fields of all; Tier and Priority are
// filled in where the kind implies them.
type ClusterPolicy struct {
	Tier     v1alpha2.Tier                        `json:"tier"`
	Priority *int32                               `json:"priority"`
	Subject  v1alpha2.ClusterNetworkPolicySubject `json:"subject"`
	Ingress  []ClusterIngressRule                 `json:"ingress"`
	Egress   []ClusterEgressRule                  `json:"egress"`
}

// ClusterIngressRule is an ingress rule of a ClusterPolicy.
type ClusterIngressRule struct {
	ClusterRule
	From []v1alpha2.ClusterNetworkPolicyIngressPeer `json:"from"`
}

// ClusterEgressRule is an egress rule of a ClusterPolicy.
type ClusterEgressRule struct {
	ClusterRule
	To []v1alpha2.ClusterNetworkPolicyEgressPeer `json:"to"`
}

// ClusterRule is what rules of both directions have. Action is Accept where
// v1alpha1 says Allow. Ports are those of v1alpha1, and Protocols those of v1alpha2.
type ClusterRule struct {
	Name      string                                  `json:"name"`
	Action    v1alpha2.ClusterNetworkPolicyRuleAction `json:"action"`
	Ports     []v1alpha1.AdminNetworkPolicyPort       `json:"ports"`
	Protocols []v1alpha2.ClusterNetworkPolicyProtocol `json:"protocols"`
}

// policyAPI is the group of the policy API.
const policyAPI = "policy.networking.k8s.io"

// clusterKinds are the API's own types of the kinds that are read.
var clusterKinds = map[ID]reflect.Type{
	{APIVersion: policyAPI + "/v1alpha1", Kind: "AdminNetworkPolicy"}:         reflect.TypeFor[v1alpha1.AdminNetworkPolicy](),
	{APIVersion: policyAPI + "/v1alpha1", Kind: "BaselineAdminNetworkPolicy"}: reflect.TypeFor[v1alpha1.BaselineAdminNetworkPolicy](),
	{APIVersion: policyAPI + "/v1alpha2", Kind: "ClusterNetworkPolicy"}:       reflect.TypeFor[v1alpha2.ClusterNetworkPolicy](),
}

// readClusterPolicy decodes a policy of policy.networking.k8s.io. One whose meaning
// cannot be told stays in the model as one that may do anything.
func readClusterPolicy(d *decoder) any {
	o := d.object
	of := clusterKinds[ID{APIVersion: o.ID.APIVersion, Kind: o.ID.Kind}]
	if of == nil {
		return readCustom(d) // of a version that is not known
	}
	content, err := d.root.JSON()
	if err != nil {
		d.unreadable(err)
		return brokenClusterPolicy()
	}
	_, whole, ok := d.strictly(content, reflect.New(of).Interface())
	if d.supersededAdmin() || !ok {
		return brokenClusterPolicy()
	}
	document := struct {
		Metadata metav1.ObjectMeta `json:"metadata"`
		Spec     ClusterPolicy     `json:"spec"`
	}{}
	// What strictly said of the type holds for this one, which has the same fields.
	if json.UnmarshalCaseSensitivePreserveInts(content, &document) != nil {
		return brokenClusterPolicy()
	}
	found, clear := d.judgeCluster(&document.Spec, document.Metadata)
	if !whole {
		found = d.hide(found)
	}
	o.Violations = append(o.Violations, found...)
	if !clear {
		return brokenClusterPolicy()
	}
	document.Spec.complete(o.ID.Kind)
	return &document.Spec
}

// complete fills in what the kind implies, and leaves out the fields that it does not
// have.
func (p *ClusterPolicy) complete(kind string) {
	switch kind {
	case "AdminNetworkPolicy":
		p.Tier = v1alpha2.AdminTier
	case "BaselineAdminNetworkPolicy":
		p.Tier, p.Priority = v1alpha2.BaselineTier, new(int32)
	}
	for i := range p.Ingress {
		p.Ingress[i].complete(kind)
	}
	for i := range p.Egress {
		p.Egress[i].complete(kind)
		if kind == "BaselineAdminNetworkPolicy" {
			for j := range p.Egress[i].To {
				p.Egress[i].To[j].DomainNames = nil
			}
		}
	}
}

func (r *ClusterRule) complete(kind string) {
	if kind == "ClusterNetworkPolicy" {
		r.Ports = nil
		return
	}
	r.Protocols = nil
	if r.Action == allowV1alpha1 {
		r.Action = v1alpha2.ClusterNetworkPolicyRuleActionAccept
	}
}

const allowV1alpha1 = v1alpha2.ClusterNetworkPolicyRuleAction(v1alpha1.AdminNetworkPolicyRuleActionAllow)

// brokenClusterPolicy stands for a cluster-wide policy that cannot be read.
func brokenClusterPolicy() *Custom { return &Custom{Policy: true, Broken: true, ClusterWide: true} }

// guessClusterPolicy takes note of a cluster-wide policy in a document that cannot be
// parsed.
func (d *document) guessClusterPolicy() {
	line := regexp.MustCompile(`(?m)^[\s-]*"?kind"?:\s*["']?(AdminNetworkPolicy|BaselineAdminNetworkPolicy|ClusterNetworkPolicy)\b`)
	if m := line.FindSubmatch(d.source.Bytes()); m != nil {
		id := ID{APIVersion: policyAPI + "/", Kind: string(m[1])}
		d.objects = append(d.objects, &Object{ID: id, Doc: d.source, Value: brokenClusterPolicy()})
	}
}
