package rules

import (
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// splitPeer is two neighbours in a list of peers that their author most likely
// meant as one: pods of some namespaces, with a dash too many before one of the two
// selectors.
type splitPeer struct {
	policy    *cluster.Policy
	direction cluster.Direction
	rule      *cluster.Rule
	// namespaces has only a namespaceSelector, and pods only a podSelector; dash is
	// the second of the two.
	namespaces, pods, dash *cluster.Peer
	// because says what speaks for one peer.
	because string
	// at is a place that shows it; zero where there is none.
	at manifest.Ref
	// idle is set where the podSelector, as an item of its own, adds nothing.
	idle bool
}

// splitPeers finds them by peer, under both of the two. It is the business of
// and-or-dash, and rules that would speak of one of the peers ask here.
func splitPeers(pass *lint.Pass) map[*cluster.Peer]*splitPeer {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) map[*cluster.Peer]*splitPeer {
		x := &splits{pass: pass, found: map[*cluster.Peer]*splitPeer{}, known: map[[2]string]*cluster.Workload{}}
		for _, p := range pass.Model.Policies {
			for _, d := range cluster.Directions {
				for i := range p.Rules[d] {
					x.rule(p, d, &p.Rules[d][i])
				}
			}
		}
		return x.found
	})
}

type splits struct {
	pass  *lint.Pass
	found map[*cluster.Peer]*splitPeer
	// known holds a workload that a pair of selectors matches, by their keys.
	known map[[2]string]*cluster.Workload
	// absent are the peers whose podSelector matches nothing in the policy's own
	// namespace, with no other cause than that.
	absent map[*cluster.Peer]*dangling
}

func (x *splits) rule(p *cluster.Policy, d cluster.Direction, r *cluster.Rule) {
	for i := 1; i < len(r.Peers); i++ {
		s := &splitPeer{policy: p, direction: d, rule: r, namespaces: &r.Peers[i-1], pods: &r.Peers[i], dash: &r.Peers[i]}
		if s.pods.Namespaces != nil {
			s.namespaces, s.pods = s.pods, s.namespaces
		}
		if s.namespaces.Namespaces == nil || s.namespaces.Pods != nil || s.pods.Namespaces != nil || s.pods.Pods == nil || s.pods.Pods.Empty() ||
			s.namespaces.Namespaces.Unresolved() || s.pods.Pods.Unresolved() {
			continue
		}
		if x.meantAsOne(s) {
			x.found[s.namespaces], x.found[s.pods] = s, s
			i++ // the next pair begins after this one
		}
	}
}

// meantAsOne looks for evidence that one peer was meant, and not two.
func (x *splits) meantAsOne(s *splitPeer) bool {
	own, of, pods := s.policy.Namespace, s.namespaces.Namespaces, s.pods.Pods
	if own.Matches(of) == cluster.Yes && (anyNamespace(of) || !own.Guessed) {
		s.because = "the namespaceSelector alone allows every pod of " + own.Name + " already"
		s.idle = true
		return true
	}
	if len(x.pass.Model.Select(own, pods)) > 0 {
		return false // they may well be meant
	}
	if w := x.selected(s); w != nil {
		s.because = "no pod of " + own.Name + " has " + pods.String() + ", but " + w.Name + " of " + w.Namespace.Name + " does"
		s.at = w.LabelsAt
		return true
	}
	if what := sameKind(of, pods); what != "" && !livesAmong(own.Name, of) {
		s.because = "pods with " + pods.String() + " are " + what + ", which is not in " + own.Name
		return true
	}
	d := x.dangling(s.pods)
	if d == nil || len(d.elsewhere) > 0 {
		return false
	}
	if m := s.namespaces; len(m.Matched) > 0 && !m.Maybe && !slices.ContainsFunc(m.Matched, func(ns *cluster.Namespace) bool { return !shown(ns) }) {
		return false // the namespaces have no such pods either
	}
	s.because = "no pod of " + own.Name + " has " + pods.String()
	return true
}

// selected returns a workload that the pair would match as one peer, or nil.
func (x *splits) selected(s *splitPeer) *cluster.Workload {
	key := [2]string{s.namespaces.Namespaces.Key(), s.pods.Pods.Key()}
	w, known := x.known[key]
	if !known {
		for _, ns := range s.namespaces.Matched {
			if found := x.pass.Model.Select(ns, s.pods.Pods); len(found) > 0 {
				w = found[0]
				break
			}
		}
		x.known[key] = w
	}
	return w
}

func (x *splits) dangling(peer *cluster.Peer) *dangling {
	if x.absent == nil {
		x.absent = map[*cluster.Peer]*dangling{}
		all := diagnosed(x.pass)
		for i := range all {
			if d := &all[i]; d.part == ownPeer && d.cause == absent && d.value < 0 {
				x.absent[d.peer] = d
			}
		}
	}
	return x.absent[peer]
}

// sameKind says what a selector of pods names, where one of namespaces names the
// place where such pods are known to live; "" where it does not.
func sameKind(namespaces, pods *cluster.Selector) string {
	switch {
	case asksFor(pods, dnsServerName) && asksFor(namespaces, func(v string) bool { return v == "kube-system" || v == "openshift-dns" }):
		return "the DNS of the cluster"
	case asksFor(pods, edgeName) && asksFor(namespaces, edgeName) && shareWord(namespaces, pods):
		return "an ingress controller or gateway"
	case asksFor(pods, prometheusName) && asksFor(namespaces, monitoringName):
		return "a part of monitoring"
	case shareWord(namespaces, pods):
		return "named like their namespace"
	}
	return ""
}

// prometheusName reports whether a name is that of a part of monitoring that seldom
// stands beside an application.
func prometheusName(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "prometheus", "prom", "grafana", "alertmanager", "thanos", "vmagent", "victoriametrics":
			return true
		}
		return false
	})
}

// shareWord reports whether both selectors ask for values with a word in common that
// is the name of a service of the cluster, and not one of many meanings.
func shareWord(namespaces, pods *cluster.Selector) bool {
	return asksFor(namespaces, func(of string) bool {
		return slices.ContainsFunc(nameWords(of), func(word string) bool {
			return product(word) && asksFor(pods, func(v string) bool { return slices.Contains(nameWords(v), word) })
		})
	})
}

// product reports whether a word is the name of something that is installed once in
// a cluster, in a namespace of its own.
func product(word string) bool {
	switch word {
	case "ingress", "nginx", "traefik", "haproxy", "contour", "kong", "emissary", "istio", "linkerd", "consul",
		"prometheus", "grafana", "alertmanager", "loki", "tempo", "jaeger", "argocd", "flux", "vault", "keycloak", "harbor", "jenkins", "gitlab", "velero":
		return true
	}
	return false
}

// asksFor reports whether a selector asks for a value of some kind.
func asksFor(s *cluster.Selector, is func(string) bool) bool { return namesPods(s, is) }

// livesAmong reports whether a namespace is one of those that a selector names, by
// whatever label.
func livesAmong(name string, s *cluster.Selector) bool {
	return asksFor(s, func(v string) bool {
		return v == name || edgeName(v) && edgeName(name) || monitoringName(v) && monitoringName(name)
	})
}
