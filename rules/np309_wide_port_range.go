package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// widePortRange reports ranges of ports that are wider than any one service needs.
// endPort is meant for services on several ports (KEP-2079); what is beyond those is
// open to whatever will listen there.
func widePortRange() *lint.Rule {
	return &lint.Rule{
		Code: "NP309", Name: "wide-port-range", Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a range of ports is wider than services need",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Options: []lint.Option{{
			Name: "largest-range", Doc: "how many ports a range may have", Kind: lint.IntOption, Int: 1024, Min: 1, Max: lastPort,
		}},
		Check: checkWidePortRange,
	}
}

func checkWidePortRange(pass *lint.Pass) {
	limit := int32(pass.Int("largest-range"))
	for at := range portRules(pass.Model) {
		if at.rule.Action != cluster.Allow {
			continue
		}
		for _, protocol := range protocols() {
			for _, run := range portRuns(at.rule, protocol) {
				if run.to-run.from+1 <= limit || run.from >= 30000 && run.to <= 32767 {
					continue // not wide, or the NodePorts of a cluster
				}
				if noPortWritten(at, &run) || aboutThese(at.policy, at.rule, usesRanges) {
					continue
				}
				reportWideRange(pass, at, protocol, &run, limit)
			}
		}
	}
}

// noPortWritten reports whether a range is that of an entry without any port, which
// is all-protocol-ports or null-list-item.
func noPortWritten(at portRule, run *portRun) bool {
	for _, p := range run.entries {
		if p.AllPorts() {
			for i := range at.rule.Ports {
				if w := writtenPort(at, i); &at.rule.Ports[i] == p && w != nil && w.Port == nil {
					return true
				}
			}
		}
	}
	return false
}

// usesRanges reports whether a name is that of something that takes a port for each
// call or transfer: media over RTP, and passive FTP.
func usesRanges(name string) bool {
	return strings.Contains(name, "rtc") || strings.Contains(name, "rtp") || wordAmong(name,
		"sip", "voip", "turn", "coturn", "stun", "stunner", "livekit", "jitsi", "jvb", "videobridge", "janus", "asterisk", "freeswitch", "kamailio", "opensips",
		"mediasoup", "media", "sfu", "ftp", "ftpd", "vsftpd", "proftpd", "pureftpd", "nfs", "torrent", "qbittorrent", "transmission", "deluge", "gameserver", "agones")
}

func reportWideRange(pass *lint.Pass, at portRule, protocol string, run *portRun, limit int32) {
	widest := run.entries[0]
	for _, p := range run.entries {
		if p.To-p.From > widest.To-widest.From {
			widest = p
		}
	}
	f := lint.Finding{
		At: endOfRange(at.policy, widest), Key: fmt.Sprintf("%s %s", at.direction, rangeText(protocol, run.from, run.to)),
		Message: fmt.Sprintf("%s opens %d ports, more than the %d that a range should have, to whatever will listen there", rangeText(protocol, run.from, run.to), run.to-run.from+1, limit),
		Help:    "list the ports that are used, such as ports: [{protocol: TCP, port: 8080}]",
	}
	if len(run.entries) > 1 {
		f.Message = fmt.Sprintf("%d entries together open %s, %d ports, more than the %d that a range should have", len(run.entries), rangeText(protocol, run.from, run.to), run.to-run.from+1, limit)
	}
	if run.from >= 1024 && run.to >= 60999 {
		f.Help = "list the ports that are used; replies to connections that a policy allows need no rule of their own"
	}
	f.Witness = openFlow(pass, at, protocol, widest.To)
	pass.Report(f)
}

// endOfRange is the place of the last port of a range.
func endOfRange(p *cluster.Policy, port *cluster.Port) manifest.Ref {
	if p.Namespace != nil && port.From != port.To {
		return port.At.Child("endPort")
	}
	return portAt(p, port)
}
