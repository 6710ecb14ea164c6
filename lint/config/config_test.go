package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/source"
)

// catalogue is a small one, with an option of each kind.
func catalogue() []*lint.Rule {
	return []*lint.Rule{
		{Code: "NP101", Name: "no-deny", Category: lint.Coverage, Severity: lint.Warning, Controls: []lint.Control{lint.CISEveryNamespace}},
		{Code: "NP301", Name: "wide-block", Category: lint.Breadth, Severity: lint.Warning, Options: []lint.Option{
			{Name: "largest", Doc: "the largest", Kind: lint.IntOption, Int: 8, Min: 1, Max: 32},
			{Name: "private", Doc: "private ones too", Kind: lint.BoolOption},
			{Name: "labels", Doc: "labels", Kind: lint.StringsOption, Strings: []string{"app"}, Valid: func(s string) error {
				if s == "" {
					return errors.New("an empty label")
				}
				return nil
			}},
			{Name: "ports", Doc: "ports", Kind: lint.MapOption, Map: map[string]string{"22": "ssh"}},
		}},
		{Code: "NP302", Name: "from-any", Category: lint.Breadth, Severity: lint.Error},
		{Code: "NP901", Name: "style", Category: lint.Traps, Severity: lint.Info, Optional: true},
	}
}

func parse(t *testing.T, text string) *config.File {
	t.Helper()
	f, err := config.Describe(catalogue()).Parse(config.Place{Name: "c.yaml", Dir: "."}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestMistakes holds each mistake to a message with its place.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"selct: [NP301]":                         `c.yaml:1:1: unknown key "selct": did you mean "select"?`,
		"select: [NP3O1]":                        `c.yaml:1:10: select[0]: unknown rule "NP3O1": did you mean "NP301"?`,
		"ignore: NP301":                          `c.yaml:1:9: ignore is the text "NP301": write a list of texts`,
		"fail-on: eror":                          `c.yaml:1:10: fail-on: unknown value "eror": did you mean "error"?`,
		"fail-on: [error]":                       `c.yaml:1:10: fail-on is a list: write error, warning or info`,
		"a: b: c":                                `c.yaml:1:1: not YAML: mapping values are not allowed in this context`,
		"- a":                                    `c.yaml:1:1: the file is a list: write keys such as select and ignore, with their values`,
		"strict: true\nstrict: false":            `c.yaml:2:1: "strict" stands twice in one mapping, first in line 1: join the two`,
		"strict: 'yes'":                          `c.yaml:1:9: strict is the text "yes": write true or false`,
		"a: 1\n---\nb: 1":                        `c.yaml:3:1: a second document: a configuration is one`,
		"rules: {NP999: off}":                    `c.yaml:1:9: rules: unknown rule "NP999": list rules and categories with 'netpolint rules'`,
		"rules: {NP301: loud}":                   `c.yaml:1:16: rules.NP301: unknown value "loud": write error, warning, info or off`,
		"rules: {NP301: {options: {largst: 3}}}": `c.yaml:1:27: unknown key "largst" under rules.NP301.options: did you mean "largest"?`,
		"rules: {NP301: {options: {largest: 33}}}":     `c.yaml:1:36: rules.NP301.options.largest is 33: write a number from 1 to 32`,
		"rules: {NP301: {options: {labels: ['']}}}":    `c.yaml:1:36: rules.NP301.options.labels[0]: an empty label`,
		"rules: {NP301: {options: {ports: {22: 22}}}}": `c.yaml:1:39: rules.NP301.options.ports.22 is 22, which is no text to YAML: write it in quotes, "22"`,
		"rules: {NP302: {options: {a: 1}}}":            `c.yaml:1:17: unknown key "options" under rules.NP302: write severity`,
		"rules: {NP301: off, wide-block: info}":        `c.yaml:1:21: NP301 and wide-block are one rule: set it once`,
		"pod-cidrs: []":                                `c.yaml:1:1: unknown key "pod-cidrs": it belongs under cluster`,
		"cluster: {pod-cidrs: [10.0.0.1/8]}":           `c.yaml:1:23: cluster.pod-cidrs[0]: "10.0.0.1/8" has bits set after its prefix: write 10.0.0.0/8`,
		"paths: [{ignore: [NP301]}]":                   `c.yaml:1:9: paths[0] lacks match: globs of the files, as paths below the directory of the configuration`,
		"paths: [{match: ['!a']}]":                     `c.yaml:1:18: paths[0].match[0]: a ! takes nothing in here: name only what to leave out`,
		"outside: {namespaces: [{name: UPPER}]}":       `c.yaml:1:31: outside.namespaces[0].name: "UPPER" is no name of a namespace: write up to 63 lower-case letters, digits and dashes, with no dash at either end`,
		"outside: {namespaces: [a, a]}":                `c.yaml:1:27: Namespace a is declared twice: join the two`,
		"kubernetes-version: 2.1":                      `c.yaml:1:21: kubernetes-version: "2.1" is no version of Kubernetes: write it as 1.37`,
		"values: [/etc/passwd]":                        `c.yaml:1:10: values[0]: "/etc/passwd" is no path inside the repository: write it from the directory of the configuration, with slashes`,
		"values: [a/../../b]":                          `c.yaml:1:10: a/../../b leads out of the repository: a configuration names files in it only; use the flag`,
		"exclude: [null]":                              `c.yaml:1:11: exclude[0] is empty: write a text`,
		"select: [y]":                                  `c.yaml:1:10: select[0] is y, which is no text to YAML: write it in quotes, "y"`,
	} {
		_, err := config.Describe(catalogue()).Parse(config.Place{Name: "c.yaml", Dir: "."}, []byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%s\ngot:  %v\nwant: %s", text, err, want)
		}
	}
}

// TestChoose says who speaks, and where.
func TestChoose(t *testing.T) {
	tests := []struct {
		name, text  string
		sel, ignore []string
		run         string
		// speaks maps file and code to a severity, "" for silence.
		speaks map[string]string
	}{
		{name: "nothing", run: "NP101 NP301 NP302"},
		{name: "select", text: "select: [breadth]\nignore: [NP302]", run: "NP301"},
		{name: "benchmark", text: "select: [cis]", run: "NP101"},
		{name: "extend", text: "extend-select: [style]", run: "NP101 NP301 NP302 NP901"},
		{name: "a severity switches on", text: "rules: {style: warning, NP302: off}", run: "NP101 NP301 NP901", speaks: map[string]string{"a.yaml NP901": "warning"}},
		{name: "flags count for more", text: "select: [breadth]\nignore: [NP101]\nrules: {NP101: off}", sel: []string{"NP101"}, run: "NP101", speaks: map[string]string{"a.yaml NP101": "warning"}},
		{name: "ignore adds", text: "ignore: [NP101]", ignore: []string{"NP302"}, run: "NP301"},
		{name: "paths", text: `
paths:
- match: [legacy/]
  select: [NP302, style]
- match: ['*.gen.yaml']
  ignore: [breadth]
  severity: {NP101: error, style: off}
`, run: "NP101 NP301 NP302 NP901", speaks: map[string]string{
			"a.yaml NP901": "", "legacy/a.yaml NP901": "info", "legacy/a.yaml NP301": "", "legacy/a.yaml NP302": "error",
			"b.gen.yaml NP301": "", "b.gen.yaml NP101": "error", "legacy/x/b.gen.yaml NP302": "", "legacy/b.gen.yaml NP901": "",
			"<stdin> NP301": "warning",
		}},
		{name: "a severity after off", text: `
rules: {NP302: off, NP301: off}
paths:
- match: [prod/]
  severity: {from-any: warning, breadth: error}
- match: [prod/old/]
  severity: {NP302: off, NP101: off}
- match: [prod/old/web/]
  severity: {NP302: error, NP101: info}
- match: [prod/old/web/x/]
  ignore: [NP302]
- match: [prod/old/web/x/]
  severity: {NP302: info}
`, run: "NP101 NP302", speaks: map[string]string{
			"a.yaml NP302": "", "prod/a.yaml NP302": "error", "prod/a.yaml NP301": "", "prod/old/a.yaml NP302": "", "prod/old/a.yaml NP101": "",
			"prod/old/web/a.yaml NP302": "error", "prod/old/web/a.yaml NP101": "info", "prod/old/web/x/a.yaml NP302": "",
		}},
		{name: "paths under --select", text: "paths: [{match: [legacy/], select: [NP302]}]", sel: []string{"NP301"}, run: "NP301",
			speaks: map[string]string{"legacy/a.yaml NP302": "", "legacy/a.yaml NP301": "", "a.yaml NP301": "warning"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all := catalogue()
			c, err := parse(t, tt.text).Choose(all, tt.sel, tt.ignore)
			if err != nil {
				t.Fatal(err)
			}
			var run []string
			for _, r := range c.Run {
				run = append(run, r.Code)
			}
			if strings.Join(run, " ") != tt.run {
				t.Errorf("run: %v, want %s", run, tt.run)
			}
			judge := c.Judge()
			for at, want := range tt.speaks {
				file, code, _ := strings.Cut(at, " ")
				rule, _ := lint.Find(all, code)
				severity, speaks := judge(rule, file)
				got := ""
				if speaks {
					got = severity.String()
				}
				if got != want {
					t.Errorf("%s: %q, want %q", at, got, want)
				}
			}
		})
	}
}

func TestFacts(t *testing.T) {
	f := parse(t, `
cluster:
  pod-cidrs: [10.244.0.0/16, "fd00:10:244::/56"]
  dns:
    pods: [{namespace: dns, labels: {app: coredns}, port: 1053}]
  monitoring: [metrics]
rules:
  wide-block: {options: {largest: 12, private: true, labels: [a, b], ports: {"23": telnet}}}
outside:
  namespaces: [metrics, {name: edge, labels: {team: net}}]
  workloads:
  - {namespace: metrics, name: prometheus, labels: {app: prometheus}, ports: [9090, {port: 53, protocol: UDP, name: dns}]}
`)
	facts := f.Facts
	if len(facts.PodCIDRs) != 2 || !facts.IPv4 || !facts.IPv6 || len(facts.DNS.Pods) != 1 || facts.DNS.Pods[0].Port != 1053 || len(facts.DNS.Addresses) != 2 || len(facts.Monitoring) != 1 {
		t.Errorf("facts: %+v", facts)
	}
	s := f.Settings["NP301"]
	if s["largest"].Int != 12 || !s["private"].Bool || len(s["labels"].Strings) != 2 || s["ports"].Map["23"] != "telnet" {
		t.Errorf("settings: %+v", s)
	}
	if len(f.Outside) != 3 {
		t.Fatalf("outside: %v", f.Outside)
	}
	o := f.Outside[2]
	for path, want := range map[string]string{"/metadata/name": "prometheus", "/spec/template/metadata/labels/app": "prometheus", "/spec": "prometheus"} {
		if got := o.Locate(source.Path(path)).Value.Text(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// TestFind builds trees on disk and looks for their configuration.
func TestFind(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/deploy/prod", "repo/sub/x", "other", "plain/a/b"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{".netpolint.yaml", "repo/.netpolint.yaml", "repo/sub/.netpolint.yaml", "plain/.netpolint.yaml", "repo/deploy/a.yaml"} {
		if err := os.WriteFile(filepath.Join(root, file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ dir, paths, want string }{
		{"repo", "", ".netpolint.yaml"},
		{"repo", "-", ".netpolint.yaml"},
		{"repo", "deploy/prod", ".netpolint.yaml"},
		{"repo", "sub/x", "sub/.netpolint.yaml"},
		{"repo", "sub/x deploy", ".netpolint.yaml"},
		{"repo", "deploy/a.yaml", ".netpolint.yaml"},
		{"repo/deploy/prod", "", "../../.netpolint.yaml"},
		{"repo", "deploy ../other", ""},
		{"repo", "deploy ..", "../.netpolint.yaml"},
		{"other", "", ""},
		{"other", "../repo/deploy", "../repo/.netpolint.yaml"},
		{"plain", "a/b", ".netpolint.yaml"},
		{"plain/a", "b", ""},
		{"other", "../plain/a", ""},
	} {
		t.Chdir(filepath.Join(root, tt.dir))
		got, err := config.Find(strings.Fields(tt.paths))
		if err != nil || got != tt.want {
			t.Errorf("in %s, %q: %q %v, want %q", tt.dir, tt.paths, got, err, tt.want)
		}
	}
}

// TestLinks: a configuration that comes with a pull request shows no other file.
func TestLinks(t *testing.T) {
	root := t.TempDir()
	repo := filepath.Join(root, "repo")
	if err := os.MkdirAll(filepath.Join(repo, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("secret", "password: hunter2\n")
	if err := os.Symlink("../secret", filepath.Join(repo, ".netpolint.yaml")); err != nil {
		t.Skip(err)
	}
	t.Chdir(repo)
	d := config.Describe(catalogue())
	_, err := d.Load(".netpolint.yaml", false)
	if err == nil || !strings.Contains(err.Error(), "leads out of the repository") {
		t.Errorf("a link: %v", err)
	}
	_ = os.Remove(".netpolint.yaml")
	_ = os.Symlink("../secret", "values.yaml")
	write("repo/.netpolint.yaml", "values: [values.yaml]\n")
	if _, err = d.Load(".netpolint.yaml", false); err == nil || !strings.Contains(err.Error(), ".netpolint.yaml:1:10: values.yaml: a link that leads out") {
		t.Errorf("values behind a link: %v", err)
	}
	write("repo/.git/config", "token = hunter2\n")
	write("repo/.netpolint.yaml", "values: [.git/config]\n")
	if _, err = d.Load(".netpolint.yaml", false); err == nil || !strings.Contains(err.Error(), "belongs to git") {
		t.Errorf("a file of git: %v", err)
	}
	_ = os.Remove(".netpolint.yaml")
	_ = os.Symlink(".git/config", ".netpolint.yaml")
	if _, err = d.Load(".netpolint.yaml", false); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "belongs to git") {
		t.Errorf("a link to a file of git: %v", err)
	}
	_ = os.Remove(".netpolint.yaml")
	write("repo/.netpolint.yaml", strings.Repeat("# x\n", 200_000))
	if _, err = d.Load(".netpolint.yaml", false); err == nil || !strings.Contains(err.Error(), "larger than 512 KiB") {
		t.Errorf("a large file: %v", err)
	}
}
