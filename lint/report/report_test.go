package report_test

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/lint/source"
)

// at is the location of the first occurrence of part in a file.
func at(f *source.File, part string) lint.Location {
	start := bytes.Index(f.Bytes, []byte(part))
	if start < 0 {
		panic("no " + part + " in " + f.Name)
	}
	end := start + len(part)
	return lint.Location{
		Span:  source.Span{File: f, Start: start, End: end},
		Start: f.Position(start), End: f.Position(end),
	}
}

// policyFile is the file that most tests speak of.
func policyFile() *source.File {
	return source.NewFile("shop/netpol.yaml", []byte(strings.TrimLeft(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-out
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 10.0.0.0/8
`, "\n")))
}

func overbroad() *lint.Rule {
	return &lint.Rule{Code: "NP301", Name: "overbroad-ipblock", Summary: "a block holds many addresses",
		Category: lint.Breadth, Severity: lint.Warning, Since: "0.1.0"}
}

// oneFinding is a report of one finding with all its parts.
func oneFinding() *lint.Report {
	f, pods := policyFile(), source.NewFile("shop/web.yaml", []byte("kind: Pod\nmetadata:\n  name: web\n"))
	object := &manifest.Object{ID: manifest.ID{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy", Namespace: "shop", Name: "allow-out"}}
	pod := &manifest.Object{ID: manifest.ID{APIVersion: "v1", Kind: "Pod", Namespace: "shop", Name: "web"}}
	web := &cluster.Workload{At: pod.Ref(""), Kind: "pod", Name: "web", Namespace: &cluster.Namespace{Name: "shop"}}
	return &lint.Report{
		Findings: []lint.Finding{{
			At:      object.Ref("/spec/egress/0/to/0/ipBlock/cidr"),
			Message: "egress is open to 16,777,216 addresses",
			Help:    "list the addresses that the pods need",
			Rule:    overbroad(), Severity: lint.Warning, Namespace: "shop", Fingerprint: "f00d",
			Location: at(f, "10.0.0.0/8"),
			Related:  []lint.Related{{Message: "the pods it opens", At: pod.Ref("/metadata/name"), Location: at(pods, "web")}},
			Witness: &reach.Flow{
				From: reach.Endpoint{Workload: web}, To: reach.Endpoint{Addr: netip.MustParseAddr("10.0.0.1")},
				Protocol: "TCP", Port: 443,
			},
		}},
		Summary: lint.Summary{
			Stats:   manifest.Stats{Files: 14, NotManifests: 1, Documents: 25, Other: map[string]int{"v1 ConfigMap": 3}},
			Objects: 25, Policies: 9, Workloads: 12, Namespaces: 1, Warnings: 1,
		},
	}
}

func text(t *testing.T, r *lint.Report, o report.TextOptions) string {
	t.Helper()
	var b strings.Builder
	if err := report.Text(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
