package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// namedPortUnresolved reports a port that a rule names and no pod has. The name is
// looked up among the ports of the destination's containers, with the protocol of
// the entry (NetworkPolicyPort in the Kubernetes API reference: "a numerical or
// named port on a pod").
func namedPortUnresolved() *lint.Rule {
	return &lint.Rule{
		Code: "NP501", Name: "named-port-unresolved", Category: lint.Ports, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "a rule names a port that no container of the pods has",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkNamedPortUnresolved,
	}
}

func checkNamedPortUnresolved(pass *lint.Pass) {
	names := &portNames{known: map[namedIn]bool{}}
	for at := range portRules(pass.Model) {
		for _, port := range eachPort(at.rule) {
			if port.Name == "" || !readable(port) || injectedPortName(port.Name) {
				continue
			}
			targets, _ := portTargets(pass.Model, at)
			var pods []*cluster.Workload
			found := slices.ContainsFunc(targets, func(t portTarget) bool {
				pods = append(pods, t.pods[:min(len(t.pods), fewPods)]...)
				return !t.shown || names.has(&t, port)
			})
			if !found && len(pods) > 0 {
				reportUnresolved(pass, at, port, pods)
			}
		}
	}
}

// fewPods is how many pods of each peer a finding speaks of.
const fewPods = 20

// portNames answers whether some pod of a target has a named port.
type portNames struct{ known map[namedIn]bool }

type namedIn struct {
	target         targetKey
	protocol, name string
}

func (n *portNames) has(t *portTarget, port *cluster.Port) bool {
	key := namedIn{t.key, port.Protocol, port.Name}
	has, known := n.known[key]
	if !known {
		has = slices.ContainsFunc(t.pods, func(w *cluster.Workload) bool {
			return !portsKnown(w) || slices.ContainsFunc(w.Ports, func(c manifest.ContainerPort) bool { return matchesPort(port, &c) })
		})
		n.known[key] = has
	}
	return has
}

// meantPort is the port that a name most likely means.
type meantPort struct {
	pod     *cluster.Workload
	port    manifest.ContainerPort
	because string // continues the message
	related lint.Related
}

func reportUnresolved(pass *lint.Pass, at portRule, port *cluster.Port, pods []*cluster.Workload) {
	f := lint.Finding{
		At: portAt(at.policy, port), Key: fmt.Sprintf("%s %s %s", at.direction, port.Name, port.Protocol),
		Message: fmt.Sprintf("no container of %s has a port named %s, so this entry %s nothing", names(pods), port.Name, does(at.rule)),
		Help:    "write the number of the port, or name it in the pod template: ports: [{name: " + port.Name + ", containerPort: 8080}]",
	}
	if meant := meantBy(port, pods); meant != nil {
		f.Message += meant.because
		write := strconv.Itoa(int(meant.port.Port))
		if named := meant.port.Name; named != "" && named != port.Name {
			write = named
		}
		f.Help = fmt.Sprintf("write {protocol: %s, port: %s}", meant.port.Protocol, write)
		if meant.port.Protocol == cmp.Or(port.Protocol, meant.port.Protocol) {
			f.Fixes = []lint.Fix{{Title: "write " + write, Safety: lint.Unsafe, Edits: []lint.Edit{{At: f.At, New: write}}}}
		}
		f.Witness = unresolvedFlow(pass, at, meant)
		f.Related = append(f.Related, meant.related)
	} else {
		f.Related = podsAt(pods, func(w *cluster.Workload) string { return w.Name + " has " + portsOf(w) })
	}
	if at.direction == cluster.Ingress && len(at.rule.Ports) == 1 {
		// Whoever the rule names, it lets nobody in.
		for _, code := range [...]string{"NP301", "NP302", "NP303", "NP305", "NP306", "NP311", "NP804"} {
			f.Covers = append(f.Covers, lint.Cover{Code: code, At: at.rule.At})
		}
	}
	pass.Report(f)
}

// meantBy guesses what a name means: a port of that name and another protocol, the
// target of the Service's port of that name, or a port whose name is nearly it.
func meantBy(port *cluster.Port, pods []*cluster.Workload) *meantPort {
	place := func(w *cluster.Workload) lint.Related {
		return lint.Related{At: w.At.Child("metadata").Child("name"), Message: w.Name + " has " + portsOf(w)}
	}
	for _, w := range pods {
		for _, c := range w.Ports {
			if c.Name == port.Name {
				return &meantPort{w, c, fmt.Sprintf("; %s of %s is a %s port, and this entry means %s", c.Name, w.Name, c.Protocol, port.Protocol), place(w)}
			}
		}
	}
	for _, w := range pods {
		for _, s := range w.Services {
			for i := range s.Value.Ports {
				served := &s.Value.Ports[i]
				if served.Name != port.Name || cmp.Or(served.Protocol, "TCP") != cmp.Or(port.Protocol, served.Protocol, "TCP") {
					continue
				}
				if target, known := targetPort(w, served); known {
					return &meantPort{w, containerPort(w, cmp.Or(served.Protocol, "TCP"), target),
						fmt.Sprintf("; %s is what Service %s calls its port, and policies know only the names of containers", port.Name, s.Name),
						lint.Related{At: s.At.Child("spec").Child("ports").Index(served.Index), Message: fmt.Sprintf("Service %s leads from %s to %d of %s", s.Name, served.Name, target, w.Name)}}
				}
			}
		}
	}
	for _, w := range pods {
		var candidates []string
		for _, c := range w.Ports {
			if c.Name != "" && c.Protocol == cmp.Or(port.Protocol, c.Protocol) {
				candidates = append(candidates, c.Name)
			}
		}
		if near := lint.Closest(port.Name, candidates); near != "" {
			i := slices.IndexFunc(w.Ports, func(c manifest.ContainerPort) bool { return c.Name == near })
			return &meantPort{w, w.Ports[i], fmt.Sprintf("; did you mean %s?", near), place(w)}
		}
	}
	return nil
}

// containerPort is the port of a pod with its name, where it has one.
func containerPort(w *cluster.Workload, protocol string, number int32) manifest.ContainerPort {
	for _, c := range w.Ports {
		if c.Port == number && c.Protocol == protocol {
			return c
		}
	}
	return manifest.ContainerPort{Protocol: protocol, Port: number}
}

// unresolvedFlow is a connection to the port that is meant, which is blocked as the
// name stands, or open where the rule denies; nil where no such one is known.
func unresolvedFlow(pass *lint.Pass, at portRule, meant *meantPort) *reach.Flow {
	f := reach.Flow{To: reach.Endpoint{Workload: meant.pod}, Protocol: meant.port.Protocol, Port: meant.port.Port}
	if at.direction == cluster.Ingress {
		f.From = client(at.policy, at.rule)
	} else if len(at.policy.Selected) > 0 {
		f.From = reach.Endpoint{Workload: at.policy.Selected[0]}
	}
	want := cluster.No
	if at.rule.Action == cluster.Deny {
		want = cluster.Yes
	}
	if f.From == (reach.Endpoint{}) || !cheap(f.To.Workload, cluster.Ingress) || f.From.Workload != nil && !cheap(f.From.Workload, cluster.Egress) || pass.Reach.Explain(f).Answer != want {
		return nil
	}
	return &f
}

// portsOf lists the ports of a workload in words.
func portsOf(w *cluster.Workload) string {
	const shown = 6
	if len(w.Ports) == 0 {
		return "no ports"
	}
	var parts []string
	for _, c := range w.Ports[:min(len(w.Ports), shown)] {
		text := rangeText(c.Protocol, c.Port, c.Port)
		if c.Name != "" {
			text = c.Name + " (" + text + ")"
		}
		parts = append(parts, text)
	}
	if more := len(w.Ports) - shown; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}
