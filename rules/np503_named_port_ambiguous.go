package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// namedPortAmbiguous reports a named port that is one number on some pods and
// another on others. A name is looked up on each destination pod (NetworkPolicyPort
// in the Kubernetes API reference), so that one rule opens several ports.
func namedPortAmbiguous() *lint.Rule {
	return &lint.Rule{
		Code: "NP503", Name: "named-port-ambiguous", Category: lint.Ports, Severity: lint.Info, Need: lint.NeedsWorkloads, Optional: true, Since: "0.1.0",
		Summary: "a named port is another number on each of several pods",
		Check:   checkNamedPortAmbiguous,
	}
}

func checkNamedPortAmbiguous(pass *lint.Pass) {
	known := map[namedIn][]numbered{}
	for at := range portRules(pass.Model) {
		for _, port := range eachPort(at.rule) {
			if port.Name == "" || !readable(port) {
				continue
			}
			targets, _ := portTargets(pass.Model, at)
			var all []numbered
			for j := range targets {
				key := namedIn{targets[j].key, port.Protocol, port.Name}
				found, seen := known[key]
				if !seen {
					found = numbersOf(port, targets[j].pods)
					known[key] = found
				}
				all = append(all, found...)
			}
			if all = distinct(all); len(all) > 1 {
				reportAmbiguous(pass, at, port, all)
			}
		}
	}
}

// numbered is a number that a named port has, and the first pod that has it.
type numbered struct {
	port manifest.ContainerPort
	pod  *cluster.Workload
}

func numbersOf(port *cluster.Port, pods []*cluster.Workload) []numbered {
	var out []numbered
	seen := map[servedPort]bool{}
	for _, w := range pods {
		if w.Outside {
			continue
		}
		for _, c := range w.Ports {
			if at := (servedPort{c.Protocol, c.Port}); matchesPort(port, &c) && !seen[at] {
				seen[at] = true
				out = append(out, numbered{c, w})
			}
		}
	}
	return out
}

func distinct(all []numbered) []numbered {
	var out []numbered
	seen := map[servedPort]bool{}
	for _, n := range all {
		if at := (servedPort{n.port.Protocol, n.port.Port}); !seen[at] {
			seen[at] = true
			out = append(out, n)
		}
	}
	return out
}

func reportAmbiguous(pass *lint.Pass, at portRule, port *cluster.Port, all []numbered) {
	first, second := all[0], all[1]
	text := fmt.Sprintf("%s of %s and %s of %s",
		rangeText(first.port.Protocol, first.port.Port, first.port.Port), first.pod.Name, rangeText(second.port.Protocol, second.port.Port, second.port.Port), second.pod.Name)
	if more := len(all) - 2; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	f := lint.Finding{
		At: portAt(at.policy, port), Key: fmt.Sprintf("%s %s %s", at.direction, port.Name, port.Protocol),
		Message: fmt.Sprintf("%s is %s, so this entry %s each of them on its own pods", portText(port), text, does(at.rule)),
		Help:    "write the number where one is meant: " + portItem(first.port.Protocol, first.port.Port),
	}
	for _, n := range all[:min(len(all), 3)] {
		f.Related = append(f.Related, lint.Related{At: n.pod.At.Child("metadata").Child("name"), Message: n.pod.Name + " has " + portsOf(n.pod)})
	}
	pass.Report(f)
}
