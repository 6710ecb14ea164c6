package reach_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/netpolint/netpolint/lint/reach"
)

// ownedPod is a pod that the ReplicaSet web made.
func ownedPod(name, app, ip string) string {
	return fmt.Sprintf(`---
apiVersion: v1
kind: Pod
metadata: {name: pod-%s, labels: {app: %s}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: x, controller: true}]}
spec: {containers: [{name: x, image: x}]}
status: {phase: Running, podIPs: [{ip: %s}]}
`, name, app, ip)
}

const policyOfOwned = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}, {podSelector: {matchLabels: {app: a}}}]}]
`

// TestOwnedPodsOnce: pods of one controller that policies do not tell apart are one,
// whatever stands between them.
func TestOwnedPodsOnce(t *testing.T) {
	m := build(t, ownedPod("1", "a", "10.1.0.1")+ownedPod("2", "b", "10.1.0.1")+ownedPod("3", "a", "10.1.0.1")+policyOfOwned)
	sources := map[reach.Node]bool{}
	for _, c := range rows(t, reach.New(m, reach.Options{}).Matrix(), reach.Query{}) {
		if c.From.Workload != nil {
			sources[c.From] = true
		}
	}
	if len(sources) != 2 {
		t.Errorf("%d sources, want one for each label", len(sources))
	}
}

// TestDiffOfScaledController: a controller with another number of pods, and with other
// addresses, is the same as before.
func TestDiffOfScaledController(t *testing.T) {
	two := ownedPod("1", "a", "10.1.0.1") + ownedPod("2", "a", "10.1.0.2")
	three := ownedPod("3", "a", "10.1.0.3") + ownedPod("4", "a", "10.1.0.4") + ownedPod("5", "a", "10.1.0.5")
	for _, texts := range [][2]string{{two, three}, {three, two}} {
		old, new := build(t, texts[0]+policyOfOwned), build(t, texts[1]+policyOfOwned)
		err := reach.Diff(context.Background(), reach.New(old, reach.Options{}).Matrix(), reach.New(new, reach.Options{}).Matrix(), func(c *reach.Change) bool {
			t.Errorf("%v -> %v: opened %s, closed %s", c.From, c.To, c.Opened, c.Closed)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
