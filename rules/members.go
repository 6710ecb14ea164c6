package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// checkMembers reports a StatefulSet of several replicas behind a headless Service
// whose pods have something to say to each other, and which policies keep apart.
func checkMembers(pass *lint.Pass, w *cluster.Workload) {
	if w.Kind != "StatefulSet" || w.Replicas < 2 || !cheap(w, cluster.Ingress) || !cheap(w, cluster.Egress) || thoughtOfMembers(w) || isShutOff(pass, w) {
		return
	}
	i := slices.IndexFunc(w.Services, func(s *cluster.Service) bool { return s.Value.Headless && s.Name == w.ServiceName })
	if i < 0 {
		return
	}
	s := w.Services[i]
	between := func(c manifest.ContainerPort) (flow *reach.Flow, d cluster.Direction, denied bool) {
		flow = &reach.Flow{From: reach.Endpoint{Workload: w}, To: reach.Endpoint{Workload: w}, Protocol: c.Protocol, Port: c.Port}
		v := pass.Reach.Explain(*flow)
		if d = cluster.Egress; v.Sides[cluster.Ingress].Answer == cluster.No {
			d = cluster.Ingress
		}
		return flow, d, v.Answer == cluster.No && len(w.Policies[d]) > 0
	}
	var members []manifest.ContainerPort
	for _, c := range w.Ports {
		if memberPort(w, c) {
			if _, _, denied := between(c); !denied {
				return
			}
			members = append(members, c)
		}
	}
	if len(members) > 0 {
		flow, d, _ := between(members[0])
		reportMembers(pass, w, s, flow, d, "have a port for each other ("+portsOfMembers(members)+")")
		return
	}
	if !s.Value.NotReady {
		return
	}
	// They look for each other, and where is not said: on no port may they.
	ports := slices.Clone(w.Ports)
	for _, t := range targetsOf(s, w) {
		ports = append(ports, manifest.ContainerPort{Protocol: t.protocol, Port: t.port})
	}
	for _, c := range ports {
		if _, _, denied := between(c); !denied {
			return
		}
	}
	if len(ports) > 0 {
		flow, d, _ := between(ports[0])
		reportMembers(pass, w, s, flow, d, fmt.Sprintf("look for each other before they are ready (publishNotReadyAddresses of Service %s)", s.Name))
	}
}

// thoughtOfMembers reports whether a rule names the pods of a workload among its own
// peers: who of them calls whom was thought of.
func thoughtOfMembers(w *cluster.Workload) bool {
	for _, d := range cluster.Directions {
		for _, p := range w.Policies[d] {
			for i := range p.Rules[d] {
				for j := range p.Rules[d][i].Peers {
					peer := &p.Rules[d][i].Peers[j]
					if slices.Contains(peer.Selected, w) && (d == cluster.Ingress || peer.Pods != nil && !peer.Pods.Empty()) {
						return true
					}
				}
			}
		}
	}
	return false
}

// isShutOff reports whether another rule says that the pods exchange nothing.
func isShutOff(pass *lint.Pass, w *cluster.Workload) bool {
	return slices.ContainsFunc(shutOffPods(pass), func(s shutOff) bool { return slices.Contains(s.pods, w) })
}

// memberPort reports whether a container port is there for the other members of a
// cluster: by its name, or by its number where no rule opens that to clients.
func memberPort(w *cluster.Workload, c manifest.ContainerPort) bool {
	if metricsPort(c.Name) {
		return false
	}
	words := nameWords(c.Name)
	if slices.ContainsFunc(words, memberWord) {
		return true
	}
	if !memberNumber(w, c.Port) {
		return false
	}
	for _, p := range w.Policies[cluster.Ingress] {
		for i := range p.Rules[cluster.Ingress] {
			if r := &p.Rules[cluster.Ingress][i]; !r.AnyPort() && allowsPort(r, w, c.Protocol, c.Port) {
				return false
			}
		}
	}
	return true
}

func memberWord(word string) bool {
	switch word {
	case "peer", "peers", "cluster", "clustering", "epmd", "raft", "gossip", "memberlist", "replication", "transport", "internode", "intracluster", "election", "galera":
		return true
	}
	return false
}

// memberNumber knows the ports of clustered software by its documentation. Those that
// others use too count only under a name of that software.
func memberNumber(w *cluster.Workload, port int32) bool {
	named := func(software ...string) bool {
		return slices.ContainsFunc(nameWords(w.Name), func(word string) bool { return slices.Contains(software, word) })
	}
	switch port {
	case 4369, 25672, // RabbitMQ and other Erlang
		2380,       // etcd
		2888, 3888, // ZooKeeper
		9300,  // Elasticsearch, OpenSearch
		16379, // Redis Cluster
		7946,  // memberlist
		6222:  // NATS
		return true
	case 7000, 7001:
		return named("cassandra", "scylla", "scylladb")
	case 9093:
		return named("kafka")
	case 9094:
		return named("kafka", "alertmanager")
	case 8300, 8301:
		return named("consul")
	case 8201:
		return named("vault", "openbao")
	case 4567, 4568, 4444:
		return named("galera", "mariadb", "mysql", "percona", "pxc")
	case 8008:
		return named("patroni", "postgres", "postgresql", "spilo")
	}
	return false
}

// portsOfMembers lists ports in words, the first few of them.
func portsOfMembers(ports []manifest.ContainerPort) string {
	out := ""
	for i, c := range ports[:min(len(ports), 3)] {
		if i > 0 {
			out += ", "
		}
		if c.Name != "" {
			out += c.Name + " "
		}
		out += fmt.Sprintf("%d/%s", c.Port, c.Protocol)
	}
	return out
}

func reportMembers(pass *lint.Pass, w *cluster.Workload, s *cluster.Service, flow *reach.Flow, d cluster.Direction, why string) {
	by, at := w.Policies[d][0], nameOf(w.At)
	for _, p := range w.Policies[d] {
		if len(p.Rules[d]) > 0 && !p.SelectsAll() {
			by, at = p, p.At.Child("spec").Child(d.String())
			break
		}
	}
	f := lint.Finding{
		At: at, Key: "members of " + w.Name,
		Message: fmt.Sprintf("the %d replicas of %s %s, but policies do not allow %s from one to another, so they cannot form a cluster", w.Replicas, w.Name, why, d),
		Help:    fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {matchLabels: %s} that allows - %s: [{podSelector: {matchLabels: %s}}]", w.Namespace.Name, flowMap(s.Selector), d.Peers(), flowMap(s.Selector)),
		Related: []lint.Related{{At: nameOf(s.At), Message: "the headless Service by which they find each other"}, {At: nameOf(by.At), Message: "isolates the pods for " + d.String()}},
		Witness: flow,
	}
	if at.Object != w.At.Object {
		f.Related = append(f.Related, lint.Related{At: nameOf(w.At), Message: "the members"})
	}
	if other := 1 - d; w.Isolated(other) && pass.Reach.Explain(*flow).Sides[other].Answer == cluster.No {
		f.Help += fmt.Sprintf(" and - %s: with the same peer", other.Peers())
	}
	pass.Report(f)
}
