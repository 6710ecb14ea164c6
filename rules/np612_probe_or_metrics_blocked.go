package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// metricsBlocked reports pods that policies keep those from who watch and steer the
// cluster: the API server from a webhook or an API that pods serve, and the scraper
// from a port for metrics. Both connect to the pods, which ingress rules must allow
// (Kubernetes, "Dynamic Admission Control"; the documentation of the Prometheus
// Operator, "Troubleshooting"). The kubelet's probes need no rule: a pod's own node is
// always let in (the NetworkPolicy documentation).
func metricsBlocked() *lint.Rule {
	return &lint.Rule{
		Code: "NP612", Name: "probe-or-metrics-blocked", Category: lint.Traps, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "policies keep the API server from its webhooks, or the scraper of metrics from pods that have a port for it",
		Controls: []lint.Control{lint.WatchTraffic},
		Check: func(pass *lint.Pass) {
			for _, b := range blockedCalls(pass) {
				reportBlockedCall(pass, &b)
			}
			checkMetricsBlocked(pass)
		},
	}
}

func checkMetricsBlocked(pass *lint.Pass) {
	if len(pass.Facts.Monitoring) == 0 && len(collectors(pass)) == 0 {
		return // nobody is known to scrape
	}
	a := newAdmission(pass)
	off := map[*cluster.Workload]bool{} // their metrics are the least of it
	for _, s := range shutOffPods(pass) {
		for _, w := range s.pods {
			off[w] = off[w] || s.direction == cluster.Ingress
		}
	}
	for _, ns := range pass.Model.Namespaces {
		if ns.System() || !policiesRead(pass.Model, ns) || quarantineName(ns.Name) {
			continue
		}
		var blocked []scraped
		var flow *reach.Flow
		for _, w := range ns.Workloads {
			if w.HostNetwork || !w.Isolated(cluster.Ingress) || job(w) || off[w] {
				continue
			}
			c, closed := closedMetrics(a, w)
			if !closed || a.missed(caller{callerKind: scrapers}, w) { // a peer that matches nothing is a finding of its own
				continue
			}
			if flow == nil {
				flow = a.blocked(caller{callerKind: scrapers}, w, c.Protocol, c.Port)
			}
			if flow != nil {
				blocked = append(blocked, scraped{w, c})
			}
		}
		if len(blocked) > 0 {
			reportMetricsBlocked(pass, blocked, flow)
		}
	}
}

// scraped is a port for metrics.
type scraped struct {
	pods *cluster.Workload
	port manifest.ContainerPort
}

// closedMetrics is the first of a workload's ports for metrics, where the scraper is
// let in on none of them.
func closedMetrics(a *admission, w *cluster.Workload) (port manifest.ContainerPort, closed bool) {
	for _, c := range w.Ports {
		if c.Protocol != "TCP" || !metricsPort(c.Name) {
			continue
		}
		if a.lets(caller{callerKind: scrapers}, w, c.Protocol, c.Port) != cluster.No {
			return port, false
		}
		if !closed {
			port, closed = c, true
		}
	}
	return port, closed
}

// metricsPort reports whether a container port is there for metrics, by its name.
func metricsPort(name string) bool {
	for _, word := range nameWords(name) {
		switch word {
		case "metrics", "prometheus", "prom", "telemetry":
			return true
		}
	}
	return false
}

func reportMetricsBlocked(pass *lint.Pass, blocked []scraped, flow *reach.Flow) {
	w := blocked[0].pods
	ports := []int32{}
	byPort := map[int32][]*cluster.Workload{}
	for _, s := range blocked {
		if !slices.Contains(ports, s.port.Port) {
			ports = append(ports, s.port.Port)
		}
		byPort[s.port.Port] = append(byPort[s.port.Port], s.pods)
	}
	const shown = 3 // ports
	var metrics, items []string
	for _, port := range ports {
		if len(metrics) < shown {
			metrics = append(metrics, fmt.Sprintf("%s (port %d/TCP)", names(byPort[port]), port))
		}
		items = append(items, portItem("TCP", port))
	}
	of := strings.Join(metrics, ", of ")
	if more := len(ports) - len(metrics); more > 0 {
		of += fmt.Sprintf(" and of others on %d more ports", more)
	}
	p := w.Policies[cluster.Ingress][0]
	var pods []*cluster.Workload
	for i := range blocked {
		pods = append(pods, blocked[i].pods)
	}
	namespace, _ := livesIn(flow.From)
	pass.ReportAs(lint.Info, lint.Finding{
		At: p.At.Child("spec").Child("podSelector"), SubID: "scrape", Key: "metrics", OfNamespace: true,
		Message: fmt.Sprintf("no policy lets the scraper of %s reach the metrics of %s, so their metrics and alerts are missing", namespace, of),
		Help: fmt.Sprintf("add a NetworkPolicy to namespace %s with an ingress rule - from: [{%s}] with ports: [%s]",
			w.Namespace.Name, groupPeer(&lint.PodGroup{Namespace: namespace}), strings.Join(items, ", ")),
		Related: placesOf(pods, p.At, "%s has a port for metrics"),
		Witness: flow,
	})
}
