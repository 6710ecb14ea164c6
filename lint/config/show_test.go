package config_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/config"
)

// TestShow: what is shown is a configuration that says the same, and each value has
// its origin.
func TestShow(t *testing.T) {
	text := `select: [breadth]
extend-select: [style]
rules:
  wide-block:
    options: {largest: 3}
  NP302: off
paths:
- {match: [a/, "b*.yaml"], severity: {breadth: off}}
outside:
  namespaces: [{name: a, labels: {"b": "true"}}]
  workloads: [{namespace: a, name: b, ports: [80, {port: 53, protocol: UDP}]}]
cluster: {pod-cidrs: [10.244.0.0/16], dns: {addresses: []}}
kubernetes-version: 1.30
`
	d := config.Describe(catalogue())
	f := parse(t, text)
	choice, err := f.Choose(catalogue(), nil, []string{"NP101"})
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]config.Flag{"fail-on": {Name: "fail-on", Value: "error"}, "ignore": {Name: "ignore", Value: []string{"NP101"}}}
	got := config.YAML(d.Show(f, flags, choice))
	var squeezed []string
	for _, line := range strings.Split(got, "\n") {
		squeezed = append(squeezed, strings.Join(strings.Fields(line), " "))
	}
	shown := strings.Join(squeezed, "\n")
	for _, want := range []string{
		"select: [breadth] # c.yaml:1", "fail-on: error # --fail-on", "ignore: [NP101] # --ignore", `kubernetes-version: "1.30" # c.yaml:13`,
		"NP101: off # no-deny, --ignore", "NP302: off # from-any, c.yaml:6", "NP901: info # style, c.yaml:2", "severity: warning # c.yaml:1",
		"largest: 3 # c.yaml:5", "private: false # default", "labels: [app] # default", "addresses: [] # c.yaml:12", "gitignore: true # default",
		`- {match: [a/, "b*.yaml"], severity: {breadth: "off"}} # c.yaml:8`,
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("not shown: %s\n%s", want, got)
		}
	}
	again := parse(t, got)
	choice, err = again.Choose(catalogue(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	strip := func(s string) string {
		var out []string
		for _, line := range strings.Split(s, "\n") {
			before, _, _ := strings.Cut(line, " #")
			out = append(out, strings.TrimSpace(before))
		}
		return strings.Join(out, "\n")
	}
	if second := config.YAML(d.Show(again, nil, choice)); strip(second) != strip(got) {
		t.Errorf("shown again:\n%s\nfirst:\n%s", second, got)
	}
}
