package manifest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/intstr"
	values "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/netpolint/netpolint/lint/source"
)

// validator finds what the API server refuses of one decoded NetworkPolicy when
// it is created. Names, labels and addresses are judged by the API server's own
// library; the rules of the policy itself are those of its documentation
// (https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/),
// held to a recorded server by a test.
type validator struct {
	policy  *networkingv1.NetworkPolicy
	version Version
	found   []Violation
}

// validate returns the violations of a policy, in the order of its fields.
func validate(policy *networkingv1.NetworkPolicy, version Version) []Violation {
	v := &validator{policy: policy, version: version}
	v.metadata()
	v.spec()
	return slices.DeleteFunc(v.found, func(f Violation) bool { return variable(f.Value) })
}

// variable reports whether a value holds something that is yet to be replaced, so
// that nobody can judge it.
func variable(text string) bool {
	return strings.Contains(text, "${") || strings.Contains(text, "{{") || strings.Contains(text, "$(")
}

// refuse adds a violation; the value is shown with it.
func (v *validator) refuse(id string, at *field.Path, value any, message, help string) {
	name := at.String()
	shown := ""
	if value != nil {
		shown = fmt.Sprint(value)
		if _, text := value.(string); text {
			shown = strconv.Quote(shown)
		}
	}
	v.found = append(v.found, Violation{Class: Refused, ID: id, Field: name, Path: pathOf(name), Message: message, Value: shown, Help: help})
}

func (v *validator) metadata() {
	meta := v.policy.ObjectMeta.DeepCopy()
	if meta.Namespace == "" {
		meta.Namespace = "default"
	}
	meta.Generation = 1 // the API server counts by itself
	if meta.Name == "" && meta.GenerateName != "" {
		meta.Name = generated(meta.GenerateName)
	}
	at := field.NewPath("metadata")
	found := validation.ValidateObjectMeta(meta, true, validation.NameIsDNSSubdomain, at)
	for _, err := range found {
		id, help := "bad-metadata", "mend the field, or leave it out: the API server sets most metadata by itself"
		switch {
		case err.Field == "metadata.name" && meta.Name == "":
			id, help = "bad-name", "write metadata.name"
		case err.Field == "metadata.name", err.Field == "metadata.generateName":
			id, help = "bad-name", "use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit, 253 characters at most"
		case err.Field == "metadata.namespace":
			id, help = "bad-namespace", "use lower-case letters, digits and '-', beginning and ending with a letter or digit, 63 characters at most"
		case err.Field == "metadata.labels":
			v.label(err, meta.Labels)
			continue
		case err.Field == "metadata.annotations":
			id, help = "bad-annotation", "name it like a label (example.com/name), and keep all annotations below 256 KiB"
		}
		v.take(err, id, help)
	}
	for i, name := range meta.Finalizers {
		switch name {
		case "kubernetes", metav1.FinalizerOrphanDependents, metav1.FinalizerDeleteDependents:
		default:
			if !strings.Contains(name, "/") {
				v.refuse("bad-metadata", at.Child("finalizers").Index(i), name, "name is neither a standard finalizer name nor is it fully qualified", "write it as example.com/NAME, or leave it out")
			}
		}
	}
}

// generated is a name as the API server makes it of a prefix: cut to leave room
// for five characters.
func generated(prefix string) string {
	const longest, suffix = 63, "x5x5x"
	if len(prefix) > longest-len(suffix) {
		prefix = prefix[:longest-len(suffix)]
	}
	return prefix + suffix
}

// take adds an error of the API server's library.
func (v *validator) take(err *field.Error, id, help string) {
	shown := ""
	if text, ok := err.BadValue.(string); ok && err.Type != field.ErrorTypeRequired && err.Type != field.ErrorTypeForbidden {
		shown = strconv.Quote(text)
	}
	message := err.Detail
	if message == "" || err.Type == field.ErrorTypeRequired && err.Detail == "" {
		message = strings.ToLower(err.Type.String())
	}
	v.found = append(v.found, Violation{Class: Refused, ID: id, Field: err.Field, Path: pathOf(err.Field), Message: message, Value: shown, Help: help})
}

// label adds an error about a map of labels, whose field path names no key.
func (v *validator) label(err *field.Error, labels map[string]string) {
	const rule = "use letters, digits, '-', '_' and '.', beginning and ending with a letter or digit, 63 characters at most"
	bad, _ := err.BadValue.(string)
	if err.Origin == "format=k8s-label-key" {
		v.take(err, "bad-label", "name labels NAME or example.com/NAME: for NAME "+rule)
	} else {
		v.take(err, "bad-label", "for values of labels "+rule+", or leave the value empty")
	}
	last := &v.found[len(v.found)-1]
	if err.Origin == "format=k8s-label-key" {
		last.Path, last.OnKey = last.Path.Child(bad), true
		return
	}
	least := ""
	for key, value := range labels {
		if value == bad && (least == "" || key < least) {
			least = key
		}
	}
	last.Path = last.Path.Child(least)
}

func (v *validator) spec() {
	spec, at := &v.policy.Spec, field.NewPath("spec")
	v.selector(&spec.PodSelector, at.Child("podSelector"))
	for i, rule := range spec.Ingress {
		v.rule(rule.Ports, rule.From, at.Child("ingress").Index(i), "from")
	}
	for i, rule := range spec.Egress {
		v.rule(rule.Ports, rule.To, at.Child("egress").Index(i), "to")
	}
	if len(spec.PolicyTypes) > 2 {
		v.refuse("bad-policy-type", at.Child("policyTypes"), nil, "may not specify more than two policyTypes", "write [Ingress], [Egress] or [Ingress, Egress]")
		return
	}
	for i, t := range spec.PolicyTypes {
		if t != networkingv1.PolicyTypeIngress && t != networkingv1.PolicyTypeEgress {
			v.refuse("bad-policy-type", at.Child("policyTypes").Index(i), string(t), `supported values: "Ingress", "Egress"`, "write Ingress or Egress, with a capital")
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

func (v *validator) port(p *networkingv1.NetworkPolicyPort, at *field.Path) {
	if p.Protocol != nil {
		switch *p.Protocol {
		case "TCP", "UDP", "SCTP":
		default:
			v.refuse("bad-protocol", at.Child("protocol"), string(*p.Protocol), `supported values: "TCP", "UDP", "SCTP"`,
				"write TCP, UDP or SCTP in capitals; without protocol it is TCP, and without ports a rule is about every protocol")
		}
	}
	const number = "write a number from 1 to 65535"
	end := at.Child("endPort")
	switch {
	case p.Port == nil:
		if p.EndPort != nil {
			v.refuse("endport-without-port", end, *p.EndPort, "may not be specified when `port` is not specified", "write the first port of the range as port")
		}
	case p.Port.Type == intstr.Int:
		for _, message := range values.IsValidPortNum(int(p.Port.IntVal)) {
			v.refuse("bad-port", at.Child("port"), p.Port.IntVal, message, number+"; leave port out for every port")
		}
		if p.EndPort == nil {
			return
		}
		if *p.EndPort < p.Port.IntVal {
			v.refuse("endport-below-port", end, *p.EndPort, "must be greater than or equal to `port`", "write the smaller number as port and the larger as endPort")
		}
		for _, message := range values.IsValidPortNum(int(*p.EndPort)) {
			v.refuse("bad-endport", end, *p.EndPort, message, number)
		}
	default:
		if p.EndPort != nil {
			v.refuse("endport-with-name", end, *p.EndPort, "may not be specified when `port` is non-numeric", "write the first port of the range as a number, or leave endPort out")
		}
		help := "write the name of a container port: at most 15 of a-z, 0-9 and '-', with a letter"
		if _, err := strconv.Atoi(p.Port.StrVal); err == nil {
			help = "write the number without quotes: " + p.Port.StrVal
		}
		for _, message := range values.IsValidPortName(p.Port.StrVal) {
			v.refuse("bad-port-name", at.Child("port"), p.Port.StrVal, message, help)
		}
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
	for _, err := range metavalidation.ValidateLabelSelector(s, metavalidation.LabelSelectorValidationOptions{}, at) {
		switch {
		case strings.HasSuffix(err.Field, ".matchLabels"):
			v.label(err, s.MatchLabels)
		case strings.HasSuffix(err.Field, ".operator"):
			v.take(err, "bad-operator", "write In, NotIn, Exists or DoesNotExist, exactly so")
			if op, ok := err.BadValue.(metav1.LabelSelectorOperator); ok {
				v.found[len(v.found)-1].Value = strconv.Quote(string(op))
			}
		case strings.HasSuffix(err.Field, ".values") && err.Type == field.ErrorTypeRequired:
			v.take(err, "operator-without-values", "list the values, or use Exists or DoesNotExist to ask for the key alone")
		case strings.HasSuffix(err.Field, ".values"):
			v.take(err, "operator-with-values", "leave values out, or use In or NotIn")
		default:
			v.take(err, "bad-label", "write keys and values as labels have them: letters, digits, '-', '_' and '.', 63 characters at most")
		}
	}
}

// pathOf is the path of a field as the API server prints it.
func pathOf(name string) source.Path {
	path := source.Path("")
	for _, part := range strings.Split(name, ".") {
		part, indices, _ := strings.Cut(part, "[")
		if part != "" {
			path = path.Child(part)
		}
		for _, i := range strings.Split(strings.TrimSuffix(indices, "]"), "][") {
			if i != "" {
				path = path.Child(i)
			}
		}
	}
	return path
}
