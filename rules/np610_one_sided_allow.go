package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// oneSidedAllow reports rules that name certain pods of the other side, whose own
// policies allow none of it: for a connection both the egress policies of the source
// and the ingress policies of the destination must allow it (the NetworkPolicy
// documentation, "the two sorts of pod isolation").
func oneSidedAllow() *lint.Rule {
	return &lint.Rule{
		Code: "NP610", Name: "one-sided-allow", Category: lint.Traps, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "a rule allows a connection that the policies of the other pods deny",
		Controls: []lint.Control{lint.BothDirections},
		Check:    checkOneSidedAllow,
	}
}

func checkOneSidedAllow(pass *lint.Pass) {
	a, missed := newAdmission(pass), missedBy(pass)
	for _, found := range oneSidedRules(pass) {
		p, r, side := found.Policy, found.Rule, 1-found.direction
		if wrongServicePort(pass, &found) || a.misspelt(&found, side) || len(missed[found.judged()]) > 0 {
			continue // which is a finding of its own
		}
		flow := found.flow
		other := names(found.others) + " of " + found.others[0].Namespace.Name
		peer, list := peerFor(flow.From.Workload, flow.To.Workload), "ingress: - from:"
		to, way := other, "no ingress rule of theirs lets it in"
		if found.direction == cluster.Ingress {
			peer, list = peerFor(flow.To.Workload, flow.From.Workload), "egress: - to:"
			to, way = subject(p), "no egress rule of theirs lets it out"
		}
		from := subject(p)
		if found.direction == cluster.Ingress {
			from = other
		}
		f := lint.Finding{
			At: r.At, Key: found.direction.String() + " " + ruleContent(r),
			Message: fmt.Sprintf("this rule lets %s connect to %s on %s, but isolation of %s denies all of it, as %s: both sides must allow a connection",
				from, to, portsText(r), other, way),
			Help: fmt.Sprintf("allow it there too, with %s [{%s}] and the same ports in a policy of %s, or remove this rule", list, peer, other),
		}
		near := nearestRules(pass, &found, side)
		if len(near) > 0 && almost(&found, near[0].Rule) {
			f.Help = fmt.Sprintf("mend the rule of policy %s that is nearly for it, with %s [{%s}], or remove this rule", near[0].Policy.Name, list, peer)
		}
		if found.peer != nil {
			f.At, f.Key = found.peer.At, f.Key+" "+peerContent(found.peer)
			f.Message = strings.Replace(f.Message, "this rule", "this peer", 1)
			f.Help = strings.Replace(f.Help, "remove this rule", "remove this peer", 1)
		}
		f.Witness = &flow
		f.Related = denying(pass, &found, near, side)
		if flow.From.Workload == flow.To.Workload {
			// Pods that call the Service before them: the half that is there says more.
			f.Covers = []lint.Cover{{Code: "NP611", At: flow.To.Workload.At}}
		}
		pass.Report(f)
	}
}

// judged are the pods of the other side in the flow.
func (o *oneSided) judged() *cluster.Workload {
	if o.direction == cluster.Ingress {
		return o.flow.From.Workload
	}
	return o.flow.To.Workload
}

// own are the pods of the rule in the flow.
func (o *oneSided) own() *cluster.Workload {
	if o.direction == cluster.Ingress {
		return o.flow.To.Workload
	}
	return o.flow.From.Workload
}

// nearestRules are the rules of the other side that come near to allow the
// connection. One for DNS never means another port.
func nearestRules(pass *lint.Pass, found *oneSided, side cluster.Direction) []reach.Miss {
	return slices.DeleteFunc(pass.Reach.Nearest(found.flow, side), func(m reach.Miss) bool { return dnsOnly(m.Rule) })
}

// almost reports whether a rule of the other side names the pods of this one, on the
// port in question, so that only their namespace is not right.
func almost(found *oneSided, r *cluster.Rule) bool {
	own := found.own()
	return allowsPort(r, found.flow.To.Workload, found.flow.Protocol, found.flow.Port) && slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool {
		return peer.Pods != nil && !peer.Pods.Empty() && peer.Pods.Matches(own.Labels)
	})
}

// misspelt reports whether a policy of the other side has a peer that was meant for
// the pods of the rule and matches nothing.
func (a *admission) misspelt(found *oneSided, side cluster.Direction) bool {
	own := found.own()
	return slices.ContainsFunc(found.judged().Policies[side], func(p *cluster.Policy) bool {
		return slices.ContainsFunc(a.dangling()[p], func(d *dangling) bool {
			return d.part != subjectPods && d.part != subjectNamespaces && slices.Contains(d.carriers, own)
		})
	})
}

// denying points at the policies of the other side: the rule that comes nearest to
// allow the connection, or else one that isolates.
func denying(pass *lint.Pass, found *oneSided, near []reach.Miss, side cluster.Direction) []lint.Related {
	if len(near) > 0 {
		return []lint.Related{{At: near[0].At, Message: fmt.Sprintf("policy %s comes nearest: %s", near[0].Policy.Name, near[0].Lacks)}}
	}
	for _, p := range pass.Reach.Explain(found.flow).Sides[side].Isolating {
		return []lint.Related{{At: nameOf(p.At), Message: "policy " + p.Name + " isolates these pods"}}
	}
	return nil
}

// peerFor writes a peer that selects a workload, in a policy for another one.
func peerFor(w, of *cluster.Workload) string {
	text := "podSelector: {matchLabels: {" + someLabels(w) + "}}"
	if w.Namespace != of.Namespace {
		text = fmt.Sprintf("namespaceSelector: {matchLabels: {%s: %s}}, %s", cluster.NameLabel, w.Namespace.Name, text)
	}
	return text
}

// someLabels writes a label that tells a workload from others, as YAML.
func someLabels(w *cluster.Workload) string {
	for _, key := range [...]string{"app.kubernetes.io/name", "app", "k8s-app", "name"} {
		if value, ok := w.Labels[key]; ok {
			return yaml(pair{key, value})
		}
	}
	first := ""
	for key := range w.Labels {
		if first == "" || key < first {
			first = key
		}
	}
	if first == "" {
		return ""
	}
	return yaml(pair{first, w.Labels[first]})
}

// wrongServicePort reports whether the rule names the ports of a Service where those
// of its pods are meant, on which the other side lets the connection in.
func wrongServicePort(pass *lint.Pass, found *oneSided) bool {
	to := found.flow.To.Workload
	for _, s := range to.Services {
		for i := range s.Value.Ports {
			port := &s.Value.Ports[i]
			protocol := cmp.Or(port.Protocol, "TCP")
			target, ok := targetPort(to, port)
			if ok && target == found.flow.Port && protocol == found.flow.Protocol && target != port.Port {
				// The other side may name the port of the Service.
				flow := found.flow
				flow.Port = port.Port
				if side := pass.Reach.Explain(flow).Sides[1-found.direction]; side.Answer == cluster.Yes && side.Rule != nil && namesPort(side.Rule, protocol, port.Port) {
					return true
				}
			}
			if !ok || target == port.Port || !namesPort(found.Rule, protocol, port.Port) {
				continue
			}
			flow := found.flow
			flow.Protocol, flow.Port = protocol, target
			if pass.Reach.Explain(flow).Sides[1-found.direction].Answer != cluster.No {
				return true
			}
		}
	}
	return false
}

// namesPort reports whether a rule names a single port.
func namesPort(r *cluster.Rule, protocol string, port int32) bool {
	for i := range r.Ports {
		if p := &r.Ports[i]; p.Name == "" && p.Protocol == protocol && p.From == port && p.To == port {
			return true
		}
	}
	return false
}
