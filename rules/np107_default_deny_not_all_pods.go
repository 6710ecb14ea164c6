package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// defaultDenyNotAllPods reports policies that are called a default deny and select
// some pods only. A default policy of a namespace has an empty podSelector, which
// selects all pods (the NetworkPolicy documentation, "Default policies").
func defaultDenyNotAllPods() *lint.Rule {
	return &lint.Rule{
		Code: "NP107", Name: "default-deny-not-all-pods", Category: lint.Coverage, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a policy named as a default deny does not select all pods of its namespace",
		Controls: []lint.Control{lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    checkDefaultDenyNotAllPods,
	}
}

func checkDefaultDenyNotAllPods(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if !narrowDefaultDeny(p) {
			continue
		}
		var lacking []string
		var left []*cluster.Workload
		for _, d := range cluster.Directions {
			if !p.AllowsNothing(d) || defaultDeny(p.Namespace, d) != nil {
				continue
			}
			open := openPods(p.Namespace, d)
			if len(open) > 0 || len(p.Namespace.Workloads) == 0 {
				lacking = append(lacking, d.String())
			}
			if len(left) == 0 {
				left = open
			}
		}
		if len(lacking) == 0 {
			continue
		}
		others := "all other pods stay"
		switch {
		case len(left) == 1:
			others = names(left) + " stays"
		case len(left) > 1:
			others = names(left) + " stay"
		}
		pass.Report(lint.Finding{
			At: p.Subject.At, Key: "podSelector",
			Message: fmt.Sprintf("policy %s is named as a default deny, but selects only %s: %s open for %s", p.Name, subject(p), others, strings.Join(lacking, " and ")),
			Help:    "write podSelector: {} to select every pod of the namespace, or name the policy after the pods that it is for",
			Related: placesOf(left, p.At, "no policy isolates %s for "+lacking[0]),
		})
	}
}

// openPods are the workloads of a namespace that no policy isolates in a direction.
func openPods(ns *cluster.Namespace, d cluster.Direction) []*cluster.Workload {
	var out []*cluster.Workload
	for _, w := range ns.Workloads {
		if !w.HostNetwork && !w.Isolated(d) {
			out = append(out, w)
		}
	}
	return out
}

// narrowDefaultDeny reports whether a policy denies everything in a direction, is
// called a default deny and does not select all pods. A name that says for which
// pods it is means no more than those.
func narrowDefaultDeny(p *cluster.Policy) bool {
	return !p.SelectsAll() && (p.AllowsNothing(cluster.Ingress) || p.AllowsNothing(cluster.Egress)) &&
		!p.Subject.Unresolved() && defaultDenyName(p.Name) && !saysWhich(p)
}

// defaultDenyName reports whether a name is that of a default deny.
func defaultDenyName(name string) bool {
	words := nameWords(name)
	if !slices.Contains(words, "default") && !slices.Contains(words, "all") && !slices.Contains(words, "denyall") && !slices.Contains(words, "everything") {
		return false
	}
	deny := false
	for _, word := range words {
		switch word {
		case "deny", "denyall", "denies", "block":
			deny = true
		case "default", "all", "everything", "ingress", "egress", "in", "traffic", "by", "and", "policy", "netpol", "np", "networkpolicy", "network", "namespace", "ns", "pods", "pod", "rule", "inbound", "outbound", "connections":
		default:
			if !slices.Contains(words, "default") {
				return false // web-deny-all is about web
			}
		}
	}
	return deny
}

// saysWhich reports whether the name of a policy holds a value that it selects by.
func saysWhich(p *cluster.Policy) bool {
	words := nameWords(p.Name)
	for i := range p.Subject.Requirements {
		r := &p.Subject.Requirements[i]
		if !r.Positive() {
			return true // all but some
		}
		for _, text := range append(slices.Clone(r.Values), r.Key) {
			if slices.ContainsFunc(nameWords(text), func(w string) bool { return slices.Contains(words, w) }) {
				return true
			}
		}
	}
	return false
}
