package rules

import (
	"cmp"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// A connection to a Service is translated before policies see it: its destination
// is a pod and the Service's targetPort by then. A rule with the Service's own port
// says nothing about it.

// translated is a port of a rule that is the port of a Service, and no port of the
// pods behind it.
type translated struct {
	pod     *cluster.Workload
	service *cluster.Service
	served  *manifest.ServicePort
	target  int32
}

// translatedPorts finds, for a port and the pods that a rule means, the Services
// that lead from this port to another one. It finds none where some pod listens on
// the port itself, or may: the rule is about that one then.
func translatedPorts(pass *lint.Pass, t *portTarget, protocol string, port int32) []translated {
	type key struct {
		target   targetKey
		protocol string
		port     int32
	}
	if !servedPorts(pass)[servedPort{protocol, port}] || len(t.pods) == 0 {
		return nil
	}
	return lint.Once(pass, key{t.key, protocol, port}, func(*lint.Pass) []translated {
		var out []translated
		alike := map[translation]int{}
		for _, w := range t.pods {
			if w.Namespace.Unrendered != nil || listening(w, protocol, port) == cluster.Yes || !portsKnown(w) {
				return nil
			}
			found := translatedOf(w, protocol, port)
			if len(found) == 0 && listening(w, protocol, port) != cluster.No {
				return nil
			}
			for _, m := range found {
				if k := (translation{m.service, m.target}); alike[k] <= fewAlike {
					alike[k]++
					out = append(out, m)
				}
			}
		}
		// Other pods that the input does not show may listen on it, unless they are
		// behind the same Service.
		if !t.shown && slices.ContainsFunc(out, func(m translated) bool { return m.served.TargetPort.StrVal != "" || !t.implies(m.service.Selector) }) {
			return nil
		}
		return out
	})
}

// fewAlike is how many pods of one Service a finding lists.
const fewAlike = 3

// translation is what the pods of one Service have in common.
type translation struct {
	service *cluster.Service
	target  int32
}

// translatedOf lists the Services of a pod that lead from a port to another.
// Headless ones lead nowhere: their clients connect to the pod's port.
func translatedOf(w *cluster.Workload, protocol string, port int32) []translated {
	var out []translated
	for _, s := range w.Services {
		if s.Value.Headless || s.Value.Type == "ExternalName" {
			continue
		}
		for i := range s.Value.Ports {
			served := &s.Value.Ports[i]
			if served.Port != port || cmp.Or(served.Protocol, "TCP") != protocol {
				continue
			}
			if target, known := targetPort(w, served); known && target != port {
				out = append(out, translated{w, s, served, target})
			}
		}
	}
	return out
}

type servedPort struct {
	protocol string
	port     int32
}

// servedPorts are the ports of Services that lead to another one: most rules hold
// none of them.
func servedPorts(pass *lint.Pass) map[servedPort]bool {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) map[servedPort]bool {
		out := map[servedPort]bool{}
		for _, s := range pass.Model.Services {
			for i := range s.Value.Ports {
				if p := &s.Value.Ports[i]; p.TargetPort.StrVal != "" || p.TargetPort.IntVal != 0 && p.TargetPort.IntVal != p.Port {
					out[servedPort{cmp.Or(p.Protocol, "TCP"), p.Port}] = true
				}
			}
		}
		return out
	})
}
