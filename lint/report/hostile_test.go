package report_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// hostileCluster has names that are workflow commands, escapes and markup.
func hostileCluster(t *testing.T, rules string) *cluster.Model {
	t.Helper()
	const name = `"::error file=x::y\e[31m\n::warning::|` + "`" + `<b>&commat;octocat"`
	text := `
{apiVersion: v1, kind: Pod, metadata: {name: ` + name + `, namespace: ` + name + `, labels: {app: x}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: ` + name + `, labels: {app: y}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ` + name + `, namespace: ` + name + `}, spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {` + name + `: ` + name + `}}}]}, ` + rules + `], egress: [{}]}}
`
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(text)}}, manifest.Options{Paths: []string{"a.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := cluster.Build(set, cluster.Options{})
	if len(m.Workloads) != 2 {
		t.Fatalf("%d workloads", len(m.Workloads))
	}
	return m
}

// TestHostileNames writes names of the input in every format of reach and diff: none
// begins a line with a workflow command, or holds a control character.
func TestHostileNames(t *testing.T) {
	old, new := hostileCluster(t, "{ports: [{port: 1}]}"), hostileCluster(t, "{ports: [{port: 2}]}")
	before, after := reach.New(old, reach.Options{}), reach.New(new, reach.Options{})
	outputs := map[string]string{}
	for _, format := range report.ConnectionFormats() {
		var b strings.Builder
		out := report.Connections(&b, format, old, []report.Limit{{Message: "::error::x"}}, report.TextOptions{Width: 60})
		err := before.Matrix().Each(context.Background(), reach.Query{Exposure: true}, func(c *reach.Connection) bool { return out.Connection(c) == nil })
		if err != nil || out.Close() != nil {
			t.Fatal(err)
		}
		outputs[format] = b.String()
	}
	w := old.Workloads
	for name, f := range map[string]reach.Flow{
		"pods":     {From: reach.Endpoint{Workload: w[0]}, To: reach.Endpoint{Workload: w[1]}, Protocol: "TCP", Port: 5},
		"to world": {From: reach.Endpoint{Workload: w[0]}, To: reach.Endpoint{Addr: netip.MustParseAddr("::1")}, Protocol: "TCP", Port: 5},
	} {
		var text, json strings.Builder
		if report.Verdict(&text, before, f, report.TextOptions{}) != nil || report.VerdictJSON(&json, before, f) != nil {
			t.Fatal("cannot write")
		}
		outputs["verdict text "+name], outputs["verdict json "+name] = text.String(), json.String()
	}
	for _, format := range report.ChangeFormats() {
		changes := &report.Changes{Old: before, New: after, OldName: "::error::old", NewName: "::error::new", Model: new, Added: w[:1], Removed: w[1:]}
		var b strings.Builder
		out := changes.Writer(&b, format, report.TextOptions{Width: 60})
		if err := reach.Diff(context.Background(), before.Matrix(), after.Matrix(), func(c *reach.Change) bool { return out.Change(c) == nil }); err != nil {
			t.Fatal(err)
		}
		if out.Close() != nil {
			t.Fatal("cannot write")
		}
		outputs["diff "+format] = b.String()
	}
	for name, out := range outputs {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), "error file=x") { // a line may end within
			t.Errorf("%s shows no name:\n%s", name, out)
		}
		for line := range strings.Lines(out) {
			start := strings.TrimSpace(line)
			if strings.HasPrefix(start, "::") && !strings.HasPrefix(start, "::/") || strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
	for paragraph := range strings.Lines(outputs["diff md"]) {
		if !strings.HasPrefix(paragraph, "|") && strings.Contains(paragraph, "&commat;") {
			t.Errorf("a name is markup: %s", paragraph)
		}
	}
}
