package manifest

import (
	"fmt"

	values "k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

// protocols judges the protocols of a rule of v1alpha2.
func (v *clusterValidator) protocols(protocols []v1alpha2.ClusterNetworkPolicyProtocol, at *field.Path) {
	if !v.listed(at, len(protocols)) {
		return
	}
	for i := range v.limited(at, len(protocols), 0, v.most()) {
		p, place := &protocols[i], at.Index(i)
		if !v.one(place, "bad-protocol", "write one of them: each item of the list is about one", "tcp", "udp", "sctp", "destinationNamedPort") {
			v.unclear = true
			continue
		}
		switch {
		case p.TCP != nil:
			v.destination(p.TCP.DestinationPort, "TCP", place.Child("tcp"))
		case p.UDP != nil:
			v.destination(p.UDP.DestinationPort, "UDP", place.Child("udp"))
		case p.SCTP != nil:
			v.destination(p.SCTP.DestinationPort, "SCTP", place.Child("sctp"))
		}
	}
}

// listed judges a list of ports, which must not be empty where it is there: an
// implementation may read an empty one as all ports or as none.
func (v *clusterValidator) listed(at *field.Path, n int) bool {
	if n == 0 && v.has(at) {
		v.unclear = true
		v.refuse("too-few", at, nil, "must have at least one item", "leave it out to mean every port and protocol")
	}
	return n > 0
}

// destination judges the port of a protocol. The documentation calls it optional,
// but the schema (minProperties: 1) does not let it be left out.
func (v *clusterValidator) destination(p *v1alpha2.Port, protocol string, at *field.Path) {
	port := at.Child("destinationPort")
	if p == nil {
		v.refuse("bad-port", at, nil, "must have a destinationPort", "write destinationPort: {range: {start: 1, end: 65535}} for every "+protocol+" port")
		return
	}
	if !v.one(port, "bad-port", "write number for one port, or range with start and end", "number", "range") {
		v.unclear = true
		return
	}
	if p.Range == nil {
		v.portNumber(p.Number, port.Child("number"))
		return
	}
	at = port.Child("range")
	v.portNumber(p.Range.Start, at.Child("start"))
	v.portNumber(p.Range.End, at.Child("end"))
	if p.Range.Start >= p.Range.End {
		v.refuse("bad-port", at, nil, "must have a start below its end", "write the smaller number as start, or number for a single port")
	}
}

func (v *clusterValidator) portNumber(port int32, at *field.Path) {
	for _, message := range values.IsValidPortNum(int(port)) {
		if !v.has(at) {
			v.refuse("bad-port", at, nil, "must be there", "write a number from 1 to 65535")
			continue
		}
		v.refuse("bad-port", at, port, message, "write a number from 1 to 65535")
	}
}

// adminPorts judges the ports of a rule of v1alpha1.
func (v *clusterValidator) adminPorts(ports []v1alpha1.AdminNetworkPolicyPort, at *field.Path) {
	if !v.listed(at, len(ports)) {
		return
	}
	for i := range v.limited(at, len(ports), 0, v.most()) {
		p, place := &ports[i], at.Index(i)
		if !v.one(place, "bad-port", "write one of them: each item of the list is about one", "portNumber", "portRange", "namedPort") {
			v.unclear = true
			continue
		}
		switch {
		case p.PortNumber != nil:
			v.adminProtocol(string(p.PortNumber.Protocol), place.Child("portNumber").Child("protocol"))
			v.portNumber(p.PortNumber.Port, place.Child("portNumber").Child("port"))
		case p.PortRange != nil:
			v.adminProtocol(string(p.PortRange.Protocol), place.Child("portRange").Child("protocol"))
			v.portNumber(p.PortRange.Start, place.Child("portRange").Child("start"))
			v.portNumber(p.PortRange.End, place.Child("portRange").Child("end"))
		}
	}
}

// adminProtocol warns of a protocol that no packet has: the schema takes any word.
func (v *clusterValidator) adminProtocol(protocol string, at *field.Path) {
	switch protocol {
	case "", "TCP", "UDP", "SCTP":
		return
	}
	v.d.problem(Warning, follow(v.d.root, pathOf(at.String())), fmt.Sprintf("%s: the API server takes the protocol %q, and nothing matches it: write TCP, UDP or SCTP", at, protocol))
}
