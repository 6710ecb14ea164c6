package rules

import (
	"fmt"
	"strconv"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// dnsPortTCPDefault reports an entry for a port of a UDP service that names no
// protocol, and so means TCP alone (NetworkPolicyPort in the Kubernetes API
// reference; the IANA registry of service names and port numbers).
func dnsPortTCPDefault() *lint.Rule {
	return &lint.Rule{
		Code: "NP509", Name: "dns-port-tcp-default", Category: lint.Ports, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "the port of a UDP service is listed without a protocol, which means TCP",
		Controls: []lint.Control{lint.WatchTraffic},
		Options: []lint.Option{{
			Name: "udp-ports", Doc: "the ports of services that are used over UDP, and what each is", Kind: lint.MapOption,
			Map: udpServices(), Valid: isPort,
		}},
		Check: checkDNSPortTCPDefault,
	}
}

// udpServices are those that are hardly ever used over TCP alone.
func udpServices() map[string]string {
	return map[string]string{
		"53": "DNS", "67": "DHCP", "68": "DHCP", "69": "TFTP", "123": "NTP", "137": "NetBIOS", "138": "NetBIOS", "161": "SNMP", "162": "SNMP traps",
		"500": "IKE", "514": "syslog", "1812": "RADIUS", "1813": "RADIUS accounting", "4500": "IPsec", "4789": "VXLAN", "5353": "multicast DNS",
		"8125": "StatsD", "51820": "WireGuard",
	}
}

// isPort says what is wrong with a port that the configuration lists.
func isPort(text string) error {
	if n, err := strconv.Atoi(text); err != nil || n < 1 || n > lastPort {
		return fmt.Errorf("%q is no port: write a number from 1 to 65535", text)
	}
	return nil
}

func checkDNSPortTCPDefault(pass *lint.Pass) {
	x := newTCPDefaults(pass.Map("udp-ports"))
	noDNS := map[*cluster.Policy]bool{} // of which egress-without-dns speaks
	for at := range portRules(pass.Model) {
		for i, port := range eachPort(at.rule) {
			w := writtenPort(at, i)
			if w == nil || w.Protocol != nil || !single(port) {
				continue
			}
			service := x.wrong(pass, at, port.From)
			if service == "" {
				continue
			}
			if at.direction == cluster.Egress && port.From == 53 {
				if len(noDNS) == 0 {
					noDNS[nil] = true
					for _, g := range dnsGaps(pass) {
						noDNS[g.policy] = noDNS[g.policy] || g.missesUDP()
					}
				}
				if noDNS[at.policy] {
					continue
				}
			}
			number := int(port.From)
			pass.Report(lint.Finding{
				At: port.At.Child("port"), Key: fmt.Sprintf("%s %d", at.direction, number),
				Message: fmt.Sprintf("%d (%s) is allowed without a protocol, which means TCP, while %s uses UDP, which stays blocked", number, service, service),
				Help:    fmt.Sprintf("write {protocol: UDP, port: %d}, and beside it %s where TCP is used too", number, portItem("TCP", port.From)),
			})
		}
	}
}
