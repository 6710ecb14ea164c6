package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// holds reports whether a pod of a namespace with the labels is in a group.
func holds(g *lint.PodGroup, namespace string, labels map[string]string) bool {
	if g.Namespace != namespace {
		return false
	}
	for key, value := range g.Labels {
		if v, has := labels[key]; !has || v != value {
			return false
		}
	}
	return true
}

// inGroups reports whether the pods of a workload are in one of the groups.
func inGroups(groups []lint.PodGroup, w *cluster.Workload) bool {
	for i := range groups {
		if holds(&groups[i], w.Namespace.Name, w.Labels) {
			return true
		}
	}
	return false
}

// mayHold reports whether what a policy selects may be in one of the groups, where
// the input does not show its pods.
func mayHold(groups []lint.PodGroup, p *cluster.Policy) bool {
	return slices.ContainsFunc(groups, func(g lint.PodGroup) bool {
		return g.Namespace == namespaceName(p) && (len(g.Labels) == 0 || p.Subject.Matches(g.Labels))
	})
}

// groupPod stands for the pods of a group in flows; name is for messages.
func groupPod(g *lint.PodGroup, name string) *reach.Pod {
	for _, key := range [...]string{"app.kubernetes.io/name", "k8s-app", "app"} {
		if value := g.Labels[key]; value != "" {
			name = value
			break
		}
	}
	return &reach.Pod{Name: name, Namespace: g.Namespace, Labels: g.Labels}
}

// groupPeer is the peer that selects a group, as YAML without its braces.
func groupPeer(g *lint.PodGroup) string {
	peer := fmt.Sprintf("namespaceSelector: {matchLabels: {%s: %s}}", cluster.NameLabel, g.Namespace)
	if len(g.Labels) == 0 {
		return peer
	}
	return fmt.Sprintf("%s, podSelector: {matchLabels: %s}", peer, flowMap(g.Labels))
}

// flowMap writes labels as a YAML map in flow style.
func flowMap(labels map[string]string) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		pairs = append(pairs, key+": "+labels[key])
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

// scrapes reports whether the pods of a namespace scrape metrics, by the facts or
// by its name.
func scrapes(pass *lint.Pass, namespace string) bool {
	return slices.Contains(pass.Facts.Monitoring, namespace) || monitoringName(namespace)
}
