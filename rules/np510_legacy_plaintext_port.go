package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// legacyPlaintextPort reports rules that allow the ports of protocols that send
// passwords and data in the clear, or give control without any (the IANA registry
// of service names and port numbers; the Docker documentation, "Protect the Docker
// daemon socket", for 2375).
func legacyPlaintextPort() *lint.Rule {
	return &lint.Rule{
		Code: "NP510", Name: "legacy-plaintext-port", Category: lint.Ports, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a rule allows the port of a protocol that is neither encrypted nor safe",
		Controls: []lint.Control{lint.NSALeastAccess},
		Options: []lint.Option{{
			Name: "ports", Doc: "the ports that are reported, as 23 or 23/TCP, and what each is", Kind: lint.MapOption,
			Map: map[string]string{
				"21/TCP": "FTP", "23/TCP": "Telnet", "69/UDP": "TFTP", "111": "the portmapper of Sun RPC", "445/TCP": "SMB",
				"512/TCP": "rexec", "513/TCP": "rlogin", "514/TCP": "rsh", "2375/TCP": "the Docker API without TLS",
			},
			Valid: isPortWithProtocol,
		}},
		Check: checkLegacyPlaintextPort,
	}
}

// isPortWithProtocol says what is wrong with a port that may have a protocol.
func isPortWithProtocol(text string) error {
	number, protocol, found := strings.Cut(text, "/")
	if found && protocol != "TCP" && protocol != "UDP" && protocol != "SCTP" {
		return fmt.Errorf("%q: write TCP, UDP or SCTP after the slash", text)
	}
	return isPort(number)
}

func checkLegacyPlaintextPort(pass *lint.Pass) {
	legacy := pass.Map("ports")
	for at := range portRules(pass.Model) {
		if at.rule.Action != cluster.Allow {
			continue
		}
		for _, port := range eachPort(at.rule) {
			if !single(port) {
				continue // wide-port-range
			}
			number := strconv.Itoa(int(port.From))
			what := legacy[number+"/"+port.Protocol]
			if what == "" {
				what = legacy[number]
			}
			if what == "" || port.From == 514 && aboutThese(at.policy, at.rule, syslogName) {
				continue
			}
			who := "may connect to"
			if at.direction == cluster.Ingress {
				who = "accept connections on"
			}
			pass.Report(lint.Finding{
				At: portAt(at.policy, port), Key: fmt.Sprintf("%s %s", at.direction, portText(port)),
				Message: fmt.Sprintf("%s %s %s, %s: whoever is on the way can read and change what it carries", subject(at.policy), who, portText(port), what),
				Help:    "use " + instead(port.From) + ", and allow its port",
				Witness: openFlow(pass, at, port.Protocol, port.From),
			})
		}
	}
}

// syslogName reports whether a name is about syslog, which uses 514 over TCP too.
func syslogName(name string) bool {
	return strings.Contains(name, "syslog") || wordAmong(name, "log", "logs", "logging", "fluentd", "fluentbit", "fluent", "vector", "graylog", "logstash", "splunk", "siem", "rsyslogd")
}

// instead names what has taken the place of a protocol.
func instead(port int32) string {
	switch port {
	case 21:
		return "SFTP or FTPS"
	case 23, 512, 513, 514:
		return "SSH, or kubectl exec"
	case 69:
		return "HTTPS"
	case 111:
		return "NFSv4, which needs no portmapper"
	case 445:
		return "SMB over QUIC or a private link, or object storage"
	case 2375:
		return "the Docker API with TLS on 2376, or a builder that needs no daemon"
	}
	return "a protocol that is encrypted"
}
