package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// dnsGap is a group of pods that cannot ask DNS as they need to. Rules about DNS
// filter these.
type dnsGap struct {
	policy *cluster.Policy
	// pods are the workloads that the input shows; without any, the gap is that of
	// the pods which the policy asks for.
	pods []*cluster.Workload
	// reaches is what the pods can do, all their policies taken together.
	reaches [2]cluster.Truth
	access  *dnsAccess
}

// missesUDP reports whether the pods cannot resolve names.
func (g *dnsGap) missesUDP() bool { return g.reaches[udp] == cluster.No }

// missesTCP reports whether the pods resolve names, but not those with long
// answers.
func (g *dnsGap) missesTCP() bool {
	return g.access.over != nil && g.reaches[udp] != cluster.No && g.reaches[tcp] == cluster.No
}

// resolver judges the DNS of a model's pods, each policy once.
type resolver struct {
	pass     *lint.Pass
	servers  []dnsServer
	policies map[*cluster.Policy]*dnsAccess
}

// dnsGaps finds the pods that a policy isolates for egress and lets connect, but
// not ask DNS over UDP, or not over TCP. It is silent where policies that are not
// read may allow it.
func dnsGaps(pass *lint.Pass) []dnsGap {
	type key struct{}
	return lint.Once(pass, key{}, findDNSGaps)
}

func findDNSGaps(pass *lint.Pass) []dnsGap {
	v := &resolver{pass: pass, servers: dnsServers(pass), policies: map[*cluster.Policy]*dnsAccess{}}
	var out []dnsGap
	for _, ns := range pass.Model.Namespaces {
		if ns.System() || homeOfDNS(pass, ns) || !pass.Model.CoverageKnown(ns) {
			continue
		}
		out = v.shownPods(out, ns)
		if !ns.Shown() {
			out = v.askedPods(out, ns)
		}
	}
	return out
}

// homeOfDNS reports whether a namespace is one of those where DNS servers live:
// they ask others than themselves.
func homeOfDNS(pass *lint.Pass, ns *cluster.Namespace) bool {
	for name := range dnsNamespaces(pass) {
		if name == ns.Name {
			return true
		}
	}
	return false
}

// shownPods adds the gaps of the pods that the input shows.
func (v *resolver) shownPods(out []dnsGap, ns *cluster.Namespace) []dnsGap {
	type kind struct {
		policy   *cluster.Policy
		overUDP  cluster.Truth
		overNone bool
	}
	at := map[kind]int{}
	for _, w := range ns.Workloads {
		if w.HostNetwork || w.OwnDNS || !w.Isolated(cluster.Egress) || servesDNS(w) {
			continue
		}
		g, ok := v.judge(w.Policies[cluster.Egress])
		if !ok {
			continue
		}
		k := kind{g.policy, g.reaches[udp], g.reaches == [2]cluster.Truth{}}
		i, known := at[k]
		if !known {
			i = len(out)
			at[k] = i
			out = append(out, g)
		}
		out[i].pods = append(out[i].pods, w)
	}
	return out
}

// judge takes the policies of a pod together. A missing UDP is laid to the first
// policy with rules, one for all pods before others, as that is where the rule
// for DNS belongs; a missing TCP to the one that allows UDP.
func (v *resolver) judge(policies []*cluster.Policy) (g dnsGap, ok bool) {
	var first, byUDP *cluster.Policy
	connects := false
	for _, p := range policies {
		a := v.access(p)
		g.reaches[udp] = g.reaches[udp].Or(a.reaches[udp])
		g.reaches[tcp] = g.reaches[tcp].Or(a.reaches[tcp])
		if g.reaches[udp] != cluster.No && g.reaches[tcp] != cluster.No {
			return g, false
		}
		connects = connects || a.connects
		if a.over != nil && (byUDP == nil || a.reaches[udp] == cluster.Yes && v.access(byUDP).reaches[udp] != cluster.Yes) {
			byUDP = p
		}
		if len(p.Rules[cluster.Egress]) > 0 && (first == nil || p.SelectsAll() && !first.SelectsAll()) {
			first = p
		}
	}
	if g.policy = byUDP; g.missesUDP() {
		g.policy = first
	}
	if g.policy == nil {
		return g, false
	}
	g.access = v.access(g.policy)
	return g, g.missesTCP() || g.missesUDP() && connects
}

// askedPods adds the gaps of pods that the input does not show: for each policy
// one that carries exactly the labels the policy asks for. Other policies may
// select it by further labels, so those count where they help.
func (v *resolver) askedPods(out []dnsGap, ns *cluster.Namespace) []dnsGap {
	helpful := bySubject{}
	for _, p := range ns.Policies {
		if p.Isolates[cluster.Egress] && v.access(p).reaches != [2]cluster.Truth{} {
			helpful.add(p)
		}
	}
	reported := map[string]bool{}
	for _, all := range [...]bool{true, false} { // a gap of all pods is that of each
		for _, p := range ns.Policies {
			if p.SelectsAll() != all || len(p.Rules[cluster.Egress]) == 0 || len(p.Selected)+len(p.OnHostNetwork) > 0 {
				continue
			}
			labels, ok := demanded(p.Subject)
			if !ok || dnsServerName(labels["k8s-app"]) || reported[""] || reported[p.Subject.String()] {
				continue
			}
			policies := []*cluster.Policy{p}
			for _, q := range helpful.near(labels) {
				if q != p && q.Subject.MatchesPartly(labels) != cluster.No {
					policies = append(policies, q)
				}
			}
			if g, ok := v.judge(policies); ok && g.policy == p {
				reported[p.Subject.String()] = true
				out = append(out, g)
			}
		}
	}
	return out
}

// bySubject finds the policies that may select a pod without visiting those that
// ask for another value of a label it has. A policy is listed under one key and
// value that it asks for, if there is one.
type bySubject map[string]map[string][]*cluster.Policy

func (b bySubject) add(p *cluster.Policy) {
	var key, value string
	for i := range p.Subject.Requirements {
		if r := &p.Subject.Requirements[i]; r.Positive() && len(r.Values) == 1 {
			key, value = r.Key, r.Values[0]
			break
		}
	}
	if b[key] == nil {
		b[key] = map[string][]*cluster.Policy{}
	}
	b[key][value] = append(b[key][value], p)
}

// near returns the policies that may select a pod with the labels, and some that
// do not.
func (b bySubject) near(labels map[string]string) []*cluster.Policy {
	var out []*cluster.Policy
	for key, values := range b {
		if value, has := labels[key]; has {
			out = append(out, values[value]...)
			continue
		}
		for _, policies := range values {
			out = append(out, policies...)
		}
	}
	return out
}

// demanded returns the labels that a selector asks for, or false where no pod
// can carry them.
func demanded(s *cluster.Selector) (labels map[string]string, ok bool) {
	labels = map[string]string{}
	for i := range s.Requirements {
		r := &s.Requirements[i]
		if _, has := labels[r.Key]; has || !r.Positive() {
			continue
		}
		labels[r.Key] = "x"
		if len(r.Values) > 0 {
			labels[r.Key] = r.Values[0]
		}
	}
	return labels, s.Matches(labels)
}
