package lint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// catalogue are rules that find something in every policy: NP901 at the name, NP902 at
// each cidr, NP903 about the namespace, NP904 nothing, and NP905 which is off.
func catalogue() []*lint.Rule {
	return []*lint.Rule{
		{Code: "NP901", Name: "a-name", Category: lint.Traps, Severity: lint.Warning, Check: func(p *lint.Pass) {
			for _, policy := range p.Model.Policies {
				p.Report(lint.Finding{At: policy.At.Child("metadata").Child("name"), Message: "name", Key: "name"})
			}
		}},
		{Code: "NP902", Name: "a-block", Category: lint.Egress, Severity: lint.Error, Check: func(p *lint.Pass) {
			for _, policy := range p.Model.Policies {
				for _, rule := range policy.Rules[1] {
					for _, peer := range rule.Peers {
						if peer.IPBlock != nil {
							p.Report(lint.Finding{At: peer.IPBlock.At, Message: "block " + peer.IPBlock.Text, Key: peer.IPBlock.Text})
						}
					}
				}
			}
		}},
		{Code: "NP903", Name: "a-namespace", Category: lint.Coverage, Severity: lint.Warning, Need: lint.NeedsWorkloads, Check: func(p *lint.Pass) {
			for _, ns := range p.Model.Namespaces {
				if len(ns.Workloads) > 0 {
					p.Report(lint.Finding{At: ns.At, Message: "namespace " + ns.Name, Key: "namespace", OfNamespace: true})
				}
			}
		}},
		{Code: "NP904", Name: "no-finding", Category: lint.Traps, Severity: lint.Warning, Check: func(*lint.Pass) {}},
		{Code: "NP905", Name: "not-on", Category: lint.Hygiene, Severity: lint.Warning, Check: func(*lint.Pass) {}},
		{Code: "NP906", Name: "about-pods", Category: lint.Ports, Severity: lint.Warning, Need: lint.NeedsWorkloads, Check: func(*lint.Pass) {}},
		{Code: "NP956", Name: "audit", Category: lint.Hygiene, Severity: lint.Warning, Audits: true},
	}
}

// checked runs the rules but NP905, and returns what is reported and what suppressed.
func checked(t *testing.T, files map[string]string, o manifest.Options, change func(*lint.Config)) (found, suppressed string) {
	t.Helper()
	r := lintWith(t, files, o, change)
	var a, b []string
	for i := range r.Findings {
		a = append(a, at(&r.Findings[i]))
	}
	for i := range r.Suppressed {
		f := &r.Suppressed[i]
		b = append(b, fmt.Sprintf("%s %s:%d %q", at(f), f.Suppressed.Kind, f.Suppressed.At.Start.Line, f.Suppressed.Reason))
	}
	return strings.Join(a, ", "), strings.Join(b, ", ")
}

// at is where a finding is: 3:NP901, with its sub-id.
func at(f *lint.Finding) string {
	s := fmt.Sprintf("%d:%s", f.Location.Start.Line, f.Rule.Code)
	if f.SubID != "" {
		s += " " + f.SubID
	}
	return s
}

func lintWith(t *testing.T, files map[string]string, o manifest.Options, change func(*lint.Config)) *lint.Report {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if o.Paths == nil {
		o.Paths = []string{"."}
	}
	set, err := manifest.Load(context.Background(), fsys, o)
	if err != nil {
		t.Fatal(err)
	}
	all := catalogue()
	c := lint.Config{Catalogue: all, Now: func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }}
	for _, r := range all {
		if r.Code != "NP905" {
			c.Rules = append(c.Rules, r)
		}
	}
	if change != nil {
		change(&c)
	}
	return lint.Run(context.Background(), set, c)
}

// opener is a policy with a block on line 11 and another on line 13; parts of it may be
// replaced.
const opener = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: 10.0.0.0/8}
    - ipBlock:
        cidr: 10.1.0.0/16
`

const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web}]}
`

func TestSuppress(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(opener) }
	beside := func(line, comment string) string { return replace(line+"\n", line+" "+comment+"\n") }
	annotated := func(lines ...string) string {
		return replace("  namespace: shop\n", "  namespace: shop\n  annotations:\n    "+strings.Join(lines, "\n    ")+"\n")
	}
	for name, c := range map[string]struct {
		text              string
		found, suppressed string
		change            func(*lint.Config)
	}{
		"nothing":           {opener, "4:NP901, 11:NP902, 13:NP902", "", nil},
		"on the line":       {beside("  name: web", "# netpolint:ignore NP901 -- it is ours"), "11:NP902, 13:NP902", `4:NP901 comment:4 "it is ours"`, nil},
		"of one finding":    {beside("        cidr: 10.1.0.0/16", "# netpolint:ignore a-block -- ours"), "4:NP901, 11:NP902", `13:NP902 comment:13 "ours"`, nil},
		"the line above":    {replace("    - ipBlock: {", "    # netpolint:ignore egress -- ours\n    - ipBlock: {"), "4:NP901, 14:NP902", `12:NP902 comment:11 "ours"`, nil},
		"a block above":     {replace("  name: web", "  # netpolint:ignore NP90 -- ours\n  # and more\n  name: web"), "13:NP902, 15:NP902", `6:NP901 comment:4 "ours"`, func(c *lint.Config) { c.Rules = c.Rules[:3] }},
		"not further above": {replace("    - ipBlock:\n", "    # netpolint:ignore NP902 -- ours\n    - ipBlock:\n"), "4:NP901, 11:NP902, 12:NP956 unused, 14:NP902", "", nil},
		"a file":            {"# netpolint:ignore-file NP901,NP902 -- ours\n" + opener, "", `5:NP901 file-comment:1 "ours", 12:NP902 file-comment:1 "ours", 14:NP902 file-comment:1 "ours"`, nil},
		"a file, before":    {"# netpolint:ignore-file NP901, a-block -- ours\n---\n" + opener, "", `6:NP901 file-comment:1 "ours", 13:NP902 file-comment:1 "ours", 15:NP902 file-comment:1 "ours"`, nil},
		"an annotation":     {annotated("ignore.netpolint.io/NP902: ours"), "4:NP901", `13:NP902 annotation:7 "ours", 15:NP902 annotation:7 "ours"`, nil},
		"in JSON":           {`{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a","annotations":{"ignore.netpolint.io/a-name":"ours"}},"spec":{"podSelector":{}}}`, "", `1:NP901 annotation:1 "ours"`, nil},
		"the nearest wins":  {"# netpolint:ignore-file NP901 -- file\n" + strings.Replace(annotated("ignore.netpolint.io/NP901: annotation"), "name: web", "name: web # netpolint:ignore NP901 -- line", 1), "14:NP902, 16:NP902", `5:NP901 comment:5 "line"`, nil},
		"until":             {beside("  name: web", "# netpolint:ignore NP901 -- until: 2026-07-01 it is ours"), "11:NP902, 13:NP902", `4:NP901 comment:4 "it is ours"`, nil},
		"until, at the end": {beside("  name: web", "# netpolint:ignore NP901 -- it is ours (until: 2026-07-01)"), "11:NP902, 13:NP902", `4:NP901 comment:4 "it is ours"`, nil},
		"expired":           {beside("  name: web", "# netpolint:ignore NP901 -- it is ours, until: 2026-06-30"), "4:NP901, 4:NP956 expired, 11:NP902, 13:NP902", "", nil},
		"expired, noted":    {annotated(`ignore.netpolint.io/NP901: "ours until: 2026-06-30"`), "4:NP901, 7:NP956 expired, 13:NP902, 15:NP902", "", nil},
		"no reason":         {beside("  name: web", "# netpolint:ignore NP901"), "4:NP901, 4:NP956 missing-reason, 11:NP902, 13:NP902", "", nil},
		"no dashes":         {beside("  name: web", "# netpolint:ignore NP901 it is ours"), "4:NP901, 4:NP956 missing-reason, 11:NP902, 13:NP902", "", nil},
		"one is unknown":    {beside("  name: web", "# netpolint:ignore NP999,NP901 -- ours"), "4:NP956 unknown-rule, 11:NP902, 13:NP902", `4:NP901 comment:4 "ours"`, nil},
		"capitals":          {"# NETPOLINT:IGNORE NP901 -- ours\n# Netpolint:ignore-file NP902 -- ours\n# netpolint:Ignore NP902 -- ours\n# NETPOLINT: see the wiki\n" + opener, "1:NP956 malformed, 2:NP956 malformed, 3:NP956 malformed, 8:NP901, 15:NP902, 17:NP902", "", nil},
		"twice":             {"# netpolint:ignore NP904,NP904, NP904 -- ours\n" + opener, "1:NP956 unused, 5:NP901, 12:NP902, 14:NP902", "", nil},
		"all":               {"# netpolint:ignore-file all -- ours\n" + opener, "1:NP956 malformed, 5:NP901, 12:NP902, 14:NP902", "", nil},
		"itself":            {"# netpolint:ignore-file NP956,hygiene -- ours\n# netpolint:ignore NP901\n" + opener, "1:NP956 malformed, 2:NP956 missing-reason, 6:NP901, 13:NP902, 15:NP902", "", nil},
		"unused":            {"# netpolint:ignore-file NP904 -- ours\n" + opener, "1:NP956 unused, 5:NP901, 12:NP902, 14:NP902", "", nil},
		"one is unused":     {beside("  name: web", "# netpolint:ignore NP901,NP904 -- ours"), "4:NP956 unused, 11:NP902, 13:NP902", `4:NP901 comment:4 "ours"`, nil},
		"it did not run":    {"# netpolint:ignore-file NP905 -- ours\n" + opener, "5:NP901, 12:NP902, 14:NP902", "", nil},
		"a category":        {"# netpolint:ignore-file hygiene -- ours\n" + opener, "5:NP901, 12:NP902, 14:NP902", "", nil},
		"no pods":           {"# netpolint:ignore-file NP906 -- ours\n" + opener, "5:NP901, 12:NP902, 14:NP902", "", nil},
		"pods":              {"# netpolint:ignore-file NP906 -- ours\n" + opener + pod, "1:NP956 unused, 5:NP901, 12:NP902, 14:NP902, 18:NP903", "", nil},
		"pods, some files":  {"# netpolint:ignore-file NP906 -- ours\n" + opener + pod, "5:NP901, 12:NP902, 14:NP902, 18:NP903", "", func(c *lint.Config) { c.Partial = true }},
		"broken":            {"# netpolint:ignore-file NP904 -- ours\n" + opener + "---\napiVersion: v1\nkind: [\n", "5:NP901, 12:NP902, 14:NP902", "", nil},
		"off for the file": {"# netpolint:ignore-file NP904 -- ours\n" + opener, "5:NP901, 12:NP902, 14:NP902", "", func(c *lint.Config) {
			c.Judge = func(r *lint.Rule, _ string) (lint.Severity, bool) { return r.Severity, r.Code != "NP904" }
		}},
		"no ignores":           {"# netpolint:ignore-file NP901 -- ours\n# netpolint:ignroe\n" + opener, "6:NP901, 13:NP902, 15:NP902", "", func(c *lint.Config) { c.NoIgnores = true }},
		"not chosen":           {"# netpolint:ignore-file NP901 -- ours\n# netpolint:ignroe\n" + opener, "13:NP902, 15:NP902", `6:NP901 file-comment:1 "ours"`, func(c *lint.Config) { c.Rules = c.Rules[:2] }},
		"misspelt annotations": {annotated("ignores.netpolint.io/NP901: ours", "netpolint.io/ignore: NP901", "netpolint.io/owner: us"), "4:NP901, 7:NP956 malformed, 8:NP956 malformed, 15:NP902, 17:NP902", "", nil},
		"no namespace's":       {annotated("ignore.netpolint.io/NP901: '  '") + pod, "4:NP901, 7:NP956 missing-reason, 13:NP902, 15:NP902, 19:NP903", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			found, suppressed := checked(t, map[string]string{"a.yaml": c.text}, manifest.Options{}, c.change)
			if found != c.found || suppressed != c.suppressed {
				t.Errorf("found %s, want %s\nsuppressed %s, want %s", found, c.found, suppressed, c.suppressed)
			}
		})
	}
}

// TestSuppressOfNamespace: what is about a namespace is suppressed by the annotation
// of the Namespace, whichever workload shows it, and by that of the workload where it
// stands.
func TestSuppressOfNamespace(t *testing.T) {
	namespace := "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    ignore.netpolint.io/NP903: ours\n"
	deployment := "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  template:\n    metadata:\n      annotations:\n        ignore.netpolint.io/NP903: ours\n      labels: {app: web}\n    spec: {containers: [{name: web}]}\n"
	for name, c := range map[string]struct {
		files             map[string]string
		found, suppressed string
	}{
		"the namespace": {map[string]string{"ns.yaml": namespace, "pod.yaml": pod}, "", `4:NP903 annotation:6 "ours"`},
		"another":       {map[string]string{"ns.yaml": strings.Replace(namespace, "shop", "test", 1), "pod.yaml": pod}, "4:NP903", ""},
		"pod template":  {map[string]string{"web.yaml": deployment}, "", `3:NP903 annotation:8 "ours"`},
		"a comment":     {map[string]string{"pod.yaml": strings.Replace(pod, "shop}", "shop} # netpolint:ignore coverage -- ours", 1)}, "", `4:NP903 comment:4 "ours"`},
	} {
		found, suppressed := checked(t, c.files, manifest.Options{}, nil)
		if found != c.found || suppressed != c.suppressed {
			t.Errorf("%s: found %s, want %s; suppressed %s, want %s", name, found, c.found, suppressed, c.suppressed)
		}
	}
}

// TestSuppressOfNamespaceInOneOverlay: what a Namespace of one overlay accepts is still
// found in another.
func TestSuppressOfNamespaceInOneOverlay(t *testing.T) {
	files := map[string]string{
		"base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": pod,
		"dev/kustomization.yaml":  "resources: [../base]\n",
		"prod/kustomization.yaml": "resources: [../base, ns.yaml]\n",
		"prod/ns.yaml":            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations: {ignore.netpolint.io/NP903: ours}\n",
	}
	found, suppressed := checked(t, files, manifest.Options{}, nil)
	if want := "4:NP903"; found != want {
		t.Errorf("found %s, want %s", found, want)
	}
	if want := `4:NP903 annotation:5 "ours"`; suppressed != want {
		t.Errorf("suppressed %s, want %s", suppressed, want)
	}
}

// TestSuppressRendered: comments count where the finding stands, in the base, the
// patch and the template, and annotations survive rendering.
func TestSuppressRendered(t *testing.T) {
	overlay := func(more string) string {
		return "resources: [../base]\nnamespace: prod\n" + more
	}
	base := "resources: [a.yaml]\n"
	chart := "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
	template := strings.NewReplacer("name: web", "name: {{ .Release.Name }}-web", "10.1.0.0/16", "{{ .Values.cidr }}").Replace(opener)
	for name, c := range map[string]struct {
		files             map[string]string
		found, suppressed string
	}{
		"a base": {map[string]string{"base/kustomization.yaml": base, "prod/kustomization.yaml": overlay(""), "base/a.yaml": strings.Replace(opener, "name: web", "name: web # netpolint:ignore NP901 -- ours", 1)},
			"11:NP902, 13:NP902", `4:NP901 comment:4 "ours"`},
		"unused in a base": {map[string]string{"base/kustomization.yaml": base, "prod/kustomization.yaml": overlay(""), "base/a.yaml": "# netpolint:ignore-file NP904 -- ours\n" + opener},
			"1:NP956 unused, 5:NP901, 12:NP902, 14:NP902", ""},
		"for one overlay": {map[string]string{"base/kustomization.yaml": base, "base/a.yaml": opener, "prod/kustomization.yaml": overlay("commonAnnotations:\n  ignore.netpolint.io/NP901: ours\n"), "test/kustomization.yaml": "resources: [../base]\nnamespace: test\n"},
			"4:NP901, 11:NP902, 13:NP902", `4:NP901 annotation:4 "ours"`},
		"for many objects": {map[string]string{"prod/kustomization.yaml": "resources: [a.yaml, b.yaml]\ncommonAnnotations:\n  ignore.netpolint.io/NP902: ours\n", "prod/a.yaml": opener, "prod/b.yaml": strings.TrimPrefix(pod, "---\n")},
			"4:NP901, 3:NP903", `11:NP902 annotation:3 "ours", 13:NP902 annotation:3 "ours"`},
		"a template": {map[string]string{"Chart.yaml": chart, "values.yaml": "cidr: 10.2.0.0/16\n", "templates/a.yaml": strings.Replace(template, "    - ipBlock:\n", "    - ipBlock:\n        {{- /* netpolint:ignore NP902 -- ours */}}\n", 1)},
			"4:NP901, 11:NP902", `14:NP902 comment:13 "ours"`},
		"a template, printed": {map[string]string{"Chart.yaml": chart, "values.yaml": "cidr: 10.2.0.0/16\n", "templates/a.yaml": strings.Replace(template, "    - ipBlock:\n", "    - ipBlock:\n        # netpolint:ignore NP902,NP904 -- ours\n", 1)},
			"4:NP901, 11:NP902, 13:NP956 unused", `14:NP902 comment:13 "ours"`},
		"a template, not printed": {map[string]string{"Chart.yaml": chart, "values.yaml": "cidr: 10.2.0.0/16\n", "templates/a.yaml": strings.Replace(template, "    - ipBlock:\n", "    {{- if .Values.other }}\n    # netpolint:ignore NP902 -- ours\n    {{- end }}\n    - ipBlock:\n", 1)},
			"4:NP901, 11:NP902, 16:NP902", ""},
		"a template, annotated": {map[string]string{"Chart.yaml": chart, "values.yaml": "cidr: 10.2.0.0/16\n", "templates/a.yaml": strings.Replace(template, "  namespace: shop\n", "  namespace: shop\n  annotations:\n    ignore.netpolint.io/NP902: ours\n", 1)},
			"4:NP901", `13:NP902 annotation:7 "ours", 15:NP902 annotation:7 "ours"`},
		"a chart that fails": {map[string]string{"Chart.yaml": chart, "templates/a.yaml": "# netpolint:ignore-file NP904 -- ours\n" + opener, "templates/b.yaml": "{{ fail \"no\" }}"},
			"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, suppressed := checked(t, c.files, manifest.Options{}, nil)
			if found != c.found || suppressed != c.suppressed {
				t.Errorf("found %s, want %s\nsuppressed %s, want %s", found, c.found, suppressed, c.suppressed)
			}
		})
	}
}

// TestSuppressPiped: in the output of helm template, a comment for a file is about the
// template that it stands in.
func TestSuppressPiped(t *testing.T) {
	text := "---\n# Source: shop/templates/a.yaml\n# netpolint:ignore-file NP901 -- ours\n" + opener + "---\n# Source: shop/templates/b.yaml\n" + strings.Replace(opener, "name: web", "name: db", 1)
	found, suppressed := checked(t, nil, manifest.Options{Paths: []string{"-"}, Stdin: strings.NewReader(text)}, nil)
	if want := "14:NP902, 16:NP902, 22:NP901, 29:NP902, 31:NP902"; found != want || suppressed != `7:NP901 file-comment:3 "ours"` {
		t.Errorf("found %s; suppressed %s", found, suppressed)
	}
}

// TestUnusedHelp: an unused comment says where the finding is that it may mean.
func TestUnusedHelp(t *testing.T) {
	r := lintWith(t, map[string]string{"a.yaml": strings.Replace(opener, "    - ipBlock:\n", "    # netpolint:ignore NP902 -- ours\n    - ipBlock:\n", 1)}, manifest.Options{}, nil)
	for i := range r.Findings {
		if f := &r.Findings[i]; f.SubID == "unused" {
			if !strings.Contains(f.Help, "move it to line 11,") || f.At.Object == nil || f.Severity != lint.Info {
				t.Errorf("%+v", f)
			}
			return
		}
	}
	t.Error("it is used")
}

// TestUselessWithoutEnd: of the suppressions of a file that do not work only so many are
// listed, and the others counted.
func TestUselessWithoutEnd(t *testing.T) {
	unknown := ""
	for i := range 99 {
		unknown += fmt.Sprintf("no-rule-%d,", i)
	}
	files := map[string]string{
		"a.yaml": strings.Repeat("# netpolint:ignore "+unknown+"NP904 -- ours\n", 20) + opener,
		"b.yaml": "# netpolint:ignore " + strings.Repeat("x,", 1000) + "x -- ours\n" + strings.Replace(opener, "name: web", "name: b", 1),
	}
	r := lintWith(t, files, manifest.Options{}, nil)
	made, last := 0, ""
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Rule.Audits && f.Location.File() == "a.yaml" {
			made++
			if f.SubID == "not-shown" {
				last = f.Severity.String() + ": " + f.Message
			}
		}
	}
	if want := "warning: 1000 more suppressions of this file do not work or suppress nothing"; made != 1001 || last != want {
		t.Errorf("%d findings, and %q", made, last)
	}
	if found, _ := checked(t, map[string]string{"b.yaml": files["b.yaml"]}, manifest.Options{}, nil); strings.Count(found, "NP956") != 1 {
		t.Error(found)
	}
}

// TestManySuppressions holds them to linear time.
func TestManySuppressions(t *testing.T) {
	const n = 20_000
	blocks := "    - ipBlock: {cidr: 10.0.0.0/8}\n"
	for name, text := range map[string]string{
		"on one line":  strings.Repeat("# netpolint:ignore NP902 -- ours\n", n) + opener,
		"in one block": strings.Replace(opener, blocks, strings.Repeat("    # netpolint:ignore NP902,egress,NP9 -- ours\n", n)+blocks, 1),
		"of files":     strings.Repeat("# netpolint:ignore-file NP902 -- ours\n", n) + strings.Replace(opener, blocks, strings.Repeat(blocks, 5000), 1),
		"misspelt":     strings.Repeat("# netpolint:ignore NP9O2,a-blok -- ours\n", n) + opener,
		"of many":      "# netpolint:ignore " + strings.Repeat("NP902,", n) + " -- ours\n" + opener,
		"annotations":  strings.Replace(opener, "  namespace: shop\n", "  namespace: shop\n  annotations:\n"+strings.Repeat("    ignore.netpolint.io/NP902: ours\n", n/4), 1),
	} {
		began := time.Now()
		lintWith(t, map[string]string{"a.yaml": text}, manifest.Options{}, nil)
		if d := time.Since(began); d > time.Minute {
			t.Errorf("%s: took %v", name, d)
		} else {
			t.Logf("%s: %v", name, d)
		}
	}
}

// TestCoveredWhereItIsSaid: a finding that is not said of a file, or not in all
// renderings, takes no other with it. One that is suppressed does.
func TestCoveredWhereItIsSaid(t *testing.T) {
	rules := func(c *lint.Config) {
		c.Rules = []*lint.Rule{
			{Code: "NP901", Name: "narrow", Severity: lint.Warning, Check: func(p *lint.Pass) {
				for _, policy := range p.Model.Policies {
					if len(p.Model.Workloads) > 0 {
						p.Report(lint.Finding{At: policy.At, Message: "narrow", Key: "x", Covers: []lint.Cover{{Code: "NP902", At: policy.At}}})
					}
				}
			}},
			{Code: "NP902", Name: "wide", Severity: lint.Warning, Check: func(p *lint.Pass) {
				for _, policy := range p.Model.Policies {
					p.Report(lint.Finding{At: policy.At.Child("spec"), Message: "wide", Key: "x"})
				}
			}},
		}
	}
	files := map[string]string{"a.yaml": opener, "b.yaml": pod}
	// A pod beside one variant of a policy, and none beside the other.
	variants := map[string]string{
		"a.yaml":                 opener,
		"one/kustomization.yaml": "resources: [policy.yaml, pod.yaml]\n", "one/pod.yaml": pod, "one/policy.yaml": strings.Replace(opener, "name: web", "name: p", 1),
		"two/kustomization.yaml": "resources: [policy.yaml]\n", "two/policy.yaml": strings.NewReplacer("name: web", "name: p", "10.0.0.0", "12.0.0.0").Replace(opener),
	}
	for name, c := range map[string]struct {
		files             map[string]string
		change            func(*lint.Config)
		found, suppressed string
	}{
		"said": {files, nil, "4:NP901", ""},
		"not of this file": {files, func(c *lint.Config) {
			c.Judge = func(r *lint.Rule, _ string) (lint.Severity, bool) { return r.Severity, r.Code != "NP901" }
		}, "6:NP902", ""},
		"not in all worlds": {variants, nil, "6:NP902, 1:NP901, 6:NP902", ""},
		"suppressed":        {map[string]string{"a.yaml": strings.Replace(opener, "name: web", "name: web # netpolint:ignore NP901 -- ours", 1), "b.yaml": pod}, nil, "", `4:NP901 comment:4 "ours"`},
	} {
		found, suppressed := checked(t, c.files, manifest.Options{}, func(config *lint.Config) {
			rules(config)
			if c.change != nil {
				c.change(config)
			}
		})
		if found != c.found || suppressed != c.suppressed {
			t.Errorf("%s: found %s, want %s; suppressed %s, want %s", name, found, c.found, suppressed, c.suppressed)
		}
	}
}
