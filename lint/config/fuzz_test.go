package config_test

import (
	"testing"

	"github.com/netpolint/netpolint/lint/config"
)

// FuzzParse: no configuration takes the program down, and one that is taken can be
// used.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "select: [NP3]\n", "rules: {NP301: {severity: off, options: {largest: 3}}}", "paths: [{match: [a/**], severity: {breadth: off}}]",
		"outside: {workloads: [{namespace: a, name: b, labels: {c: d}, ports: [80]}]}", "a: &a [*a]", "<<: {select: []}", "? {a: b}\n: c",
		"cluster: {dns: {addresses: [::1]}}", "values: [../a, 'b,c']", "\xff", "{", "rules: &r {NP301: off}\npaths: *r",
	} {
		f.Add([]byte(seed))
	}
	all := catalogue()
	d := config.Describe(all)
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := d.Parse(config.Place{Name: "c", Dir: ".", Depth: 1}, content)
		if err != nil {
			_ = err.Error()
			return
		}
		choice, err := file.Choose(all, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if judge := choice.Judge(); judge != nil {
			judge(all[0], "a/b.yaml")
		}
		for _, o := range file.Outside {
			_ = o.File()
		}
	})
}
