package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// servicePortNotTargetPort reports rules that name the port of a Service where
// policies see the port of its pods. The Service's address and port are translated
// before (the Kubernetes documentation of virtual IPs and Service proxies; the
// NetworkPolicy API means the port "on the given protocol" of the pod).
func servicePortNotTargetPort() *lint.Rule {
	return &lint.Rule{
		Code: "NP504", Name: "service-port-not-target-port", Category: lint.Ports, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "a rule names the port of a Service, but the pods behind it listen on another",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkServicePortNotTargetPort,
	}
}

func checkServicePortNotTargetPort(pass *lint.Pass) {
	x := &translations{pass: pass, known: map[opening][]*cluster.Rule{}, all: map[allOpening][]reach.Decider{}}
	for at := range portRules(pass.Model) {
		if at.rule.Action == cluster.Pass {
			continue
		}
		var targets []portTarget
		for _, port := range eachPort(at.rule) {
			if !single(port) || !servedPorts(pass)[servedPort{port.Protocol, port.From}] {
				continue
			}
			if targets == nil {
				targets, _ = portTargets(pass.Model, at)
			}
			x.check(at, port, targets)
		}
	}
}

// translations is the check of one model.
type translations struct {
	pass *lint.Pass
	// known remembers which rules of a policy are about a port of a pod.
	known map[opening][]*cluster.Rule
	// all remembers it of all policies of a pod, which may be another one.
	all map[allOpening][]reach.Decider
}

type allOpening struct {
	isolated *cluster.Workload
	opening
}

type opening struct {
	policy    *cluster.Policy
	direction cluster.Direction
	pod       *cluster.Workload
	protocol  string
	port      int32
}

func (x *translations) check(at portRule, port *cluster.Port, targets []portTarget) {
	var missed []translated
	other := len(at.rule.Peers) > len(targets) // addresses, for which the port may be meant
	for i := range targets {
		found := translatedPorts(x.pass, &targets[i], port.Protocol, port.From)
		missed = append(missed, found...)
		other = other || len(found) == 0
	}
	groups := byService(missed)
	for _, alike := range groups {
		if x.opens(at, &alike[0], port.Protocol) {
			return
		}
	}
	var affected []translated
	var witness *reach.Flow
	for _, alike := range groups {
		// Policies seldom tell the pods of one Service apart.
		for j := range alike[:min(len(alike), 2)] {
			m := &alike[j]
			if at.direction == cluster.Egress && other && listens(m.pod, at.rule) {
				continue
			}
			flow, missing := x.throughService(at, m, port.Protocol)
			if missing {
				affected = append(affected, alike[j:]...)
				if witness == nil {
					witness = flow
				}
				break
			}
		}
	}
	if len(affected) > 0 {
		reportServicePort(x.pass, at, port, affected, witness)
	}
}

// byService groups what a rule misses by the Service and the port of its pods, in
// order. More than a few Services on one port are not told apart.
func byService(missed []translated) [][]translated {
	const few = 8
	at := map[translation]int{}
	var out [][]translated
	for _, m := range missed {
		k := translation{m.service, m.target}
		i, known := at[k]
		if !known {
			if len(out) == few {
				continue
			}
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], m)
	}
	return out
}

// mostOpening is how many rules about one port are compared with another rule. Where
// there are more, one of them is taken to be for the same peers.
const mostOpening = 30

// opens reports whether some rule of the policy is about the pod's port, for peers
// that the rule may be for as well: its author knows of it then.
func (x *translations) opens(at portRule, m *translated, protocol string) bool {
	about := x.about(at.policy, at.direction, m, protocol)
	return len(about) > mostOpening || slices.ContainsFunc(about, func(r *cluster.Rule) bool { return samePeers(at, at.policy, r, m.pod) })
}

// about lists the rules of a policy that are about the pod's port.
func (x *translations) about(p *cluster.Policy, d cluster.Direction, m *translated, protocol string) []*cluster.Rule {
	key := opening{p, d, m.pod, protocol, m.target}
	about, known := x.known[key]
	for i := 0; !known && i < len(p.Rules[d]) && len(about) <= mostOpening; i++ {
		r := &p.Rules[d][i]
		if r.AnyPort() || slices.ContainsFunc(r.Ports, func(port cluster.Port) bool { return reachesPort(&port, m.pod, protocol, m.target) }) {
			about = append(about, r)
		}
	}
	x.known[key] = about
	return about
}

// anyOpens is opens for all policies that isolate a pod in the direction of a rule.
func (x *translations) anyOpens(at portRule, isolated *cluster.Workload, m *translated, protocol string) bool {
	key := allOpening{isolated, opening{nil, at.direction, m.pod, protocol, m.target}}
	about, known := x.all[key]
	if !known {
		for _, p := range isolated.Policies[at.direction] {
			for _, r := range x.about(p, at.direction, m, protocol) {
				about = append(about, reach.Decider{Policy: p, Rule: r})
			}
			if len(about) > mostOpening {
				break
			}
		}
		x.all[key] = about
	}
	return len(about) > mostOpening || slices.ContainsFunc(about, func(o reach.Decider) bool { return samePeers(at, o.Policy, o.Rule, m.pod) })
}

// samePeers reports whether a rule of some policy may be for peers of another one:
// for egress that is the pod, as far as the rule is about it.
func samePeers(at portRule, p *cluster.Policy, r *cluster.Rule, pod *cluster.Workload) bool {
	if at.direction == cluster.Egress {
		return mayBePeer(p, r, pod)
	}
	return r == at.rule || peersMayMeet(at.policy, at.rule, p, r)
}

// reachesPort reports whether an entry allows a port of a pod, by number or name.
func reachesPort(p *cluster.Port, w *cluster.Workload, protocol string, port int32) bool {
	return p.Covers(protocol, port) || slices.ContainsFunc(w.Ports, func(c manifest.ContainerPort) bool {
		return c.Port == port && c.Protocol == protocol && matchesPort(p, &c)
	})
}

// throughService is the connection that arrives when a client of the rule uses the
// Service. Missing says that it is not what the rule says of it: it is blocked
// where the rule allows, and open where it denies. Where no client is known, or a
// pod has very many rules, only a port that no rule is about is sure to be blocked.
func (x *translations) throughService(at portRule, m *translated, protocol string) (flow *reach.Flow, missing bool) {
	f := reach.Flow{To: reach.Endpoint{Workload: m.pod}, Protocol: protocol, Port: m.target}
	isolated := m.pod
	if at.direction == cluster.Ingress {
		f.From = client(at.policy, at.rule)
	} else if i := slices.IndexFunc(at.policy.Selected, func(w *cluster.Workload) bool { return w != m.pod }); i >= 0 {
		isolated = at.policy.Selected[i]
		f.From = reach.Endpoint{Workload: isolated}
	} else if len(at.policy.Selected) > 0 {
		return nil, false // the pod alone, which no policy keeps from itself
	}
	known := f.From != (reach.Endpoint{})
	if (!known || !cheap(isolated, at.direction)) && at.rule.Action == cluster.Allow && len(x.pass.Model.Tiered) == 0 {
		if at.direction == cluster.Egress && !known {
			return nil, true // pods that the input does not show, by this policy
		}
		if !x.anyOpens(at, isolated, m, protocol) {
			return nil, true
		}
	}
	if !known {
		return nil, false
	}
	v := x.pass.Reach.Explain(f)
	if at.rule.Action == cluster.Deny {
		return &f, v.Answer == cluster.Yes
	}
	return &f, v.Answer == cluster.No && v.Sides[at.direction].Answer == cluster.No
}

func reportServicePort(pass *lint.Pass, at portRule, port *cluster.Port, missed []translated, witness *reach.Flow) {
	var pods []*cluster.Workload
	var numbers []int32 // few, as byService gives few groups
	for i := range missed {
		pods, numbers = append(pods, missed[i].pod), append(numbers, missed[i].target)
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	listen := strconv.Itoa(int(numbers[0]))
	for _, n := range numbers[1:] {
		listen += fmt.Sprintf(" or %d", n)
	}
	who := "its pods"
	if len(pods) <= fewAlike {
		who = names(pods)
	}
	effect := "so it is blocked"
	if at.rule.Action == cluster.Deny {
		effect = "so it is not denied"
	}
	first := &missed[0]
	f := lint.Finding{
		At: portAt(at.policy, port), Key: fmt.Sprintf("%s %s of Service %s", at.direction, portText(port), first.service.Name),
		Message: fmt.Sprintf("%s is a port of Service %s; a connection to it arrives at %s on %s, as policies see it after the translation, %s",
			portText(port), first.service.Name, who, listen, effect),
		Help:    fmt.Sprintf("write the port of the pods, %s, or the name that their containers give it", portItem(port.Protocol, numbers[0])),
		Witness: witness,
	}
	seen := map[*cluster.Service]bool{}
	for i := range missed {
		m := &missed[i]
		if seen[m.service] || len(seen) == 3 {
			continue
		}
		seen[m.service] = true
		entry := m.service.At.Child("spec").Child("ports").Index(m.served.Index)
		f.Related = append(f.Related, lint.Related{At: entry.Child("targetPort"), Message: fmt.Sprintf("Service %s leads from %d to %d of %s", m.service.Name, m.served.Port, m.target, m.pod.Name)})
	}
	if len(numbers) == 1 {
		f.Fixes = []lint.Fix{{
			Title: fmt.Sprintf("write %d, on which the pods listen", numbers[0]), Safety: lint.Unsafe,
			Edits: []lint.Edit{{At: portAt(at.policy, port), New: strconv.Itoa(int(numbers[0]))}},
		}}
	}
	pass.Report(f)
}
