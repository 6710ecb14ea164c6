package config

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Description says what may stand in a configuration.
type Description struct {
	rules []*lint.Rule
	root  *shape
}

// Describe describes the configuration of a catalogue of rules.
func Describe(rules []*lint.Rule) *Description {
	words := &shape{kind: list, item: &shape{check: wordOf(rules)}, name: "rules"}
	globs := &shape{kind: list, item: &shape{check: manifest.CheckGlob}, name: "globs"}
	files := &shape{kind: list, item: &shape{check: checkPath}}
	off := append(severities(), "off")
	return &Description{rules: rules, root: &shape{kind: table, fields: []field{
		{name: "select", shape: words, doc: "check only these rules: codes, prefixes of codes (NP3), names, categories, benchmarks (cis) and their controls (cis-5.3.2)"},
		{name: "extend-select", shape: words, doc: "check these rules too, beside those that are on by default or selected; optional ones are switched on so"},
		{name: "ignore", shape: words, doc: "leave these rules out"},
		{name: "fail-on", shape: &shape{words: severities()}, standard: "warning", doc: "the lowest severity of a finding that fails a run of lint"},
		{name: "strict", shape: &shape{kind: boolean}, standard: "false", doc: "whether any problem of the input fails a run, also a warning or an info"},
		{name: "namespace", shape: &shape{check: checkNamespace, pattern: namespacePattern}, standard: "default", doc: "the namespace of objects whose manifest names none"},
		{name: "exclude", shape: globs, doc: "files and directories that are not read, as globs of paths below the directory of the configuration"},
		{name: "gitignore", shape: &shape{kind: boolean}, standard: "true", doc: "whether what .gitignore leaves out is not read"},
		{name: "kubernetes-version", shape: &shape{loose: true, check: checkVersion}, standard: `"` + manifest.NewestVersion.String() + `"`, doc: "the Kubernetes that the manifests are for"},
		{name: "render", shape: &shape{words: []string{"auto", "never"}}, standard: "auto", doc: "whether kustomizations and charts are rendered (auto), or their files read as they stand (never)"},
		{name: "render-roots", shape: files, doc: "directories that rendering may read beside the given paths, inside the repository"},
		{name: "values", shape: &shape{kind: list, item: &shape{check: checkPaths}, name: "values"}, doc: "files of values that charts are rendered with beside their defaults, inside the repository; FILE,FILE takes two together"},
		{name: "set", shape: &shape{kind: list, item: &shape{check: checkSet}}, doc: "KEY=VALUE that is set in every choice of values, as helm does"},
		{name: "rules", shape: ruleShapes(rules, off), doc: "severity and options of rules, by code or name"},
		{name: "paths", shape: pathShapes(words, globs, rules, off), doc: "what is different for some files: each entry that matches a file applies, the last word counts"},
		{name: "outside", shape: outsideShape(), doc: "what is in the cluster and not in the input, so that selectors match it; nothing is reported about it"},
		{name: "cluster", shape: clusterShape(), doc: "facts of the cluster that manifests do not show"},
	}}}
}

func severities() []string {
	return []string{lint.Error.String(), lint.Warning.String(), lint.Info.String()}
}

// wordOf checks a word of select and ignore.
func wordOf(rules []*lint.Rule) func(string) error {
	return func(word string) error {
		_, err := lint.Select(rules, []string{word}, nil)
		return err
	}
}

// ruleShapes describes the settings of every rule.
func ruleShapes(rules []*lint.Rule, severities []string) *shape {
	out := &shape{kind: table, unknown: func(name string) error {
		r, err := lint.Find(rules, name)
		if err == nil {
			err = fmt.Errorf("unknown rule %q: did you mean %q?", name, r.Code)
		}
		return err
	}}
	for _, r := range rules {
		one := &shape{kind: table, name: r.Name, short: "severity", fields: []field{
			{name: "severity", shape: &shape{words: severities}, standard: standardSeverity(r), doc: "how much a finding of the rule matters; off leaves the rule out"},
		}}
		if len(r.Options) > 0 {
			options := &shape{kind: table}
			for i := range r.Options {
				o := &r.Options[i]
				options.fields = append(options.fields, field{name: o.Name, doc: o.Doc, shape: optionShape(o), standard: standardOption(o)})
			}
			one.fields = append(one.fields, field{name: "options", shape: options, doc: "the thresholds and lists that the rule goes by"})
		}
		out.fields = append(out.fields, field{name: r.Code, also: r.Name, shape: one, doc: r.Summary})
	}
	return out
}

func standardSeverity(r *lint.Rule) string {
	if r.Optional {
		return "off"
	}
	return r.Severity.String()
}

func optionShape(o *lint.Option) *shape {
	switch o.Kind {
	case lint.IntOption:
		return &shape{kind: number, min: o.Min, max: o.Max}
	case lint.BoolOption:
		return &shape{kind: boolean}
	case lint.StringsOption:
		return &shape{kind: list, item: &shape{check: o.Valid}}
	}
	return &shape{kind: dictionary, check: o.Valid, item: &shape{}}
}

// standardOption is the default of an option as YAML writes it.
func standardOption(o *lint.Option) string { return flow(optionValue(o)) }

func optionValue(o *lint.Option) any {
	switch o.Kind {
	case lint.IntOption:
		return o.Int
	case lint.BoolOption:
		return o.Bool
	case lint.StringsOption:
		return o.Strings
	}
	return o.Map
}

func pathShapes(words, globs *shape, rules []*lint.Rule, severities []string) *shape {
	match := *globs
	match.name = ""
	return &shape{kind: list, most: 200, item: &shape{kind: table, fields: []field{
		{name: "match", shape: &match, must: true, doc: "globs of the files, as paths below the directory of the configuration"},
		{name: "select", shape: words, doc: "check only these rules there, optional ones too"},
		{name: "ignore", shape: words, doc: "leave these rules out there"},
		{name: "severity", shape: &shape{kind: dictionary, check: wordOf(rules), item: &shape{words: severities}}, doc: "how much findings matter there, by rule, category or benchmark; off leaves them out"},
		{name: "reason", shape: &shape{}, doc: "why, for those who read the file"},
	}}}
}

func outsideShape() *shape {
	labels := labelsShape()
	return &shape{kind: table, fields: []field{
		{name: "namespaces", doc: "namespaces that no manifest of the input makes", shape: &shape{kind: list, item: &shape{kind: table, short: "name", fields: []field{
			{name: "name", must: true, shape: &shape{check: checkNamespace, pattern: namespacePattern}, doc: "its name"},
			{name: "labels", shape: labels, doc: "its labels; where some are given it has no others, and of a namespace of the input they are added to those of its manifest"},
		}}}},
		{name: "workloads", doc: "workloads that no manifest of the input makes", shape: &shape{kind: list, item: &shape{kind: table, fields: []field{
			{name: "namespace", must: true, shape: &shape{check: checkNamespace, pattern: namespacePattern}, doc: "where it lives"},
			{name: "name", must: true, shape: &shape{check: checkName}, doc: "its name"},
			{name: "kind", shape: &shape{words: workloadKinds()}, standard: "Deployment", doc: "what makes its pods"},
			{name: "labels", shape: labels, doc: "the labels of its pods"},
			{name: "ports", doc: "the ports on which its pods listen", shape: &shape{kind: list, item: &shape{kind: table, short: "port", fields: []field{
				{name: "port", must: true, shape: portShape(), doc: "its number"},
				{name: "protocol", shape: &shape{words: []string{"TCP", "UDP", "SCTP"}}, standard: "TCP", doc: "its protocol"},
				{name: "name", shape: &shape{check: checkPortName}, doc: "its name, by which policies may know it"},
			}}}},
			{name: "host-network", shape: &shape{kind: boolean}, standard: "false", doc: "whether its pods are on the network of their nodes, where policies do not reach"},
		}}}},
	}}
}

func workloadKinds() []string {
	return []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"}
}

func labelsShape() *shape {
	return &shape{kind: dictionary, name: "labels", check: checkLabelKey, item: &shape{check: checkLabelValue}}
}

func portShape() *shape { return &shape{kind: number, min: 1, max: 65535} }

func clusterShape() *shape {
	cidrs := &shape{kind: list, item: &shape{check: checkCIDR}}
	facts := lint.DefaultFacts()
	pods := &shape{kind: list, item: &shape{kind: table, name: "pods", fields: []field{
		{name: "namespace", must: true, shape: &shape{check: checkNamespace, pattern: namespacePattern}, doc: "where they live"},
		{name: "labels", shape: labelsShape(), doc: "the labels that they carry; without any, all pods of the namespace are meant"},
		{name: "port", shape: portShape(), doc: "where they listen"},
	}}}
	return &shape{kind: table, fields: []field{
		{name: "pod-cidrs", shape: cidrs, doc: "the ranges from which pods get their addresses"},
		{name: "service-cidrs", shape: cidrs, doc: "the ranges from which Services get their addresses"},
		{name: "ip-families", shape: &shape{kind: list, most: 2, item: &shape{words: []string{"IPv4", "IPv6"}}}, doc: "the families of addresses that pods have; without them those of pod-cidrs"},
		{name: "pods-in-ipblocks", shape: &shape{words: []string{"auto", "never"}}, standard: "auto", doc: "whether an ipBlock matches pods if it surely holds their addresses (auto), or only selectors match pods (never, as Cilium has it), for reach and diff"},
		{name: "dns", doc: "who answers DNS", shape: &shape{kind: table, fields: []field{
			{name: "pods", shape: pods, standard: flow(groupValues(facts.DNS.Pods)), doc: "the DNS servers of the cluster, in place of the usual ones"},
			{name: "addresses", shape: &shape{kind: list, item: &shape{check: checkAddress}}, standard: flow(addressValues(facts.DNS.Addresses)), doc: "the caches on nodes, and the Service of DNS, in place of the usual addresses"},
		}}},
		{name: "ingress-controllers", shape: pods, doc: "the pods through which outsiders come to the backends of Ingresses and routes, beside those that the input shows"},
		{name: "monitoring", shape: &shape{kind: list, item: &shape{check: checkNamespace, pattern: namespacePattern}}, doc: "the namespaces whose pods scrape metrics, beside those that the input shows"},
	}}
}

// Rules is the catalogue of the description.
func (d *Description) Rules() []*lint.Rule { return slices.Clone(d.rules) }
