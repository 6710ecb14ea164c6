package rules

import (
	"cmp"
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// protocolOmitted reports an entry of ports without a protocol, which means TCP
// (NetworkPolicyPort in the Kubernetes API reference, and Cyclonus' lint).
func protocolOmitted() *lint.Rule {
	return &lint.Rule{
		Code: "NP508", Name: "protocol-omitted", Category: lint.Ports, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary: "an entry of ports leaves its protocol to the default, TCP",
		Check:   checkProtocolOmitted,
	}
}

func checkProtocolOmitted(pass *lint.Pass) {
	x := newTCPDefaults(udpServices())
	for at := range portRules(pass.Model) {
		for i, port := range eachPort(at.rule) {
			w := writtenPort(at, i)
			if w == nil || w.Protocol != nil || w.Port == nil || !readable(port) {
				continue
			}
			what := cmp.Or(port.Name, fmt.Sprint(port.From))
			if port.Name == "" && port.From != port.To {
				what = fmt.Sprintf("%d, endPort: %d", port.From, port.To)
			}
			if single(port) && x.wrong(pass, at, port.From) != "" {
				continue // dns-port-tcp-default
			}
			pass.Report(lint.Finding{
				At: port.At.Child("port"), Key: fmt.Sprintf("%s %s", at.direction, portText(port)),
				Message: fmt.Sprintf("this entry for port %s names no protocol, so it %s TCP and nothing else", cmp.Or(port.Name, rangeOf(port)), does(at.rule)),
				Help:    fmt.Sprintf("write {protocol: TCP, port: %s}", what),
			})
		}
	}
}

func rangeOf(p *cluster.Port) string {
	if p.From != p.To {
		return fmt.Sprintf("%d-%d", p.From, p.To)
	}
	return fmt.Sprint(p.From)
}
