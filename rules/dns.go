package rules

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// transport is how a pod asks DNS: over UDP, and over TCP where an answer does
// not fit (RFC 7766). It indexes arrays of two.
type transport int

const (
	udp transport = iota
	tcp
)

func (t transport) String() string { return [...]string{"UDP", "TCP"}[t] }

// dnsServer is where the pods of a cluster may ask DNS.
type dnsServer struct {
	at   reach.Endpoint
	port int32
}

// dnsServers lists the DNS servers that the cluster may have: those of the facts,
// and those that the input shows in the namespaces of these.
func dnsServers(pass *lint.Pass) []dnsServer {
	type key struct{}
	return lint.Once(pass, key{}, findDNSServers)
}

func findDNSServers(pass *lint.Pass) []dnsServer {
	var servers []dnsServer
	facts := &pass.Facts.DNS
	for i := range facts.Pods {
		g := &facts.Pods[i]
		servers = append(servers, dnsServer{reach.Endpoint{Pod: dnsPod(g)}, dnsPod(g).Ports[udp].Port})
	}
	for _, a := range facts.Addresses {
		servers = append(servers, dnsServer{reach.Endpoint{Addr: a}, 53})
	}
	for name := range dnsNamespaces(pass) {
		if ns := pass.Model.Namespace(name); ns != nil {
			for _, w := range ns.Workloads {
				if !w.HostNetwork && (servesDNS(w) || inGroups(facts.Pods, w)) {
					servers = append(servers, dnsServer{reach.Endpoint{Workload: w}, dnsPort(w)})
				}
			}
		}
	}
	return servers
}

// dnsPod stands for the servers of a group.
func dnsPod(g *lint.PodGroup) *reach.Pod {
	pod := groupPod(g, "dns")
	port := cmp.Or(g.Port, 53)
	pod.Ports = []manifest.ContainerPort{udp: {Name: "dns", Protocol: "UDP", Port: port}, tcp: {Name: "dns-tcp", Protocol: "TCP", Port: port}}
	return pod
}

// dnsNamespaces visits the names of the namespaces where DNS servers live, each
// once.
func dnsNamespaces(pass *lint.Pass) iter.Seq[string] {
	return func(yield func(string) bool) {
		pods := pass.Facts.DNS.Pods
		for i := range pods {
			earlier := slices.ContainsFunc(pods[:i], func(g lint.PodGroup) bool { return g.Namespace == pods[i].Namespace })
			if !earlier && !yield(pods[i].Namespace) {
				return
			}
		}
	}
}

// dnsRule is an egress rule for the first DNS servers of the facts, to be pasted.
func dnsRule(facts *lint.Facts) string {
	port, to := int32(53), ""
	switch {
	case len(facts.DNS.Pods) > 0:
		g := &facts.DNS.Pods[0]
		port = cmp.Or(g.Port, 53)
		to = groupPeer(g)
	case len(facts.DNS.Addresses) > 0:
		a := facts.DNS.Addresses[0]
		to = fmt.Sprintf("ipBlock: {cidr: %s}", netip.PrefixFrom(a, a.BitLen()))
	default:
		return "ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]"
	}
	return fmt.Sprintf("to: [{%s}] with ports: [{protocol: UDP, port: %d}, {protocol: TCP, port: %d}]", to, port, port)
}

// servesDNS reports whether a workload is a DNS server: it listens on port 53, or
// has the name of one.
func servesDNS(w *cluster.Workload) bool {
	return slices.ContainsFunc(w.Ports, func(c manifest.ContainerPort) bool { return c.Port == 53 }) ||
		dnsServerName(w.Name) || dnsServerName(w.Labels["k8s-app"])
}

// dnsServerName reports whether a name is that of a DNS server of a cluster, and
// not of one that only talks about DNS, such as external-dns.
func dnsServerName(name string) bool {
	for _, known := range [...]string{"coredns", "kube-dns", "kubedns", "node-local-dns", "nodelocaldns"} {
		if strings.Contains(name, known) {
			return true
		}
	}
	return false
}

// dnsPort is the port on which a DNS server of the input listens.
func dnsPort(w *cluster.Workload) int32 {
	for _, c := range w.Ports {
		if c.Protocol == "UDP" && c.Name == "dns" {
			return c.Port
		}
	}
	return 53
}

// dnsAccess is what the egress rules of one policy do for DNS.
type dnsAccess struct {
	// reaches says by transport whether they let pods ask a DNS server. Unknown
	// stands for servers that may be there and do not show.
	reaches [2]cluster.Truth
	// over is the rule that lets them ask over UDP, and server the one they ask. A
	// rule that names DNS servers counts, although it is not known that they are there.
	over   *cluster.Rule
	server dnsServer
	// connects is set when they allow connections that most likely begin with a
	// name: to more than single addresses.
	connects bool
}

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

// access judges the egress rules of one policy.
func (v *resolver) access(p *cluster.Policy) *dnsAccess {
	if a := v.policies[p]; a != nil {
		return a
	}
	a := &dnsAccess{}
	v.policies[p] = a
	// A pod that has this policy alone.
	client := &cluster.Workload{Namespace: p.Namespace}
	client.Policies[cluster.Egress] = []*cluster.Policy{p}
	rules := p.Rules[cluster.Egress]
	for i := range rules {
		a.connects = a.connects || connects(&rules[i])
	}
	for _, t := range [...]transport{udp, tcp} {
		for i := range rules {
			if v.mayBeDNS(&rules[i], t) {
				a.reaches[t] = a.reaches[t].Or(v.ask(client, t, a))
				break
			}
		}
		for i := range rules {
			if a.reaches[t] == cluster.No && meansDNS(p, &rules[i], t) {
				a.reaches[t] = cluster.Unknown
			}
		}
	}
	for i := range rules {
		if port := v.namedForDNS(&rules[i]); port != 0 && a.reaches[udp] == cluster.Unknown {
			a.over, a.server = &rules[i], dnsServer{port: port}
			break
		}
	}
	return a
}

// ask puts the question to the engine, for every DNS server there may be.
func (v *resolver) ask(client *cluster.Workload, t transport, a *dnsAccess) cluster.Truth {
	answer := cluster.No
	for _, s := range v.servers {
		flow := reach.Flow{From: reach.Endpoint{Workload: client}, To: s.at, Protocol: t.String(), Port: s.port}
		side := v.pass.Reach.Explain(flow).Sides[cluster.Egress]
		answer = answer.Or(side.Answer)
		if side.Answer == cluster.Yes {
			if t == udp {
				a.over, a.server = side.Rule, s
			}
			break
		}
	}
	return answer
}

// mayBeDNS reports whether a rule allows a port on which a DNS server listens, so
// that the engine needs to be asked.
func (v *resolver) mayBeDNS(r *cluster.Rule, t transport) bool {
	for i := range r.Ports {
		p := &r.Ports[i]
		if p.Protocol == t.String() && (p.Name != "" || slices.ContainsFunc(v.servers, func(s dnsServer) bool { return p.Covers(t.String(), s.port) })) {
			return true
		}
	}
	return r.AnyPort()
}

// connects reports whether a rule allows more than single addresses: whoever
// connects to one of those needs no name for it.
func connects(r *cluster.Rule) bool {
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b == nil || b.Prefix.IsValid() && !b.Prefix.IsSingleIP() {
			return true
		}
	}
	return r.AnyPeer()
}

// meansDNS reports whether the author of a rule thought of a DNS server that is
// not among the known ones: one outside the cluster, in another namespace, or in
// this one where the input shows it.
func meansDNS(p *cluster.Policy, r *cluster.Rule, t transport) bool {
	port := namesDNSPort(r, t)
	for i := range r.Peers {
		peer := &r.Peers[i]
		switch {
		case peer.IPBlock != nil:
			// A block that holds a variable may be anything.
			if port || r.AnyPort() && !peer.IPBlock.Prefix.IsValid() {
				return true
			}
		case peer.Namespaces != nil:
			if (port || allowsTransport(r, t) && (asksForDNS(peer.Namespaces) || asksForDNS(peer.Pods))) && leavesNamespace(p, peer) {
				return true
			}
		case port && slices.ContainsFunc(peer.Selected, servesDNS):
			return true
		}
	}
	return false
}

// namesDNSPort reports whether a rule lists a port of DNS over a transport.
func namesDNSPort(r *cluster.Rule, t transport) bool {
	return slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return listsDNS(&p, t) })
}

func listsDNS(p *cluster.Port, t transport) bool {
	if p.Name != "" {
		return p.Protocol == t.String() && strings.Contains(p.Name, "dns")
	}
	return !p.AllPorts() && (p.Covers(t.String(), 53) || p.Covers(t.String(), 5353))
}

// allowsTransport reports whether a rule allows every port of a transport.
func allowsTransport(r *cluster.Rule, t transport) bool {
	return r.AnyPort() || slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return p.Protocol == t.String() && p.AllPorts() })
}

// namedForDNS returns the port over which a rule lets pods ask servers that it
// names as those of DNS, over UDP, or 0. The namespaces where these live must be
// such as the peer may mean.
func (v *resolver) namedForDNS(r *cluster.Rule) int32 {
	if !slices.ContainsFunc(r.Peers, func(peer cluster.Peer) bool {
		return peer.Namespaces != nil && (asksForDNS(peer.Namespaces) || asksForDNS(peer.Pods)) && v.mayBeHome(peer.Namespaces)
	}) {
		return 0
	}
	for _, port := range [...]int32{53, 5353} {
		if slices.ContainsFunc(r.Ports, func(p cluster.Port) bool { return !p.AllPorts() && p.Covers("UDP", port) }) {
			return port
		}
	}
	return 0
}

// mayBeHome reports whether a selector may match a namespace where DNS servers
// live. Those that the input declares are where they do.
func (v *resolver) mayBeHome(s *cluster.Selector) bool {
	declared, may := false, false
	for name := range dnsNamespaces(v.pass) {
		ns := v.pass.Model.Namespace(name)
		switch {
		case ns == nil:
			may = may || s.MatchesPartly(map[string]string{cluster.NameLabel: name}) != cluster.No
		case ns.Declared && ns.Matches(s) == cluster.Yes:
			return true
		default:
			declared = declared || ns.Declared
			may = may || ns.Matches(s) == cluster.Unknown
		}
	}
	return may && !declared
}

// asksForDNS reports whether a selector names something of DNS.
func asksForDNS(s *cluster.Selector) bool {
	return s != nil && strings.Contains(strings.ToLower(s.String()), "dns")
}

// leavesNamespace reports whether a peer may be in another namespace than the
// policy's own.
func leavesNamespace(p *cluster.Policy, peer *cluster.Peer) bool {
	for i := range peer.Namespaces.Requirements {
		r := &peer.Namespaces.Requirements[i]
		if r.Key == cluster.NameLabel && r.Positive() && len(r.Values) == 1 && r.Values[0] == p.Namespace.Name {
			return false
		}
	}
	return true
}
