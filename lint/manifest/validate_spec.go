package manifest

import (
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func (v *validator) spec() {
	spec, at := &v.policy.Spec, field.NewPath("spec")
	v.selector(&spec.PodSelector, at.Child("podSelector"))
	for i, rule := range spec.Ingress {
		v.rule(rule.Ports, rule.From, at.Child("ingress").Index(i), "from")
	}
	for i, rule := range spec.Egress {
		v.rule(rule.Ports, rule.To, at.Child("egress").Index(i), "to")
	}
	types := at.Child("policyTypes")
	if len(spec.PolicyTypes) > 2 {
		v.refuse("bad-policy-type", types, spec.PolicyTypes, "may not specify more than two policyTypes", "write [Ingress], [Egress] or [Ingress, Egress]")
		return
	}
	for i, t := range spec.PolicyTypes {
		if t != networkingv1.PolicyTypeIngress && t != networkingv1.PolicyTypeEgress {
			v.refuse("bad-policy-type", types.Index(i), t, `supported values: "Ingress", "Egress"`, "write Ingress or Egress, with a capital").
				Mend = otherCase(string(t), "Ingress", "Egress")
		}
	}
}

func (v *validator) rule(ports []networkingv1.NetworkPolicyPort, peers []networkingv1.NetworkPolicyPeer, at *field.Path, direction string) {
	for i := range ports {
		v.port(&ports[i], at.Child("ports").Index(i))
	}
	for i := range peers {
		v.peer(&peers[i], at.Child(direction).Index(i))
	}
}

func (v *validator) peer(p *networkingv1.NetworkPolicyPeer, at *field.Path) {
	if p.PodSelector != nil {
		v.selector(p.PodSelector, at.Child("podSelector"))
	}
	if p.NamespaceSelector != nil {
		v.selector(p.NamespaceSelector, at.Child("namespaceSelector"))
	}
	if p.IPBlock != nil {
		v.block(p.IPBlock, at.Child("ipBlock"))
	}
	selectors := p.PodSelector != nil || p.NamespaceSelector != nil
	switch {
	case !selectors && p.IPBlock == nil:
		v.refuse("peer-empty", at, nil, "must specify a peer", "name what the peer is: podSelector, namespaceSelector or ipBlock; leave the list out to mean everyone")
	case selectors && p.IPBlock != nil:
		v.refuse("ipblock-with-selector", at, nil, "may not specify both ipBlock and another peer", "make two peers of it, each with a dash of its own: they are alternatives then")
	}
}

func (v *validator) selector(s *metav1.LabelSelector, at *field.Path) {
	labels := false
	for _, err := range metavalidation.ValidateLabelSelector(s, metavalidation.LabelSelectorValidationOptions{}, at) {
		switch {
		case strings.HasSuffix(err.Field, ".matchLabels"):
			labels = true
		case strings.HasSuffix(err.Field, ".operator"):
			found := v.take(err, "bad-operator", "write In, NotIn, Exists or DoesNotExist, exactly so")
			if op, ok := err.BadValue.(metav1.LabelSelectorOperator); ok {
				found.Mend = otherCase(string(op), "In", "NotIn", "Exists", "DoesNotExist")
			}
		case strings.HasSuffix(err.Field, ".values") && err.Type == field.ErrorTypeRequired:
			v.take(err, "operator-without-values", "list the values, or use Exists or DoesNotExist to ask for the key alone")
		case strings.HasSuffix(err.Field, ".values"):
			v.take(err, "operator-with-values", "leave values out, or use In or NotIn")
		case strings.HasSuffix(err.Field, ".key"):
			v.take(err, "bad-label", "write the key as labels have it: NAME or example.com/NAME, with letters, digits, '-', '_' and '.' in NAME")
		default:
			v.take(err, "bad-label", "write values as labels have them: letters, digits, '-', '_' and '.', 63 characters at most")
		}
	}
	if labels {
		v.labels(s.MatchLabels, at.Child("matchLabels"))
	}
}

// otherCase is the word that a misspelt one equals but for the case of its letters
// and blanks around it.
func otherCase(text string, words ...string) Mend {
	for _, w := range words {
		if strings.EqualFold(strings.TrimSpace(text), w) {
			return Mend{Text: w}
		}
	}
	return Mend{}
}
