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

// sensitivePortExposed reports ingress rules that let anyone, the internet or every
// namespace connect to a port of a data store or an admin interface. The NSA/CISA
// Kubernetes hardening guide asks to keep such services apart from the rest.
func sensitivePortExposed() *lint.Rule {
	return &lint.Rule{
		Code: "NP804", Name: "sensitive-port-exposed", Category: lint.Sensitive, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an ingress rule opens a port of a data store or an admin interface to anyone or to every namespace",
		Controls: []lint.Control{lint.NSASensitiveData, lint.NSALeastAccess, lint.LimitPodToPod},
		Options: []lint.Option{
			{Name: "ports", Kind: lint.MapOption, Doc: "sensitive TCP ports by number, and what listens there", Map: sensitivePorts(), Valid: validPort},
		},
		Check: checkSensitivePortExposed,
	}
}

// sensitivePorts are those that the documentation of these products names, without
// those that other programs use as often.
func sensitivePorts() map[string]string {
	return map[string]string{
		"1433": "SQL Server", "1521": "Oracle Database", "2181": "ZooKeeper", "2375": "Docker API", "2376": "Docker API", "2379": "etcd", "2380": "etcd",
		"3306": "MySQL", "5432": "PostgreSQL", "5984": "CouchDB", "6379": "Redis", "6380": "Redis", "8086": "InfluxDB",
		"8200": "Vault", "8500": "Consul", "9042": "Cassandra", "9200": "Elasticsearch", "9300": "Elasticsearch",
		"11211": "Memcached", "15672": "RabbitMQ management", "26257": "CockroachDB", "27017": "MongoDB", "28015": "RethinkDB",
	}
}

func validPort(text string) error {
	if n, err := strconv.ParseUint(text, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("%q is not a port: write a number from 1 to 65535", text)
	}
	return nil
}

// openSource is where a rule lets connections come from that should not reach a data
// store.
type openSource struct {
	at   manifest.Ref
	who  string
	key  string
	peer *cluster.Peer // the namespaces, for a witness
	addr addresses
}

// widest finds the widest source of an ingress rule, if it is too wide for a data
// store.
func widest(p *cluster.Policy, r *cluster.Rule, split map[*cluster.Peer]*splitPeer) (s openSource, found bool) {
	if r.AnyPeer() {
		return openSource{at: r.At, who: "as this rule names no source, anyone, outside the cluster too,", key: "any", addr: addressesOf(prefixes("0.0.0.0/0")...)}, true
	}
	if whole := wholeBlocks(r); len(whole) > 0 {
		b := whole[0]
		return openSource{at: b.At, who: fmt.Sprintf("%s (%s)", everyAddress(whole), b.Text), key: b.Text, addr: blockAddresses(b)}, true
	}
	for _, ipv4 := range [...]bool{true, false} {
		if parts := parts(r, ipv4); len(parts) > 1 {
			return openSource{at: parts[0].At, who: fmt.Sprintf("the whole internet (%s)", blocksText(parts)), key: "split", addr: ruleAddresses(r, ipv4)}, true
		}
	}
	for i := range r.Peers {
		if peer := &r.Peers[i]; anyPod(peer) && split[peer] == nil && !preempted(p, cluster.Ingress, r, peer) {
			return openSource{at: peer.Namespaces.At, who: "every pod of every namespace", key: "namespaces", peer: peer}, true
		}
	}
	for i := range r.Peers {
		if b := r.Peers[i].IPBlock; b != nil && overLimit(defaultPrefixLimits(), b, cluster.Ingress) {
			left := blockAddresses(b)
			return openSource{at: b.At, who: fmt.Sprintf("any of %s addresses (%s)", quantity(left.count()), blockText(b)), key: b.Text, addr: left}, true
		}
	}
	return s, false
}

func checkSensitivePortExposed(pass *lint.Pass) {
	ports := map[int32]string{}
	for text, name := range pass.Map("ports") {
		if n, err := strconv.ParseUint(text, 10, 16); err == nil {
			ports[int32(n)] = name
		}
	}
	split := splitPeers(pass) // and-or-dash
	for _, p := range everyPolicy(pass.Model) {
		all := opensAll(p, cluster.Ingress)
		for i := range p.Rules[cluster.Ingress] {
			r := &p.Rules[cluster.Ingress][i]
			if all != nil && r != all || !permits(p, cluster.Ingress, r) || !r.AnyPort() && !mayBeSensitive(r, ports) {
				continue
			}
			s, found := widest(p, r, split)
			if !found || s.peer != nil && monitoring(pass, p, r, s.peer) {
				continue
			}
			opened, open := openedPods(pass, p, r)
			if !open {
				continue
			}
			if exposed, pods := exposedPorts(r, opened, ports); len(exposed) > 0 {
				reportSensitive(pass, p, r, s, opened, exposed, pods)
			}
		}
	}
}

// mayBeSensitive leaves out at once the rules whose ports are all others.
func mayBeSensitive(r *cluster.Rule, ports map[int32]string) bool {
	return slices.ContainsFunc(r.Ports, func(p cluster.Port) bool {
		if p.Name == "" && p.From == p.To {
			return p.Protocol == "TCP" && ports[p.From] != ""
		}
		return true
	})
}

// exposedPort is a sensitive port that a rule opens.
type exposedPort struct {
	port int32
	name string
	at   manifest.Ref // of the entry of ports; none for a rule without ports
}

func (e exposedPort) String() string { return fmt.Sprintf("%s (%d/TCP)", e.name, e.port) }

// exposedPorts lists the sensitive ports that a rule opens on pods, and the pods
// that have them. A single port counts by its number, unless all pods declare what
// they listen on and none declares it. What a name, a range or a rule without ports
// opens is what the pods declare.
func exposedPorts(r *cluster.Rule, pods []*cluster.Workload, ports map[int32]string) (exposed []exposedPort, have []*cluster.Workload) {
	seen := map[int32]bool{}
	add := func(port int32, at manifest.Ref) {
		if !seen[port] {
			seen[port] = true
			exposed = append(exposed, exposedPort{port, ports[port], at})
		}
	}
	entry := func(c *manifest.ContainerPort) (manifest.Ref, bool) {
		for i := range r.Ports {
			if p := &r.Ports[i]; p.Covers(c.Protocol, c.Port) || p.Name != "" && p.Name == c.Name && (p.Protocol == c.Protocol || p.Protocol == "") {
				return p.At, true
			}
		}
		return manifest.Ref{}, r.AnyPort()
	}
	silent := len(pods) == 0 // some pods do not say what they listen on
	for _, w := range pods {
		silent = silent || len(w.Ports) == 0
		has := false
		for i := range w.Ports {
			c := &w.Ports[i]
			if c.Protocol != "TCP" || ports[c.Port] == "" || servesHTTP(c) {
				continue
			}
			if at, open := entry(c); open {
				add(c.Port, at)
				has = true
			}
		}
		if has {
			have = append(have, w)
		}
	}
	for i := range r.Ports {
		p := &r.Ports[i]
		switch {
		case !silent || p.Protocol != "TCP":
		case p.Name == "" && p.From == p.To && ports[p.From] != "":
			add(p.From, p.At)
		case p.Name != "" && len(pods) == 0:
			for _, port := range sortedPorts(ports) {
				if first, _, _ := strings.Cut(strings.ToLower(ports[port]), " "); first == p.Name {
					add(port, p.At)
					break
				}
			}
		}
	}
	slices.SortStableFunc(exposed, func(x, y exposedPort) int { return cmp.Compare(x.port, y.port) })
	return exposed, have
}

func sortedPorts(ports map[int32]string) []int32 {
	out := make([]int32, 0, len(ports))
	for port := range ports {
		out = append(out, port)
	}
	slices.Sort(out)
	return out
}

// servesHTTP reports whether a container says of its port that it is one for the
// web, though its number is known for something else.
func servesHTTP(c *manifest.ContainerPort) bool {
	switch c.Name {
	case "http", "https", "web", "http-api", "app", "grpc", "api", "http-web", "ui":
		return c.Port != 9200 && c.Port != 5984 && c.Port != 8086 && c.Port != 8200 && c.Port != 8500 && c.Port != 15672
	}
	return false
}

func reportSensitive(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, s openSource, opened []*cluster.Workload, exposed []exposedPort, have []*cluster.Workload) {
	var kinds []string
	for _, e := range exposed {
		kinds = append(kinds, e.String())
	}
	const shown = 3
	if more := len(kinds) - shown; more > 0 {
		kinds = append(kinds[:shown], fmt.Sprintf("%d more", more))
	}
	what := "on " + strings.Join(kinds, ", ")
	if r.AnyPort() || len(r.Ports) > len(exposed) {
		what = fmt.Sprintf("on %s, %s among them", portsText(r), strings.Join(kinds, ", "))
	}
	f := lint.Finding{
		At: s.at, Key: s.key + " " + exposed[0].String(),
		Message: fmt.Sprintf("%s may connect to %s %s, which only its own clients should reach%s", s.who, affected(p, opened), what, beyond(p)),
		Help:    fmt.Sprintf("name the clients under from:, such as podSelector: {matchLabels: {app: api}}, in a rule with ports: [{port: %d}]", exposed[0].port),
	}
	if p.Tier != cluster.TierNetworkPolicy {
		f.Key += " " + r.Name
	}
	for _, e := range exposed[:min(len(exposed), shown)] {
		if !e.at.IsZero() {
			f.Related = append(f.Related, lint.Related{At: e.at, Message: e.String() + " is opened here"})
		}
	}
	if len(have) == 0 {
		have = opened
	}
	f.Witness = strangerTo(pass, p, have, exposed[0].port, s)
	if !r.AllowsAll() { // else a rule about the allow-all speaks
		for _, code := range [...]string{"NP301", "NP302", "NP303", "NP305", "NP306", "NP510"} {
			f.Covers = append(f.Covers, lint.Cover{Code: code, At: r.At})
		}
	}
	pass.Report(f)
}

// strangerTo is a flow to a sensitive port from the strangest source that a rule
// lets in: an address outside of the cluster, a pod of another namespace.
func strangerTo(pass *lint.Pass, p *cluster.Policy, pods []*cluster.Workload, port int32, s openSource) *reach.Flow {
	const tries = 4
	var from []reach.Endpoint
	if s.peer != nil {
		for _, w := range s.peer.Selected {
			if w.Namespace != p.Namespace && len(from) < tries {
				from = append(from, reach.Endpoint{Workload: w})
			}
		}
	} else if addr := s.addr.example(); addr.IsValid() {
		from = append(from, reach.Endpoint{Addr: addr})
	}
	for _, to := range pods[:min(len(pods), mostTried)] {
		for _, source := range from {
			flow := reach.Flow{From: source, To: reach.Endpoint{Workload: to}, Protocol: "TCP", Port: port}
			if pass.Reach.Explain(flow).Answer == cluster.Yes {
				return &flow
			}
		}
	}
	return nil
}
