package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// isolatedWithoutAllow reports pods that are isolated in a direction in which no
// rule of any policy allows them anything, while a Service or the policy of another
// workload expects their traffic. A pod with policies and no rule exchanges nothing
// (the NetworkPolicy documentation, "Default policies"): most often a default deny
// that came before the policies that allow.
func isolatedWithoutAllow() *lint.Rule {
	return &lint.Rule{
		Code: "NP614", Name: "isolated-without-allow", Category: lint.Traps, Severity: lint.Warning, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "pods are isolated and no policy allows them anything, although something expects their traffic",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkIsolatedWithoutAllow,
	}
}

// expectation is a sign that pods exchange traffic in a direction.
type expectation struct {
	at   manifest.Ref
	what string
}

func checkIsolatedWithoutAllow(pass *lint.Pass) {
	for _, off := range shutOffPods(pass) {
		if len(off.pods) == 1 {
			reportOneShutOff(pass, off.direction, off.pods[0], off.expected[off.pods[0]])
			continue
		}
		reportAllShutOff(pass, off.direction, off.pods, off.expected)
	}
}

// shutOff are the pods of one namespace that may exchange nothing in a direction,
// and the signs that they should. Several are shut off by one default deny, and
// reported once.
type shutOff struct {
	direction cluster.Direction
	pods      []*cluster.Workload
	expected  map[*cluster.Workload]expectation
}

func shutOffPods(pass *lint.Pass) []shutOff {
	type key struct{}
	return lint.Once(pass, key{}, findShutOffPods)
}

func findShutOffPods(pass *lint.Pass) []shutOff {
	expected := [2]map[*cluster.Workload]expectation{cluster.Ingress: calledPods(pass), cluster.Egress: callingPods(pass)}
	var out []shutOff
	for _, ns := range pass.Model.Namespaces {
		if ns.System() || !policiesRead(pass.Model, ns) || quarantineName(ns.Name) {
			continue
		}
		for _, d := range cluster.Directions {
			var pods []*cluster.Workload
			for _, w := range ns.Workloads {
				if _, is := expected[d][w]; is && !w.HostNetwork && !job(w) && nothingAllowed(pass, w, d) && !meantToBeOff(pass, w, d) {
					pods = append(pods, w)
				}
			}
			if len(pods) > 0 {
				out = append(out, shutOff{d, pods, expected[d]})
			}
		}
	}
	return out
}

func reportAllShutOff(pass *lint.Pass, d cluster.Direction, off []*cluster.Workload, expected map[*cluster.Workload]expectation) {
	p := off[0].Policies[d][0]
	f := lint.Finding{
		At: p.At.Child("spec").Child("podSelector"), Key: d.String(), OfNamespace: true,
		Message: fmt.Sprintf("%s of %s are isolated for %s and no policy allows them anything, although %s: %s", names(off), p.Namespace.Name, d, expected[off[0]].what, lost(d, len(off))),
		Help:    fmt.Sprintf("add a policy for each of them to namespace %s that allows its %s, or apply this one after those", p.Namespace.Name, partners(d)),
	}
	said := map[expectation]bool{}
	for _, w := range off[:min(len(off), 3)] {
		if e := expected[w]; !said[e] {
			said[e] = true
			f.Related = append(f.Related, lint.Related{At: e.at, Message: e.what})
		}
	}
	pass.Report(f)
}

func reportOneShutOff(pass *lint.Pass, d cluster.Direction, w *cluster.Workload, e expectation) {
	f := lint.Finding{
		At: nameOf(w.At), Key: d.String(),
		Message: fmt.Sprintf("%s of %s is isolated for %s and no policy allows it anything, although %s: %s", w.Name, w.Namespace.Name, d, e.what, lost(d, 1)),
		Help:    fmt.Sprintf("add a NetworkPolicy with podSelector: {matchLabels: %s} and a rule for its %s", flowMap(w.Labels), partners(d)),
		Related: []lint.Related{{At: e.at, Message: e.what}},
	}
	for _, p := range w.Policies[d][:min(len(w.Policies[d]), 3)] {
		f.Related = append(f.Related, lint.Related{At: nameOf(p.At), Message: fmt.Sprintf("policy %s isolates %s for %s", p.Name, w.Name, d)})
	}
	pass.Report(f)
}

// lost says in words what isolation without rules does.
func lost(d cluster.Direction, pods int) string {
	them := "it"
	if pods > 1 {
		them = "them"
	}
	if d == cluster.Ingress {
		return "every connection to " + them + " fails"
	}
	return "every connection from " + them + " fails, names included"
}

func partners(d cluster.Direction) string {
	if d == cluster.Ingress {
		return "callers"
	}
	return "destinations and for DNS"
}

// nothingAllowed reports whether policies isolate the pods of a workload in a
// direction and none has a rule there.
func nothingAllowed(pass *lint.Pass, w *cluster.Workload, d cluster.Direction) bool {
	if !w.Isolated(d) || slices.ContainsFunc(w.Policies[d], func(p *cluster.Policy) bool { return len(p.Rules[d]) > 0 }) {
		return false
	}
	return !slices.ContainsFunc(pass.Model.Tiered, func(p *cluster.Policy) bool {
		return p.Subject.Matches(w.Labels) && w.Namespace.Matches(p.Namespaces) != cluster.No &&
			slices.ContainsFunc(p.Rules[d], func(r cluster.Rule) bool { return r.Action == cluster.Allow })
	})
}

// meantToBeOff reports whether the isolation is on purpose, as by a policy that is
// about these pods and not about all, or the fault of a policy that is reported: one
// that misses them, whose rules have no effect, or which isolates ingress by accident.
func meantToBeOff(pass *lint.Pass, w *cluster.Workload, d cluster.Direction) bool {
	for _, p := range w.Policies[d] {
		if !p.SelectsAll() || quarantineName(p.Name) || d == cluster.Ingress && isolatesIngressByDefault(p) {
			return true
		}
	}
	for _, list := range w.Policies {
		if slices.ContainsFunc(list, func(p *cluster.Policy) bool { return ignores(p, d) || d == cluster.Egress && emptyEgress(p) }) {
			return true
		}
	}
	return slices.ContainsFunc(missedBy(pass)[w], func(p *cluster.Policy) bool { return len(p.Rules[d]) > 0 })
}

// calledPods are the workloads that something connects to: behind a Service, or a
// peer of another's egress rules. Those that outsiders wait for in vain are left to
// exposed-backend-blocked, and those that the API server calls in vain to
// probe-or-metrics-blocked.
func calledPods(pass *lint.Pass) map[*cluster.Workload]expectation {
	out := namedAsPeers(pass, cluster.Egress)
	for _, s := range pass.Model.Services {
		for _, w := range s.Backends {
			if len(targetsOf(s, w)) > 0 {
				out[w] = expectation{nameOf(s.At), fmt.Sprintf("Service %s leads to %s", s.Name, w.Name)}
			}
		}
	}
	for _, b := range blockedExposures(pass) {
		for _, t := range b.targets {
			delete(out, t.to)
		}
	}
	for _, b := range blockedCalls(pass) {
		for _, t := range b.targets {
			delete(out, t.to)
		}
	}
	return out
}

// callingPods are the workloads that another's ingress rules let in by their labels.
func callingPods(pass *lint.Pass) map[*cluster.Workload]expectation {
	return namedAsPeers(pass, cluster.Ingress)
}

// namedAsPeers are the workloads that rules of others name as peers, by labels and
// not only as one of all pods.
func namedAsPeers(pass *lint.Pass, d cluster.Direction) map[*cluster.Workload]expectation {
	type choice struct {
		own              *cluster.Namespace
		namespaces, pods string
	}
	seen := map[choice]bool{}
	out := map[*cluster.Workload]expectation{}
	for _, p := range pass.Model.Policies {
		for i := range p.Rules[d] {
			for j := range p.Rules[d][i].Peers {
				peer := &p.Rules[d][i].Peers[j]
				if peer.Pods == nil || peer.Pods.Empty() || len(p.Selected) == 0 {
					continue
				}
				c := choice{pods: peer.Pods.Key()}
				if peer.Namespaces == nil {
					c.own = p.Namespace
				} else {
					c.namespaces = peer.Namespaces.Key()
				}
				if seen[c] {
					continue
				}
				seen[c] = true
				text := fmt.Sprintf("policy %s lets %s connect to %s", p.Name, names(peer.Selected), names(p.Selected))
				if d == cluster.Egress {
					text = fmt.Sprintf("policy %s lets %s connect to %s", p.Name, names(p.Selected), names(peer.Selected))
				}
				for _, w := range peer.Selected {
					if _, known := out[w]; known || len(p.Selected) == 1 && p.Selected[0] == w {
						continue
					}
					out[w] = expectation{peer.At, text}
				}
			}
		}
	}
	return out
}

// quarantineName reports whether a name says that pods are cut off on purpose.
func quarantineName(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "quarantine", "quarantined", "lockdown", "airgap", "airgapped", "sandbox", "cordon", "offline":
			return true
		}
		return false
	})
}
