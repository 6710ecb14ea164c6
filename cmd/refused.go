package cmd

import (
	"fmt"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// refused says of which policies the answer is not to be trusted: the API server
// refuses them as they stand, so that in a cluster nothing of them is applied.
func refused(m *cluster.Model) []manifest.Problem {
	var out []manifest.Problem
	for _, o := range m.Flawed {
		taken := "the answer takes it as if it were applied"
		switch v := o.Value.(type) {
		case *manifest.NetworkPolicy, *manifest.ClusterPolicy:
		case *manifest.Custom:
			if !v.Policy {
				continue
			}
			taken = "the answer leaves it out"
		default:
			continue
		}
		for _, v := range o.Violations {
			if v.Refuses() {
				out = append(out, manifest.Problem{
					Severity: manifest.Error, File: o.File(), Ref: o.Ref(v.Path),
					Message: fmt.Sprintf("the API server refuses this %s, and %s: mend it first, as 'netpolint lint' says how", o.ID.Kind, taken),
				})
				break
			}
		}
	}
	return out
}
