package cmd

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
)

// unread says which policies the answer leaves out, as their kinds are not read, for
// reports: on standard error each of them is a problem of its own.
func unread(m *cluster.Model) []report.Limit {
	kinds := map[string]int{}
	var first *manifest.Object
	note := func(objects []*manifest.Object) {
		for _, o := range objects {
			if v, custom := o.Value.(*manifest.Custom); !custom || v.Broken {
				continue
			}
			kinds[o.ID.Kind+" ("+o.ID.Group()+")"]++
			first = cmp.Or(first, o)
		}
	}
	note(m.ClusterPolicies)
	for _, ns := range m.Namespaces {
		note(ns.Unread)
	}
	if first == nil {
		return nil
	}
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		parts = append(parts, fmt.Sprintf("%d %s", kinds[kind], kind))
	}
	return []report.Limit{{
		Message: "what policies of these kinds allow or deny is missing from the answer: " + strings.Join(parts, ", "),
		At:      report.LocationText(first.Ref("/kind")),
	}}
}
