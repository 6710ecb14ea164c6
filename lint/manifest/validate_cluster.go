package manifest

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"

	"github.com/netpolint/netpolint/lint/source"
)

// clusterValidator finds what the API server refuses of a cluster-wide policy, by the
// schemas of the policy API: those of ClusterNetworkPolicy in v0.2.0, and those of
// AdminNetworkPolicy and BaselineAdminNetworkPolicy in v0.1.7.
type clusterValidator struct {
	validator
	d    *decoder
	kind string
	// unclear is set where nobody can tell what the policy does.
	unclear bool
}

// judgeCluster returns the violations of a policy, and whether it is clear all the
// same what it does.
func (d *decoder) judgeCluster(p *ClusterPolicy, meta metav1.ObjectMeta) (found []Violation, clear bool) {
	meta.Namespace = "" // ignored
	v := &clusterValidator{
		validator: validator{policy: &networkingv1.NetworkPolicy{ObjectMeta: meta}, version: d.version},
		d:         d, kind: d.object.ID.Kind,
	}
	v.metadata()
	if v.kind == "BaselineAdminNetworkPolicy" && meta.Name != "" && meta.Name != "default" {
		v.refuse("bad-name", field.NewPath("metadata", "name"), meta.Name, "must be default, as a cluster has one BaselineAdminNetworkPolicy", "write name: default").
			Mend = Mend{Text: "default", Likely: true}
	}
	v.clusterSpec(p)
	return v.found, !v.unclear
}

func (v *clusterValidator) alpha1() bool { return v.kind != "ClusterNetworkPolicy" }

// most is how long lists of rules, peers and ports may be.
func (v *clusterValidator) most() int {
	if v.alpha1() {
		return 100
	}
	return 25
}

func (v *clusterValidator) clusterSpec(p *ClusterPolicy) {
	at := field.NewPath("spec")
	if !v.has(at) {
		v.unclear = true
		v.refuse("bad-subject", at, nil, "must be there", "write spec: with a subject, and rules below ingress and egress")
		return
	}
	if !v.alpha1() {
		v.tier(string(p.Tier), at.Child("tier"))
	}
	if v.kind != "BaselineAdminNetworkPolicy" {
		v.priority(p.Priority, at.Child("priority"))
	}
	subject := at.Child("subject")
	if v.one(subject, "bad-subject", "write namespaces: {} for the pods of all namespaces, or pods: with a namespaceSelector and a podSelector", "namespaces", "pods") {
		v.selectors(subject, p.Subject.Namespaces, p.Subject.Pods)
	} else {
		v.unclear = true
	}
	for i := range v.limited(at.Child("ingress"), len(p.Ingress), 0, v.most()) {
		r, place := &p.Ingress[i], at.Child("ingress").Index(i)
		v.clusterRule(&r.ClusterRule, place)
		v.peers(place.Child("from"), len(r.From), func(j int, at *field.Path) {
			if v.one(at, "bad-peer", "write namespaces, or pods with a namespaceSelector and a podSelector", "namespaces", "pods") {
				v.selectors(at, r.From[j].Namespaces, r.From[j].Pods)
			}
		})
	}
	for i := range v.limited(at.Child("egress"), len(p.Egress), 0, v.most()) {
		r, place := &p.Egress[i], at.Child("egress").Index(i)
		v.clusterRule(&r.ClusterRule, place)
		v.peers(place.Child("to"), len(r.To), func(j int, at *field.Path) { v.egressPeer(r, j, at) })
		v.nameless(r, place)
	}
}

func (v *clusterValidator) tier(tier string, at *field.Path) {
	const help = "write Admin, before all NetworkPolicies, or Baseline, for pods that no NetworkPolicy isolates"
	switch {
	case tier == "Admin" || tier == "Baseline":
		return
	case tier == "" && !v.has(at):
		v.refuse("bad-tier", at, nil, "must be there", help)
	default:
		v.refuse("bad-tier", at, tier, `supported values: "Admin", "Baseline"`, help).Mend = otherCase(tier, "Admin", "Baseline")
	}
	v.unclear = true
}

func (v *clusterValidator) priority(priority *int32, at *field.Path) {
	const help = "write a number from 0 to 1000: the lowest comes first"
	switch {
	case priority == nil:
		v.unclear = true
		v.refuse("bad-priority", at, nil, "must be there", help)
	case *priority < 0 || *priority > 1000:
		v.refuse("bad-priority", at, *priority, "must be between 0 and 1000, inclusive", help)
	}
}

func (v *clusterValidator) clusterRule(r *ClusterRule, at *field.Path) {
	if utf8.RuneCountInString(r.Name) > 100 {
		v.refuse("bad-name", at.Child("name"), nil, "must be no more than 100 characters", "write a shorter name")
	}
	v.action(string(r.Action), at.Child("action"))
	if v.alpha1() {
		v.adminPorts(r.Ports, at.Child("ports"))
	} else {
		v.protocols(r.Protocols, at.Child("protocols"))
	}
}

func (v *clusterValidator) action(action string, at *field.Path) {
	actions := []string{"Accept", "Deny", "Pass"}
	switch v.kind {
	case "AdminNetworkPolicy":
		actions[0] = "Allow"
	case "BaselineAdminNetworkPolicy":
		actions = []string{"Allow", "Deny"}
	}
	if slices.Contains(actions, action) {
		return
	}
	v.unclear = true
	last := len(actions) - 1
	help := "write " + strings.Join(actions[:last], ", ") + " or " + actions[last]
	if action == "" && !v.has(at) {
		v.refuse("bad-action", at, nil, "must be there", help)
		return
	}
	mend := otherCase(action, actions...)
	if mend.Text == "" && (action == "Accept" || action == "Allow") {
		mend.Text = actions[0]
	}
	v.refuse("bad-action", at, action, `supported values: "`+strings.Join(actions, `", "`)+`"`, help).Mend = mend
}

// peers judges the peers of a rule, which has to name some.
func (v *clusterValidator) peers(at *field.Path, n int, judge func(int, *field.Path)) {
	if n == 0 {
		v.unclear = true
		v.refuse("bad-peer", at, nil, "must name at least one peer", "write - namespaces: {} for the pods of all namespaces")
	}
	for j := range v.limited(at, n, 0, v.most()) {
		judge(j, at.Index(j))
	}
}

// limited judges the length of a list, and returns how many of its items to look at.
func (v *clusterValidator) limited(at *field.Path, n, least, most int) int {
	switch {
	case n > most:
		v.refuse("too-many", at, nil, fmt.Sprintf("must have at most %d items, and has %d", most, n), "divide the policy, or the rule, into several")
		return most
	case n < least:
		v.refuse("too-few", at, nil, "must have at least one item", "leave it out, or list what it is about")
	}
	return n
}

// one judges a mapping of which exactly one field has to be set.
func (v *clusterValidator) one(at *field.Path, id, help string, fields ...string) bool {
	n := follow(v.d.root, pathOf(at.String()))
	var set []string
	for _, f := range fields {
		if k := n.Get(f).Kind(); n.Get(f).Exists() && k != source.Null {
			set = append(set, f)
		}
	}
	if len(set) == 1 {
		return true
	}
	last := len(fields) - 1
	message := "must set exactly one of " + strings.Join(fields[:last], ", ") + " and " + fields[last]
	if len(set) > 1 {
		message += ", and sets " + strings.Join(set, " and ")
	}
	v.refuse(id, at, nil, message, help)
	return false
}

// has reports whether something stands at a place.
func (v *clusterValidator) has(at *field.Path) bool {
	n := follow(v.d.root, pathOf(at.String()))
	return n.Exists() && n.Kind() != source.Null
}

// selectors judges the selectors of a subject or of a peer.
func (v *clusterValidator) selectors(at *field.Path, namespaces *metav1.LabelSelector, pods *v1alpha2.NamespacedPod) {
	if namespaces != nil {
		v.evaluable(namespaces, at.Child("namespaces"))
	}
	if pods == nil {
		return
	}
	at = at.Child("pods")
	v.evaluable(&pods.NamespaceSelector, at.Child("namespaceSelector"))
	v.evaluable(&pods.PodSelector, at.Child("podSelector"))
	required := []string{"podSelector"}
	if v.alpha1() {
		required = []string{"namespaceSelector", "podSelector"}
	}
	for _, name := range required {
		if !v.has(at.Child(name)) {
			v.refuse("bad-selector", at.Child(name), nil, "must be there", "write "+name+": {} to select all")
		}
	}
}

// expressions judges whether the expressions of a selector have their fields.
func (v *clusterValidator) expressions(s *metav1.LabelSelector, at *field.Path) bool {
	whole := true
	for i := range s.MatchExpressions {
		e := &s.MatchExpressions[i]
		for _, f := range [...]struct{ name, value string }{{"key", e.Key}, {"operator", string(e.Operator)}} {
			if place := at.Index(i).Child(f.name); f.value == "" && !v.has(place) {
				whole = false
				v.refuse("bad-selector", place, nil, "must be there", "write a key, and the operator In, NotIn, Exists or DoesNotExist")
			}
		}
	}
	return whole
}

// evaluable judges one selector. Of those in custom resources the API server asks no
// more than that their fields are there, so what else is wrong with one is found by
// whoever applies it.
func (v *clusterValidator) evaluable(s *metav1.LabelSelector, at *field.Path) {
	if !v.expressions(s, at.Child("matchExpressions")) {
		v.unclear = true
		return
	}
	for _, err := range metavalidation.ValidateLabelSelector(s, metavalidation.LabelSelectorValidationOptions{}, at) {
		if _, marker := firstMarker([]source.Node{follow(v.d.root, pathOf(at.String()))}); marker != "" {
			return
		}
		v.unclear = true
		v.d.problem(Warning, follow(v.d.root, pathOf(at.String())), fmt.Sprintf("%s: the API server takes this selector, and nothing can evaluate it, so the effect of the policy is missing from the answer", err))
	}
}
