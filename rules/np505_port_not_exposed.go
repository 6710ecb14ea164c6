package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// portNotExposed reports a port that a rule allows and no pod declares. What a
// container declares is informational ("not specifying a port here does not prevent
// that port from being exposed", ContainerPort in the Kubernetes API reference), so
// this is a hint at a port that has moved, and no more.
func portNotExposed() *lint.Rule {
	return &lint.Rule{
		Code: "NP505", Name: "port-not-exposed", Category: lint.Ports, Severity: lint.Info, Need: lint.NeedsWorkloads, Optional: true, Since: "0.1.0",
		Summary:  "a rule allows a port on which no pod says that it listens",
		Controls: []lint.Control{lint.NSALeastAccess},
		Check:    checkPortNotExposed,
	}
}

func checkPortNotExposed(pass *lint.Pass) {
	x := &exposed{known: map[exposedIn]cluster.Truth{}}
	for at := range portRules(pass.Model) {
		if at.rule.Action != cluster.Allow {
			continue
		}
		targets, complete := portTargets(pass.Model, at)
		if !complete || slices.ContainsFunc(targets, func(t portTarget) bool { return !t.shown }) {
			continue
		}
		for _, port := range eachPort(at.rule) {
			if !single(port) || !x.nowhere(targets, port) {
				continue
			}
			var pods []*cluster.Workload
			for j := range targets {
				pods = append(pods, targets[j].pods[:min(len(targets[j].pods), fewPods)]...)
			}
			f := lint.Finding{
				At: portAt(at.policy, port), Key: at.direction.String() + " " + portText(port),
				Message: fmt.Sprintf("no container of %s declares %s, and no Service leads to it: the port has moved, or nothing listens there, or the containers do not say that they do", names(pods), portText(port)),
				Help:    fmt.Sprintf("remove the port, write the one that the pods listen on, or declare it in the pod template: ports: [{containerPort: %d, protocol: %s}]", port.From, port.Protocol),
				Related: podsAt(pods, func(w *cluster.Workload) string { return w.Name + " has " + portsOf(w) }),
			}
			pass.Report(f)
		}
	}
}

// exposed answers whether pods listen on a port.
type exposed struct{ known map[exposedIn]cluster.Truth }

type exposedIn struct {
	target targetKey
	servedPort
}

// nowhere reports whether each pod says on which ports it listens, and none on this
// one, which is no port of their Services either.
func (x *exposed) nowhere(targets []portTarget, port *cluster.Port) bool {
	some := false
	for i := range targets {
		t := &targets[i]
		key := exposedIn{t.key, servedPort{port.Protocol, port.From}}
		answer, known := x.known[key]
		if !known {
			answer = cluster.No
			for _, w := range t.pods {
				answer = answer.Or(listening(w, port.Protocol, port.From))
				if len(translatedOf(w, port.Protocol, port.From)) > 0 {
					answer = cluster.Yes // service-port-not-target-port speaks of it where it matters
				}
				if answer != cluster.No {
					break
				}
			}
			x.known[key] = answer
		}
		if answer != cluster.No {
			return false
		}
		some = some || len(t.pods) > 0
	}
	return some
}
