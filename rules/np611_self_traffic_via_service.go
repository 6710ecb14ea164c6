package rules

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// selfTrafficViaService reports pods whose manifest names the Service that leads to
// them, or that are members of a cluster of their own, and which their policies do not
// let reach each other. Only a connection of a
// pod to its own address is always allowed; through a Service it may end at another
// replica, or come back with another source (kubernetes/kubernetes#125611).
func selfTrafficViaService() *lint.Rule {
	return &lint.Rule{
		Code: "NP611", Name: "self-traffic-via-service", Category: lint.Traps, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "pods call the Service in front of them or are members of one cluster, and policies do not let them reach each other",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkSelfTrafficViaService,
	}
}

func checkSelfTrafficViaService(pass *lint.Pass) {
	for _, w := range pass.Model.Workloads {
		if w.HostNetwork || w.Alone() || len(w.Services) == 0 || !w.Isolated(cluster.Ingress) && !w.Isolated(cluster.Egress) || !pass.Model.CoverageKnown(w.Namespace) ||
			crowded(w, cluster.Ingress) || crowded(w, cluster.Egress) {
			continue
		}
		reported := slices.ContainsFunc(w.Services, func(s *cluster.Service) bool {
			if !callsItself(w, s) {
				return false
			}
			flow, d, denied := deniedToItself(pass, w, s)
			if denied {
				reportSelfTraffic(pass, w, s, flow, d)
			}
			return denied
		})
		if !reported {
			checkMembers(pass, w)
		}
	}
}

func reportSelfTraffic(pass *lint.Pass, w *cluster.Workload, s *cluster.Service, flow *reach.Flow, d cluster.Direction) {
	by := w.Policies[d][0]
	f := lint.Finding{
		At: nameOf(w.At), Key: "service " + s.Name,
		Message: fmt.Sprintf("the pods of %s name the Service %s, which leads to themselves, but policies do not allow %s from one to another on %d/%s", w.Name, s.Name, d, flow.Port, flow.Protocol),
		Help:    fmt.Sprintf("add to %s of %s: - %s: [{podSelector: %s}], if the pods call each other", d, by.Name, d.Peers(), flowSelector(by.Subject)),
		Related: []lint.Related{{At: nameOf(s.At), Message: "the Service that leads to the pods"}, {At: nameOf(by.At), Message: "isolates the pods for " + d.String()}},
		Witness: flow,
	}
	// Other workloads may only be told this address by the pods.
	if w.Kind == "StatefulSet" {
		pass.Report(f)
		return
	}
	pass.ReportAs(lint.Info, f)
}

// deniedToItself returns a flow between two pods of a workload, to a port of the
// Service, and the direction in which policies deny it.
func deniedToItself(pass *lint.Pass, w *cluster.Workload, s *cluster.Service) (flow *reach.Flow, d cluster.Direction, denied bool) {
	for i := range s.Value.Ports {
		protocol := cmp.Or(s.Value.Ports[i].Protocol, "TCP")
		port, ok := targetPort(w, &s.Value.Ports[i])
		if !ok {
			continue
		}
		f := reach.Flow{From: reach.Endpoint{Workload: w}, To: reach.Endpoint{Workload: w}, Protocol: protocol, Port: port}
		v := pass.Reach.Explain(f)
		if v.Answer != cluster.No {
			return nil, 0, false // some port is allowed: who calls whom was thought of
		}
		if !denied {
			flow, denied = &f, true
			if d = cluster.Egress; v.Sides[cluster.Ingress].Answer == cluster.No {
				d = cluster.Ingress
			}
		}
	}
	return flow, d, denied && len(w.Policies[d]) > 0
}

// callsItself reports whether the manifest of a workload, and none beside it in the
// document, names a Service as one does who connects to it: with its port, its
// namespace or as the domain of a pod.
func callsItself(w *cluster.Workload, s *cluster.Service) bool {
	if w.At.Object == nil || w.At.Object.Root != "" || w.Namespace != s.Namespace {
		return false
	}
	forms := [][]byte{
		[]byte(s.Name + "." + s.Namespace.Name + ".svc"), []byte(s.Name + ".svc"), []byte("-0." + s.Name + "."), []byte("-0." + s.Name + ":"),
		[]byte("." + s.Name + "." + s.Namespace.Name),
	}
	for i := range s.Value.Ports {
		forms = append(forms, []byte(s.Name+":"+strconv.Itoa(int(s.Value.Ports[i].Port))))
	}
	for line := range bytes.Lines(w.At.Object.Doc.Bytes()) {
		trimmed := bytes.TrimLeft(line, " -")
		if bytes.HasPrefix(trimmed, []byte("#")) || bytes.HasPrefix(trimmed, []byte("image:")) {
			continue
		}
		for _, form := range forms {
			if i := bytes.Index(line, form); i >= 0 && (form[0] == '-' || form[0] == '.' || i == 0 || !inName(line[i-1])) && !inName(at(line, i+len(form))) {
				return true
			}
		}
	}
	return false
}

func at(line []byte, i int) byte {
	if i < len(line) {
		return line[i]
	}
	return '\n'
}

// inName reports whether a byte may stand in the name of a Service.
func inName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || digit(c) || c == '-'
}
