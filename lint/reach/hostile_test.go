package reach_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// soon is far more than what follows takes, and far less than it takes where time grows
// with the square of the input.
const soon = 15 * time.Second

func inTime(t *testing.T, what string, do func()) {
	t.Helper()
	start := time.Now()
	do()
	if took := time.Since(start); took > soon {
		t.Errorf("%s took %s", what, took)
	}
}

// TestManyBlocks: time does not grow with the square of the blocks and exceptions.
func TestManyBlocks(t *testing.T) {
	const count = 12_000
	var blocks, except []string
	for i := range count {
		blocks = append(blocks, fmt.Sprintf("{ipBlock: {cidr: %d.%d.%d.0/24, except: [%d.%d.%d.4/31]}}", 1+i>>16, i>>8&255, i&255, 1+i>>16, i>>8&255, i&255))
		except = append(except, fmt.Sprintf("%d.%d.%d.0/25", 1+i>>16, i>>8&255, i&255))
	}
	policy := func(peers string) string {
		return "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}, ingress: [{from: [" + peers + "]}]}}\n"
	}
	const pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n"
	many := build(t, pod+policy(strings.Join(blocks, ", ")))
	one := build(t, pod+policy("{ipBlock: {cidr: 0.0.0.0/0, except: ["+strings.Join(except, ", ")+"]}}"))
	inTime(t, "many blocks", func() { rows(t, reach.New(many, reach.Options{}).Matrix(), reach.Query{}) })
	inTime(t, "many exceptions", func() { rows(t, reach.New(one, reach.Options{}).Matrix(), reach.Query{}) })
	inTime(t, "a difference", func() {
		changes := 0
		err := reach.Diff(context.Background(), reach.New(many, reach.Options{}).Matrix(), reach.New(one, reach.Options{}).Matrix(), func(*reach.Change) bool {
			changes++
			return true
		})
		if err != nil || changes < count {
			t.Errorf("%d changes, %v", changes, err)
		}
	})
}

// TestCancelled: what addresses may open is left off too when nobody waits any more.
func TestCancelled(t *testing.T) {
	m := build(t, `
{apiVersion: v1, kind: Pod, metadata: {name: a}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 1.0.0.0/8}}, {ipBlock: {cidr: 3.0.0.0/8}}]}]}}
`)
	for _, diff := range []bool{false, true} {
		ctx, cancel := context.WithCancel(context.Background())
		arrivals := 0
		see := func(from reach.Node) bool {
			if from.Workload == nil {
				arrivals++
				cancel()
			}
			return true
		}
		matrix := reach.New(m, reach.Options{}).Matrix()
		var err error
		if diff {
			empty := reach.New(build(t, "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"), reach.Options{}).Matrix()
			err = reach.Diff(ctx, empty, matrix, func(c *reach.Change) bool { return see(c.From) })
		} else {
			err = matrix.Each(ctx, reach.Query{}, func(c *reach.Connection) bool { return see(c.From) })
		}
		if !errors.Is(err, context.Canceled) || arrivals == 0 || !diff && arrivals != 1 {
			t.Errorf("diff %v: %d arrivals, error %v", diff, arrivals, err)
		}
	}
}

// TestManyRoutes: routes to the same port of a Service are one way in.
func TestManyRoutes(t *testing.T) {
	const routes, pods = 4000, 1000
	var b strings.Builder
	b.WriteString("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {all: x}, ports: [{port: 80}, {port: 81, protocol: UDP, name: u}]}}\n---\n")
	b.WriteString("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {app: a1}}}}\n")
	for i := range pods {
		fmt.Fprintf(&b, "---\n{apiVersion: v1, kind: Pod, metadata: {name: a%d, labels: {all: x, app: a%d}}}\n", i, i)
	}
	for i := range routes {
		fmt.Fprintf(&b, "---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i%d}, spec: {defaultBackend: {service: {name: s, port: {number: 80}}}}}\n", i)
	}
	b.WriteString("---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: u}, spec: {defaultBackend: {service: {name: s, port: {name: u}}}}}\n")
	count, denied := map[string]int{}, 0
	for a := range reach.New(build(t, b.String()), reach.Options{}).Arrivals {
		count[fmt.Sprintf("%s %d/%s and %d", a.Route.Name, a.Port, a.Protocol, a.Others)]++
		if a.Verdict.Answer == cluster.No {
			denied++
		}
	}
	if len(count) != 2 || count["i0 80/TCP and 3999"] != pods || count["u 81/UDP and 0"] != pods || denied != 2 {
		t.Errorf("%v, %d denied", count, denied)
	}
}

// TestManyPorts: rules that each allow one port are joined at once; one by one they make
// as many sets, each larger than the last.
func TestManyPorts(t *testing.T) {
	const count = 20_000
	for name, rule := range map[string]string{
		"of everyone": "{ports: [{port: %d}]}",
		"of a peer":   "{%s: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: %d}]}",
	} {
		var rules [2][]string
		for i := range count {
			for d, word := range [...]string{"from", "to"} {
				if name == "of a peer" {
					rules[d] = append(rules[d], fmt.Sprintf(rule, word, 2*i+1))
				} else {
					rules[d] = append(rules[d], fmt.Sprintf(rule, 2*i+1))
				}
			}
		}
		m := build(t, "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: a}}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: a}}}\n---\n"+
			"{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: ["+strings.Join(rules[0], ", ")+"], egress: ["+strings.Join(rules[1], ", ")+"]}}\n")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for _, c := range rows(t, reach.New(m, reach.Options{}).Matrix(), reach.Query{}) {
			if c.From != c.To && (len(c.Conns.Ports("TCP")) != count || c.Conns.Other()) {
				t.Errorf("%s: %s", name, c.Conns)
			}
		}
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 200 {
			t.Errorf("%s: %d MB", name, took)
		}
	}
}
