package rules

import (
	"cmp"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// portTarget is a set of pods on which the ports of a rule are looked up: those of
// the policy for ingress, those of one peer for egress.
type portTarget struct {
	// peer is nil for the policy's own pods.
	peer *cluster.Peer
	pods []*cluster.Workload
	// shown is set where the input shows every pod that may be meant.
	shown bool
	// selector chooses the pods; nil stands for all of some namespaces.
	selector *cluster.Selector
	key      targetKey
}

// targetKey tells sets of pods apart, so that what is asked of one that many rules
// share is answered once.
type targetKey struct {
	namespace        *cluster.Namespace
	namespaces, pods string
}

// portTargets lists the sets of pods of a rule. Complete is set where nothing else
// can be meant by its ports: no address, node, or pod beyond them.
func portTargets(m *cluster.Model, at portRule) (targets []portTarget, complete bool) {
	if at.direction == cluster.Ingress {
		return []portTarget{ownPods(m, at.policy)}, true
	}
	complete = !at.rule.AnyPeer()
	for i := range at.rule.Peers {
		peer := &at.rule.Peers[i]
		if peer.IPBlock != nil || peer.Elsewhere || peer.Unread || peer.Pods == nil && peer.Namespaces == nil {
			complete = false
			continue
		}
		targets = append(targets, peerPods(m, at.policy, peer))
	}
	return targets, complete
}

func ownPods(m *cluster.Model, p *cluster.Policy) portTarget {
	t := portTarget{pods: p.Selected, selector: p.Subject}
	if p.Namespace != nil {
		t.shown = shown(p.Namespace)
		t.key = targetKey{p.Namespace, "", selectorKey(p.Subject)}
		return t
	}
	like := &cluster.Peer{Namespaces: p.Namespaces, Pods: p.Subject}
	for _, ns := range m.NamespacesFor(p.Namespaces) {
		switch ns.Matches(p.Namespaces) {
		case cluster.Yes:
			like.Matched = append(like.Matched, ns)
		case cluster.Unknown:
			like.Possible = append(like.Possible, ns)
		}
	}
	t.shown = closed(m, like)
	t.key = targetKey{nil, selectorKey(p.Namespaces), selectorKey(p.Subject)}
	return t
}

func peerPods(m *cluster.Model, p *cluster.Policy, peer *cluster.Peer) portTarget {
	t := portTarget{peer: peer, pods: peer.Selected, selector: peer.Pods}
	if peer.Namespaces == nil {
		t.shown = shown(p.Namespace)
		t.key = targetKey{p.Namespace, "", selectorKey(peer.Pods)}
		return t
	}
	t.shown = closed(m, peer)
	t.key = targetKey{nil, selectorKey(peer.Namespaces), selectorKey(peer.Pods)}
	return t
}

func selectorKey(s *cluster.Selector) string {
	if s == nil {
		return ""
	}
	return s.Key()
}

// implies reports whether every pod that a target may mean, shown or not, carries
// some labels.
func (t *portTarget) implies(labels map[string]string) bool {
	for key, value := range labels {
		if t.selector == nil || !slices.ContainsFunc(t.selector.Requirements, func(r cluster.Requirement) bool {
			return r.Key == key && r.Positive() && len(r.Values) == 1 && r.Values[0] == value
		}) {
			return false
		}
	}
	return len(labels) > 0
}

// listening says what is known of a port on a pod: that it listens there, that it
// does not, or neither.
func listening(w *cluster.Workload, protocol string, port int32) cluster.Truth {
	for i := range w.Ports {
		if w.Ports[i].Port == port && w.Ports[i].Protocol == protocol {
			return cluster.Yes
		}
	}
	for _, s := range w.Services {
		for i := range s.Value.Ports {
			served := &s.Value.Ports[i]
			if target, known := targetPort(w, served); known && target == port && cmp.Or(served.Protocol, "TCP") == protocol {
				return cluster.Yes
			}
		}
	}
	if len(w.Ports) == 0 || !portsKnown(w) || injectedPort(port) {
		return cluster.Unknown
	}
	return cluster.No
}

// portsKnown reports whether the ports of a workload are all that it declares: not
// where a template engine replaces some, or the configuration speaks of it.
func portsKnown(w *cluster.Workload) bool { return !w.PortsUnread && !w.Outside }

// targetPort is the port of a pod to which a port of its Service leads: its
// targetPort, which may be a name that the pod's containers give a port, or else
// the number of the Service's port (Service documentation, "Port definitions").
func targetPort(w *cluster.Workload, served *manifest.ServicePort) (port int32, known bool) {
	if served.TargetPort.StrVal == "" {
		return cmp.Or(served.TargetPort.IntVal, served.Port), true
	}
	for i := range w.Ports {
		if w.Ports[i].Name == served.TargetPort.StrVal && w.Ports[i].Protocol == cmp.Or(served.Protocol, "TCP") {
			return w.Ports[i].Port, true
		}
	}
	return 0, false
}

// injectedPort reports whether pods may listen on a port without saying so: those
// of the proxies that Istio and Linkerd inject.
func injectedPort(port int32) bool {
	return port == 4143 || port == 4190 || port == 4191 || port >= 15000 && port <= 15099
}

// injectedPortName is injectedPort for the names of ports.
func injectedPortName(name string) bool { return wordAmong(name, "linkerd", "envoy", "istio") }

// podsAt lists some pods as related places.
func podsAt(pods []*cluster.Workload, message func(*cluster.Workload) string) []lint.Related {
	const shown = 3
	var out []lint.Related
	for _, w := range pods[:min(len(pods), shown)] {
		out = append(out, lint.Related{At: w.At.Child("metadata").Child("name"), Message: message(w)})
	}
	return out
}
