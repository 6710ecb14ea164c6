package reach_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

type guardDiff struct {
	Case, Class, Old, New string
	Changes               []struct {
		Change              string
		Source, Destination guardEnd
		Old, New            map[string][][2]int32
		Info                string
	}
}

// guardDiffers says in how many places np-guard sees another difference, by case: it
// takes pods on the host network for ordinary ones. No policy selects these, so what
// policies change about them is nothing.
var guardDiffers = map[string]int{
	"ipblockstest_2_and_ipblockstest":                                                  12,
	"ipblockstest_3_and_ipblockstest":                                                  12,
	"ipblockstest_4_and_ipblockstest":                                                  2049,
	"semanticDiff-different-topologies-policy-a_and_semanticDiff-same-topologies-old1": 4,
	"semanticDiff-same-topologies-new1a_and_semanticDiff-same-topologies-old1":         2,
	"semanticDiff-same-topologies-new2_and_semanticDiff-same-topologies-old2":          1,
}

// TestNPGuardDiff compares the differences between two clusters with those that
// np-guard sees: all of them once pods are taken off the host network, and else
// those that are not about such pods.
func TestNPGuardDiff(t *testing.T) {
	var cases []guardDiff
	readGzip(t, "testdata/npguard/diff.json.gz", &cases)
	if len(cases) != 25 {
		t.Fatalf("%d cases, want 25", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Case, func(t *testing.T) {
			theirs := c.reach(t)
			old, new := loadGuard(t, withoutHostNetwork(t, c.Old), "."), loadGuard(t, withoutHostNetwork(t, c.New), ".")
			for _, d := range differences(ourDiff(t, old, new), theirs) {
				t.Errorf("off the host network: %s", d)
			}
			old, new = loadGuard(t, os.DirFS("testdata/npguard"), c.Old), loadGuard(t, os.DirFS("testdata/npguard"), c.New)
			found := differences(ourDiff(t, old, new), theirs)
			if len(found) != guardDiffers[c.Case] {
				t.Errorf("%d differences from np-guard, want %d", len(found), guardDiffers[c.Case])
			}
			for _, d := range found {
				if !slices.ContainsFunc(append(hosts(old), hosts(new)...), func(name string) bool { return strings.Contains(d, name) }) {
					t.Errorf("not about the host network: %s", d)
				}
			}
		})
	}
}

// hosts names the workloads on the host network, as np-guard does.
func hosts(m *cluster.Model) (out []string) {
	for _, w := range m.Workloads {
		if w.HostNetwork {
			out = append(out, guardName(w))
		}
	}
	return out
}

// changeText writes a change: what is opened and closed, and whether the workloads are
// added or removed.
func changeText(opened, closed reach.Conns, added, removed bool) string {
	out := "opens " + portText(opened) + " closes " + portText(closed)
	if added {
		out += " added"
	}
	if removed {
		out += " removed"
	}
	return out
}

func (c *guardDiff) reach(t *testing.T) guardMap {
	t.Helper()
	out := newGuardMap()
	for _, x := range c.Changes {
		old, new := guardPorts(x.Old), guardPorts(x.New)
		text := changeText(new.Minus(old), old.Minus(new), strings.HasSuffix(x.Info, " added"), strings.HasSuffix(x.Info, " removed"))
		switch {
		case x.Source.Addresses != "":
			out.address(t, "-> "+x.Destination.String(), x.Source.Addresses, text)
		case x.Destination.Addresses != "":
			out.address(t, x.Source.String()+" ->", x.Destination.Addresses, text)
		default:
			out.pair(x.Source.String(), x.Destination.String(), text)
		}
	}
	return out
}

func guardPorts(ports map[string][][2]int32) reach.Conns {
	out := reach.Conns{}
	for protocol, ranges := range ports {
		for _, r := range ranges {
			out = out.Union(reach.PortConns(protocol, r[0], r[1]))
		}
	}
	return out
}

// ourDiff is what we see, in np-guard's terms.
func ourDiff(t *testing.T, old, new *cluster.Model) guardMap {
	t.Helper()
	name := guardName
	out := newGuardMap()
	err := reach.Diff(context.Background(), reach.New(old, reach.Options{}).Matrix(), reach.New(new, reach.Options{}).Matrix(), func(c *reach.Change) bool {
		if portText(c.Opened.Union(c.Closed).Union(c.MaybeOpened).Union(c.MaybeClosed)) == "none" {
			return true // it is about other protocols, which np-guard does not know
		}
		text := changeText(c.Opened, c.Closed, c.Added, c.Removed)
		if !c.MaybeOpened.Empty() || !c.MaybeClosed.Empty() {
			text += " maybe " + changeText(c.MaybeOpened, c.MaybeClosed, false, false)
		}
		switch {
		case c.From.Controller:
			out.pair(controllerName, name(c.To.Workload), text)
		case c.From.Workload != nil && c.To.Workload != nil:
			out.pair(name(c.From.Workload), name(c.To.Workload), text)
		case c.From.Workload != nil && c.To.Block.Addr().Is4():
			key := name(c.From.Workload) + " ->"
			out.addrs[key] = append(out.addrs[key], blockPorts(c.To.Block, text))
		case c.To.Workload != nil && c.From.Block.Addr().Is4():
			key := "-> " + name(c.To.Workload)
			out.addrs[key] = append(out.addrs[key], blockPorts(c.From.Block, text))
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
