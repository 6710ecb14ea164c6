package rules

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// anyNamespacePeer reports peers of every namespace. An empty namespaceSelector
// selects all namespaces, those of other tenants and those of the future too
// (the NetworkPolicy documentation, "Behavior of to and from selectors").
func anyNamespacePeer() *lint.Rule {
	return &lint.Rule{
		Code: "NP306", Name: "any-namespace-peer", Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an empty namespaceSelector takes every namespace as a peer",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Options: []lint.Option{
			{Name: "shared-namespaces", Doc: "namespaces whose pods every namespace may call", Kind: lint.StringsOption},
			{Name: "shared-labels", Doc: "labels of pods that every namespace may call, as app=registry or app", Kind: lint.StringsOption},
		},
		Check: checkAnyNamespacePeer,
	}
}

func checkAnyNamespacePeer(pass *lint.Pass) {
	split := splitPeers(pass)
	for _, p := range everyPolicy(pass.Model) {
		for _, d := range cluster.Directions {
			if opensAll(p, d) != nil {
				continue // an allow-all rule is what matters there
			}
			for i := range p.Rules[d] {
				r := &p.Rules[d][i]
				if !permits(p, d, r) || opensAllTraffic(p, d, r) && d == cluster.Egress || len(defeatedDenies(pass, p, d, r)) > 0 {
					continue // another rule speaks of it
				}
				for j := range r.Peers {
					if peer := &r.Peers[j]; peer.Namespaces != nil && anyNamespace(peer.Namespaces) && split[peer] == nil && !sharedWithAll(pass, p, d, peer) {
						reportAnyNamespace(pass, p, d, r, peer)
					}
				}
			}
		}
	}
}

// anyNamespace reports whether a selector matches every namespace: it asks for
// nothing, or for the label that each has.
func anyNamespace(s *cluster.Selector) bool {
	return !slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return r.Key != cluster.NameLabel || r.Op != metav1.LabelSelectorOpExists
	})
}

// sharedWithAll reports whether the called pods are such as the configuration lets
// every namespace call.
func sharedWithAll(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, peer *cluster.Peer) bool {
	called := p.Subject
	if d == cluster.Egress {
		called = peer.Pods
	} else if p.Namespace != nil && slices.Contains(pass.Strings("shared-namespaces"), p.Namespace.Name) {
		return true
	}
	if called == nil {
		return false
	}
	for _, label := range pass.Strings("shared-labels") {
		key, value, found := strings.Cut(label, "=")
		if slices.ContainsFunc(called.Requirements, func(r cluster.Requirement) bool {
			return r.Key == key && r.Positive() && (!found || len(r.Values) == 1 && r.Values[0] == value)
		}) {
			return true
		}
	}
	return false
}

func reportAnyNamespace(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, peer *cluster.Peer) {
	if dnsOnly(r) || asksForDNS(peer.Pods) || monitoring(pass, p, r, peer) || preempted(p, d, r, peer) {
		return
	}
	opened := p.Selected
	if d == cluster.Ingress {
		// An edge is open to everyone, unless its author has named the callers.
		pods, open := openedPods(pass, p, r)
		switch {
		case open:
			opened = pods
		case peer.Pods == nil || peer.Pods.Empty():
			return
		}
	} else if allForward(pass, p) {
		return
	}
	f := lint.Finding{
		At: peer.Namespaces.At, Key: d.String(),
		Help:    "name the namespaces, such as namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: frontend}}; without namespaceSelector a podSelector means this namespace alone",
		Witness: acrossNamespaces(pass, p, d, r, peer, opened),
	}
	who := affected(p, opened)
	narrowed := peer.Pods != nil && !peer.Pods.Empty()
	switch {
	case !narrowed && d == cluster.Ingress:
		f.Message = fmt.Sprintf("an empty namespaceSelector lets every pod of every namespace connect to %s, namespaces that do not exist yet included", who)
	case !narrowed:
		f.Message = fmt.Sprintf("an empty namespaceSelector lets %s connect to every pod of every namespace, namespaces that do not exist yet included", who)
	case d == cluster.Ingress:
		f.Message = fmt.Sprintf("with an empty namespaceSelector, %s matches pods of every namespace, so whoever may set that label anywhere can connect to %s", peer.Pods, who)
	default:
		f.Message = fmt.Sprintf("with an empty namespaceSelector, %s matches pods of every namespace, so %s may connect to whoever sets that label anywhere", peer.Pods, who)
	}
	if narrowed {
		f.Key += " " + peer.Pods.String()
	}
	if p.Tier != cluster.TierNetworkPolicy {
		f.Key += " " + r.Name
		f.Message += beyond(p)
		f.Help = "name the namespaces, such as namespaces: {matchLabels: {kubernetes.io/metadata.name: monitoring}}, or write action: Pass, which leaves the decision to NetworkPolicies"
	}
	pass.Report(f)
}

// acrossNamespaces is a flow between pods of two namespaces that the peer lets
// through, or nil where the input shows none.
func acrossNamespaces(pass *lint.Pass, p *cluster.Policy, d cluster.Direction, r *cluster.Rule, peer *cluster.Peer, own []*cluster.Workload) *reach.Flow {
	const tries = 4
	foreign := 0
	for _, other := range peer.Selected {
		if other.Namespace == p.Namespace {
			continue
		}
		if foreign++; foreign > tries {
			return nil
		}
		for _, w := range own[:min(len(own), tries)] {
			from, to := other, w
			if d == cluster.Egress {
				from, to = w, other
			}
			protocol, port := aPort(r, to, cluster.Ingress)
			flow := reach.Flow{From: reach.Endpoint{Workload: from}, To: reach.Endpoint{Workload: to}, Protocol: protocol, Port: port}
			if pass.Reach.Explain(flow).Answer == cluster.Yes {
				return &flow
			}
		}
	}
	return nil
}

// allForward reports whether all pods of a policy are ingress controllers,
// gateways or proxies, which must reach what they serve wherever it is.
func allForward(pass *lint.Pass, p *cluster.Policy) bool {
	if len(p.Selected) == 0 {
		return forwardingSelector(p) || edgeName(namespaceName(p)) || mayHold(pass.Facts.IngressControllers, p)
	}
	return ingressNamespace(namespaceName(p)) || !slices.ContainsFunc(p.Selected, func(w *cluster.Workload) bool { return !forwards(pass, w) })
}

// monitoring reports whether a rule is about metrics, logs or traces, which are
// collected from every namespace, or sent from every one: by the facts, or by the
// name of the policy, of its ports, or of the pods at either end.
func monitoring(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, peer *cluster.Peer) bool {
	if monitoringName(p.Name) || scrapes(pass, namespaceName(p)) || namesPods(peer.Pods, monitoringName) || namesPods(p.Subject, monitoringName) {
		return true
	}
	if len(p.Selected) > 0 && !slices.ContainsFunc(p.Selected, func(w *cluster.Workload) bool { return !monitoringName(w.Name) }) {
		return true
	}
	return len(r.Ports) > 0 && !slices.ContainsFunc(r.Ports, func(port cluster.Port) bool { return !monitoringPort(p, &port) })
}

// monitoringPort reports whether a port is one for metrics, by its name: in the
// rule, in a container of the pods, or in a Service of theirs.
func monitoringPort(p *cluster.Policy, port *cluster.Port) bool {
	if monitoringName(port.Name) {
		return true
	}
	if port.Name != "" || port.From != port.To {
		return false
	}
	// Where Prometheus and its exporters listen by convention.
	if port.From == 9090 || port.From >= 9100 && port.From < 9200 {
		return true
	}
	for _, w := range p.Selected {
		for _, c := range w.Ports {
			if c.Port == port.From && monitoringName(c.Name) {
				return true
			}
		}
		for _, s := range w.Services {
			for i := range s.Value.Ports {
				served := &s.Value.Ports[i]
				if target, known := targetPort(w, served); known && target == port.From && (monitoringName(served.Name) || monitoringName(s.Name)) {
					return true
				}
			}
		}
	}
	return false
}

// namesPods reports whether a selector asks for a label whose value is such a
// name.
func namesPods(s *cluster.Selector, is func(string) bool) bool {
	if s == nil {
		return false
	}
	return slices.ContainsFunc(s.Requirements, func(r cluster.Requirement) bool {
		return r.Positive() && slices.ContainsFunc(r.Values, is)
	})
}

// monitoringName reports whether a name is that of a collector of metrics, logs
// or traces, or of a port or policy for one.
func monitoringName(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "monitoring", "observability", "telemetry", "metrics", "scrape", "scraper", "scraping", "exporter", "tracing",
			"prometheus", "prom", "alertmanager", "pushgateway", "thanos", "vmagent", "victoriametrics", "grafana", "alloy",
			"otel", "otlp", "opentelemetry", "collector", "telegraf", "statsd",
			"datadog", "newrelic", "dynatrace", "instana",
			"loki", "promtail", "fluentd", "fluentbit", "fluent", "logstash", "filebeat",
			"jaeger", "tempo", "zipkin":
			return true
		}
		return false
	})
}
