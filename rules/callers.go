package rules

import (
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// caller is who connects to pods because something other than a policy says so,
// often from where no manifest shows.
type caller struct {
	callerKind
	// gateway is set for the one that serves a route of Gateway API.
	gateway bool
	// home is the namespace of its pods, where the input shows some there.
	home *cluster.Namespace
}

type callerKind int

const (
	// outsiders come by a load balancer or the port of a node. The pods see their
	// address, or that of a node (source NAT), so that any block may be for them.
	outsiders callerKind = iota
	// controllers are the pods that serve Ingresses and routes. On the host network
	// they have the address of a node.
	controllers
	// scrapers collect metrics.
	scrapers
	// apiServer is the API server, which is no pod: its address is that of a node of
	// the control plane, or of a network beside the cluster.
	apiServer
)

// podless reports whether no selector matches the caller.
func (k callerKind) podless() bool { return k == outsiders || k == apiServer }

// ofGateway reports whether a route is one of Gateway API.
func ofGateway(r *cluster.Route) bool {
	return strings.HasPrefix(r.At.Object.ID.APIVersion, "gateway.networking.k8s.io/")
}

// callerBy is the caller that a route is for.
func callerBy(pass *lint.Pass, r *cluster.Route) caller {
	c := caller{callerKind: controllers, gateway: ofGateway(r)}
	if len(r.Gateways) == 0 || slices.ContainsFunc(r.Gateways, func(name string) bool { return name != r.Gateways[0] }) {
		return c
	}
	ns := pass.Model.Namespace(r.Gateways[0])
	if ns == nil || ns == r.Namespace {
		return c
	}
	if slices.ContainsFunc(ns.Workloads, func(w *cluster.Workload) bool { return forwards(pass, w) && !w.HostNetwork }) {
		c.home = ns
	}
	return c
}

// collectors are the workloads of the input that scrape metrics.
func collectors(pass *lint.Pass) []*cluster.Workload {
	type key struct{}
	return lint.Once(pass, key{}, func(pass *lint.Pass) []*cluster.Workload {
		var out []*cluster.Workload
		for _, w := range pass.Model.Workloads {
			if collectorName(w.Name) {
				out = append(out, w)
			}
		}
		return out
	})
}

// collectorName reports whether a name is that of a program that scrapes.
func collectorName(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "prometheus", "vmagent", "alloy":
			return true
		}
		return false
	}) && !slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "operator", "adapter", "exporter", "pushgateway", "alertmanager", "webhook", "ui":
			return true
		}
		return false
	})
}
