package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// dnsUDPOnly reports policies that let pods ask DNS over UDP alone. An answer
// that does not fit into one datagram is fetched over TCP, which RFC 7766 makes
// a duty of every resolver.
func dnsUDPOnly() *lint.Rule {
	return &lint.Rule{
		Code: "NP203", Name: "dns-udp-only", Category: lint.Egress, Severity: lint.Info, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "DNS is allowed over UDP but not over TCP, so long answers are lost",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkDNSUDPOnly,
	}
}

func checkDNSUDPOnly(pass *lint.Pass) {
	for _, g := range dnsGaps(pass) {
		if !g.missesTCP() {
			continue
		}
		pass.Report(lint.Finding{
			At: g.access.port(), Key: "dns",
			Message: fmt.Sprintf("%s may ask DNS over UDP but not over TCP: an answer too long for UDP is fetched over TCP, so such names fail to resolve", g.subject()),
			Help:    fmt.Sprintf("add {protocol: TCP, port: %d} beside the UDP port", g.access.server.port),
		})
	}
}

// port is the place of the port that lets pods ask DNS over UDP.
func (a *dnsAccess) port() manifest.Ref {
	for i := range a.over.Ports {
		p := &a.over.Ports[i]
		if p.Covers("UDP", a.server.port) && !p.AllPorts() || p.Name != "" && p.Protocol == "UDP" {
			return p.At.Child("port")
		}
	}
	for i := range a.over.Ports {
		if p := &a.over.Ports[i]; p.Covers("UDP", a.server.port) {
			return p.At
		}
	}
	return a.over.At
}
