package cmd

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// limitsOf says what the answer does not know, and where policies block an Ingress or
// a route, each once.
func limitsOf(e *reach.Engine, m *cluster.Model, matrix *reach.Matrix) []report.Limit {
	out := append(blocked(e), unknown(matrix)...)
	onHost := 0
	var first *cluster.Workload
	for _, w := range m.Workloads {
		if w.HostNetwork {
			if onHost++; first == nil {
				first = w
			}
		}
	}
	if first != nil {
		out = append(out, report.Limit{
			Message: fmt.Sprintf("%s on the host network, where no policy controls pods and no selector matches them", plural(onHost, "workload is", "workloads are")),
			At:      report.LocationText(first.At.Child("metadata").Child("name")),
		})
	}
	return out
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// maxBlocked is how many of them are named.
const maxBlocked = 1000

// blocked says which backends of Ingresses and routes no policy lets their controller
// reach.
func blocked(e *reach.Engine) []report.Limit {
	var out []report.Limit
	more := 0
	for a := range e.Arrivals {
		if a.Verdict.Answer == cluster.Unknown && a.Verdict.Rule != nil {
			out = append(out, report.Limit{
				Message: fmt.Sprintf("%s %s leads to %s/%s at %d/%s, and whether what it sends there is let in depends on the labels of its controller, which this rule of %s looks at", a.Route.Kind, a.Route.Name, a.To.Namespace.Name, a.To.Name, a.Port, a.Protocol, a.Verdict.By.Name),
				At:      report.LocationText(a.Verdict.Rule.At),
			})
		}
		if a.Verdict.Answer != cluster.No {
			continue
		}
		if len(out) == maxBlocked {
			more++
			continue
		}
		by := "by " + a.To.Namespace.Name + "/" + strings.Join(policyNames(a.Verdict.Isolating), ", ")
		if a.Verdict.By != nil {
			by = "by " + a.Verdict.By.Name
		}
		leads := "leads"
		if a.Others > 0 {
			leads = fmt.Sprintf("and %s lead", plural(a.Others, "other", "others"))
		}
		out = append(out, report.Limit{
			Message: fmt.Sprintf("%s %s %s to %s/%s at %d/%s, and what it sends there is denied %s", a.Route.Kind, a.Route.Name, leads, a.To.Namespace.Name, a.To.Name, a.Port, a.Protocol, by),
			At:      report.LocationText(a.Backend.At),
		})
	}
	if more > 0 {
		last := out[len(out)-1]
		out = append(out, report.Limit{Message: fmt.Sprintf("%s of routes denied in the same way", plural(more, "more backend is", "more backends are")), At: last.At})
	}
	return out
}

func policyNames(policies []*cluster.Policy) []string {
	var out []string
	for _, p := range policies {
		out = append(out, p.Name)
	}
	return out
}

// note says something about the answer on standard error.
func (a *app) note(text string) { fmt.Fprintln(a.stderr, "note: "+report.Sanitize(text)) }

// unknown says what no manifest shows.
func unknown(matrix *reach.Matrix) []report.Limit {
	var out []report.Limit
	for kind, message := range []string{
		reach.PartialBlock: "%s some private addresses and not all, so whether pods are among them is not known: they are taken not to be; --pod-cidr tells where pods are",
		reach.NotRead:      "%s nodes or domain names, which manifests do not show: such a peer is taken to match nothing",
	} {
		count := 0
		var first manifest.Ref
		for _, l := range matrix.Limits() {
			if l.Kind == reach.LimitKind(kind) {
				if count++; count == 1 {
					first = l.At
				}
			}
		}
		subject := [...]string{"an ipBlock holds", "a peer names"}[kind]
		if count > 1 {
			subject = fmt.Sprintf([...]string{"%d ipBlocks hold", "%d peers name"}[kind], count)
		}
		if count > 0 {
			out = append(out, report.Limit{Message: fmt.Sprintf(message, subject), At: report.LocationText(first)})
		}
	}
	return out
}
