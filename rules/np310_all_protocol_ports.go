package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// allProtocolPorts reports entries of ports without a port, which allow every port
// of their protocol, and TCP where they name none either (NetworkPolicyPort in the
// Kubernetes API reference: "if this field is not provided, this matches all port
// names and numbers").
func allProtocolPorts() *lint.Rule {
	return &lint.Rule{
		Code: "NP310", Name: "all-protocol-ports", Category: lint.Breadth, Severity: lint.Info, Since: "0.1.0",
		Summary:  "an entry of ports has no port, and so allows every port of its protocol",
		Controls: []lint.Control{lint.NSALeastAccess},
		Check:    checkAllProtocolPorts,
	}
}

func checkAllProtocolPorts(pass *lint.Pass) {
	var nulls map[manifest.Ref]bool
	var of *cluster.Policy
	for at := range portRules(pass.Model) {
		if of != at.policy {
			of, nulls = at.policy, nullsOf(at.policy)
		}
		var whole []*cluster.Port
		meantBoth, bare := false, false
		for i := range at.rule.Ports {
			port, w := &at.rule.Ports[i], writtenPort(at, i)
			if w == nil || w.Port != nil || nulls[port.At] {
				continue
			}
			if split := splitEntry(at, i); split != nil {
				reportSplitEntry(pass, at, port, split)
				meantBoth = true
				continue
			}
			bare = bare || w.Protocol == nil
			whole = append(whole, port)
		}
		// Where the rule names no peer either, that is what matters.
		if len(whole) > 0 && !meantBoth && (bare || !at.rule.AnyPeer()) {
			reportWholeProtocol(pass, at, whole, bare)
		}
	}
}

// splitEntry returns the entry beside one that has a protocol alone, where it has a
// port alone: a dash too many makes two entries of one.
func splitEntry(at portRule, i int) *cluster.Port {
	if w := writtenPort(at, i); w.Protocol == nil {
		return nil
	}
	for _, j := range [...]int{i + 1, i - 1} {
		if j < 0 || j >= len(at.rule.Ports) {
			continue
		}
		if w := writtenPort(at, j); w != nil && w.Protocol == nil && w.Port != nil {
			return &at.rule.Ports[j]
		}
	}
	return nil
}

func reportSplitEntry(pass *lint.Pass, at portRule, port, beside *cluster.Port) {
	number := beside.Name
	if number == "" {
		number = rangeOf(beside)
	}
	pass.ReportAs(lint.Warning, lint.Finding{
		At: port.At, Key: fmt.Sprintf("%s %s beside %s", at.direction, port.Protocol, number),
		Message: fmt.Sprintf("this entry is a protocol without a port and allows every %s port; the port %s beside it is an entry of its own", port.Protocol, number),
		Help:    fmt.Sprintf("write both in one entry: - {protocol: %s, port: %s}", port.Protocol, number),
		Related: []lint.Related{{At: beside.At, Message: "this entry has a port and no protocol"}},
		Witness: wholeProtocolFlow(pass, at, port),
	})
}

func reportWholeProtocol(pass *lint.Pass, at portRule, whole []*cluster.Port, bare bool) {
	var protocols []string
	for _, p := range whole {
		if !slices.Contains(protocols, p.Protocol) {
			protocols = append(protocols, p.Protocol)
		}
	}
	f := lint.Finding{
		At: whole[0].At, Key: fmt.Sprintf("%s %s %s", at.direction, strings.Join(protocols, " "), peersText(at.rule)),
		Message: fmt.Sprintf("without a port, this allows every %s port of the peers", strings.Join(protocols, " and ")),
		Help:    fmt.Sprintf("write the port, such as {protocol: %s, port: 8080}; to allow everything, leave ports out", protocols[0]),
		Witness: wholeProtocolFlow(pass, at, whole[0]),
	}
	if at.direction == cluster.Ingress {
		f.Message = fmt.Sprintf("without a port, this allows every %s port of %s", strings.Join(protocols, " and "), subject(at.policy))
		if ports := declared(at.policy.Selected); len(ports) > 0 {
			f.Help = fmt.Sprintf("list the ports that are used; the pods declare ports: [%s]", strings.Join(ports, ", "))
		}
	}
	if bare {
		f.Message = "an empty entry allows every TCP port, and neither UDP nor anything else"
		pass.ReportAs(lint.Warning, f)
		return
	}
	pass.Report(f)
}

// wholeProtocolFlow is a connection to an odd port that the entry lets through, or
// nil where the input shows none.
func wholeProtocolFlow(pass *lint.Pass, at portRule, port *cluster.Port) *reach.Flow {
	return openFlow(pass, at, port.Protocol, debugPort)
}
