package reach_test

import (
	"testing"

	"github.com/netpolint/netpolint/lint/reach"
)

// TestExposureOfBlocks: a block of everything is open to pods that nobody knows, also
// where the address of some other pod is known.
func TestExposureOfBlocks(t *testing.T) {
	policy := "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {app: a}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}, {from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 81}]}]}}\n"
	for _, status := range []string{"", ", status: {podIP: 10.0.0.1}"} {
		m := build(t, "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: a}}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: b}"+status+"}\n"+policy)
		got := ""
		for _, c := range rows(t, reach.New(m, reach.Options{}).Matrix(), reach.Query{Exposure: true}) {
			if c.From.Pods == reach.AnyPod() && c.To.Workload.Name == "a" {
				got += c.Conns.String()
			}
		}
		if got != "TCP 80" {
			t.Errorf("with status %q any pod may open %q", status, got)
		}
	}
}
