package manifest

import (
	"fmt"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	values "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func (v *validator) port(p *networkingv1.NetworkPolicyPort, at *field.Path) {
	v.protocol(p.Protocol, at.Child("protocol"))
	if p.EndPort != nil && !v.version.EndPort() {
		v.add(Violation{Class: UnknownField, ID: "too-new", Field: at.Child("endPort").String(), Path: pathOf(at.Child("endPort").String()), OnKey: true,
			Message: fmt.Sprintf("endPort needs Kubernetes 1.22: %s refuses or drops it, and the rule is about the first port alone", v.version),
			Help:    "list the ports one by one, or give --kubernetes-version if the cluster is newer"})
		return
	}
	switch {
	case p.Port == nil:
		if p.EndPort != nil {
			v.refuse("endport-without-port", at.Child("endPort"), *p.EndPort, "may not be specified when `port` is not specified", "write the first port of the range as port")
		}
	case p.Port.Type == intstr.Int:
		v.numbers(p.Port.IntVal, p.EndPort, at)
	default:
		v.named(p.Port.StrVal, p.EndPort, at)
	}
}

func (v *validator) protocol(p *corev1.Protocol, at *field.Path) {
	if p == nil {
		return
	}
	supported := `supported values: "TCP", "UDP", "SCTP"`
	switch *p {
	case "TCP", "UDP":
		return
	case "SCTP":
		if v.version.SCTP() {
			return
		}
		supported = `supported values: "TCP", "UDP"; SCTP needs Kubernetes 1.19`
	}
	v.refuse("bad-protocol", at, *p, supported,
		"write TCP, UDP or SCTP in capitals; without protocol it is TCP, and without ports a rule is about every protocol").
		Mend = otherCase(string(*p), "TCP", "UDP", "SCTP")
}

// numbers judges a port, and the end of the range that it begins.
func (v *validator) numbers(port int32, end *int32, at *field.Path) {
	const help = "write a number from 1 to 65535"
	for _, message := range values.IsValidPortNum(int(port)) {
		v.refuse("bad-port", at.Child("port"), port, message, help+"; leave port out for every port")
	}
	if end == nil {
		return
	}
	if *end < port {
		v.refuse("endport-below-port", at.Child("endPort"), *end, "must be greater than or equal to `port`", "write the smaller number as port and the larger as endPort")
	}
	for _, message := range values.IsValidPortNum(int(*end)) {
		v.refuse("endport-invalid", at.Child("endPort"), *end, message, help)
	}
}

// named judges the name of a port.
func (v *validator) named(name string, end *int32, at *field.Path) {
	if end != nil {
		v.refuse("endport-with-name", at.Child("endPort"), *end, "may not be specified when `port` is non-numeric", "write the first port of the range as a number, or leave endPort out")
	}
	help, mend := "write the name of a container port: at most 15 of a-z, 0-9 and '-', with a letter", Mend{}
	if n, err := strconv.ParseUint(name, 10, 16); err == nil && n > 0 {
		mend.Text = strconv.FormatUint(n, 10)
		help = "write the number without quotes: " + mend.Text
	}
	for _, message := range values.IsValidPortName(name) {
		v.refuse("bad-port-name", at.Child("port"), name, message, help).Mend = mend
	}
}
