package starter

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Config is the text of the configuration.
func (r *Repository) Config() string {
	w := &writer{}
	w.line("# The configuration of netpolint. Every key may be left out, and flags count for")
	w.line("# more. 'netpolint config show' says what counts and why, 'netpolint config verify'")
	w.line("# checks this file, 'netpolint explain RULE' says what a rule is about.")
	w.line("#")
	w.comment(r.found())
	r.selection(w)
	r.reading(w)
	r.rules(w)
	r.outside(w)
	r.cluster(w)
	return w.String()
}

type writer struct{ strings.Builder }

func (w *writer) line(format string, args ...any) {
	fmt.Fprintf(w, format, args...)
	w.WriteByte('\n')
}

// comment writes running text as comments of up to 80 columns.
func (w *writer) comment(text string) {
	line := "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > 80 && line != "#" {
			w.line("%s", line)
			line = "#"
		}
		line += " " + word
	}
	w.line("%s", line)
}

// section begins a part of the file.
func (w *writer) section(text string) {
	w.line("")
	w.comment(text)
}

// found says in a sentence what is there.
func (r *Repository) found() string {
	if r.Policies+r.Workloads+r.Namespaces == 0 {
		return "Found: no manifests yet."
	}
	parts := []string{count(r.Policies, "policy", "policies"), count(r.Workloads, "workload", "workloads"), count(r.Namespaces, "namespace", "namespaces")}
	if n := len(r.Charts); n > 0 {
		parts = append(parts, count(n, "Helm chart", "Helm charts"))
	}
	if n := len(r.Overlays); n > 0 {
		parts = append(parts, count(n, "kustomization", "kustomizations"))
	}
	return "Found: " + strings.Join(parts, ", ") + "."
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (r *Repository) selection(w *writer) {
	w.section("Which rules are checked: codes (NP301), prefixes (NP3), names, categories, benchmarks (cis, nsa) and their controls (cis-5.3.2). Without select, all that are on by default.")
	w.line("# select: [cis, egress]")
	w.line("# extend-select: []")
	w.line("ignore: []")
	w.section("The lowest severity that fails a run: error, warning or info. To begin with, error lets a pipeline pass until the warnings are mended.")
	w.line("fail-on: warning")
}

func (r *Repository) reading(w *writer) {
	w.section("What is not read, as globs of paths below this directory. A finding there helps nobody where a program writes the files, or tests read them.")
	var globs []string
	for _, dir := range r.Generated {
		globs = append(globs, config.Quote("/"+escaped(dir)+"/"))
	}
	if len(globs) == 0 {
		w.line("# exclude: [generated/, '*.gen.yaml']")
	} else {
		w.line("exclude:")
		for _, glob := range globs {
			w.line("- %s", glob)
		}
	}
	for _, dir := range r.Examples {
		w.line("# - %s  # shows something, and is not applied?", config.Quote("/"+escaped(dir)+"/"))
	}
	w.section("The Kubernetes that the manifests are for, and the namespace of objects that name none.")
	w.line("# kubernetes-version: %q", manifest.NewestVersion.String())
	w.line("# namespace: default")
	if len(r.Charts) > 0 {
		r.values(w)
	}
	if len(r.Overlays) > 0 {
		w.section("Kustomizations are rendered. render-roots are directories that they may read outside of the paths that are linted.")
		w.line("# render: auto")
		w.line("# render-roots: [base]")
	}
}

// values proposes the files of values that charts are rendered with.
func (r *Repository) values(w *writer) {
	w.section("Charts are rendered with their default values, and with each of these files too; FILE,FILE takes two together.")
	var files []string
	for _, c := range r.Charts {
		files = append(files, c.Values...)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.ContainsAny(f, ",") })
	if len(files) == 0 {
		w.line("# values: [values-prod.yaml]")
		return
	}
	w.line("values:")
	for _, f := range files {
		w.line("- %s", config.Quote(f))
	}
}

// escaped is a path as a glob that matches it alone.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "!", `\!`).Replace(path)
}

func (r *Repository) rules(w *writer) {
	w.section("Severity and options of rules: error, warning, info or off.")
	w.line("# rules:")
	w.line("#   NP603: info")
	w.line("#   overbroad-ipblock:")
	w.line("#     severity: error")
	w.section("What is different for some files. The last entry that matches has the last word.")
	names := slices.Sorted(maps.Keys(r.System))
	w.line("# paths:")
	shown := 0
	for _, name := range names {
		for _, dir := range r.System[name] {
			w.line("# - match: [%s]", config.Quote("/"+escaped(dir)+"/"))
			w.line("#   ignore: [coverage]")
			w.line("#   reason: %s", config.Quote("namespace "+name+" belongs to the platform team"))
			shown++
		}
	}
	if shown == 0 {
		w.line("# - match: [legacy/]")
		w.line("#   ignore: [coverage]")
		w.line("#   reason: goes away next quarter")
	}
}

// outside proposes what selectors name and the input does not have. Names that are
// known from elsewhere are declared; others may be misspelt.
func (r *Repository) outside(w *writer) {
	w.section("What is in the cluster and not in these files, so that selectors match it. Nothing is reported about it.")
	known := slices.DeleteFunc(slices.Clone(r.Missing), func(m Missing) bool { return !wellKnown(m.Name) })
	if len(known) > 0 {
		w.line("outside:")
		w.line("  namespaces:")
		for _, m := range known {
			w.line("  - {name: %s}  # a policy names it", config.Quote(m.Name))
		}
	} else {
		w.line("# outside:")
		w.line("#   namespaces:")
		w.line("#   - {name: monitoring, labels: {team: sre}}")
	}
	for _, m := range r.Missing {
		if !wellKnown(m.Name) {
			w.line("#   - {name: %s}  # a policy names it: is it spelt right?", config.Quote(m.Name))
		}
	}
	examples := 0
	w.line("#   workloads:")
	for _, m := range r.Missing {
		for _, pods := range m.Pods {
			w.line("#   - {namespace: %s, name: %s, labels: %s}", config.Quote(m.Name), config.Quote(nameOf(pods, m.Name)), labels(pods))
			examples++
		}
	}
	if examples == 0 {
		w.line("#   - {namespace: monitoring, name: prometheus, labels: {app: prometheus}, ports: [9090]}")
	}
}

func wellKnown(name string) bool { return platform(name) || ingressName(name) || monitoringName(name) }

// nameOf is a name for pods with some labels.
func nameOf(pods map[string]string, or string) string {
	for _, key := range []string{"app.kubernetes.io/name", "app", "k8s-app", "name"} {
		if value := strings.Trim(strings.ToLower(pods[key]), "-._"); value != "" && !strings.Contains(value, "_") {
			return value
		}
	}
	return or
}

func labels(pods map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(pods)) {
		parts = append(parts, config.Quote(key)+": "+config.Quote(pods[key]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// cluster proposes facts of the cluster.
func (r *Repository) cluster(w *writer) {
	w.section("Facts of the cluster that manifests do not show. With pod-cidrs, rules and reach know which ipBlocks hold pods.")
	var controllers, monitoring []string
	for _, m := range r.Missing {
		switch {
		case ingressName(m.Name):
			controllers = append(controllers, m.Name)
		case monitoringName(m.Name):
			monitoring = append(monitoring, m.Name)
		}
	}
	active := len(controllers)+len(monitoring) > 0
	mark := "# "
	if active {
		w.line("cluster:")
	} else {
		w.line("# cluster:")
	}
	w.line("#   pod-cidrs: [10.244.0.0/16]")
	w.line("#   service-cidrs: [10.96.0.0/12]")
	w.line("#   ip-families: [IPv4]")
	w.line("#   dns:")
	w.line("#     pods: [{namespace: kube-system, labels: {k8s-app: kube-dns}, port: 53}]")
	w.line("#     addresses: [169.254.20.10]  # NodeLocal DNSCache")
	if len(r.Controllers) > 0 {
		w.comment("  found in the files, and known without a word here: " + shortList(r.Controllers))
	}
	if len(controllers) > 0 {
		w.line("  ingress-controllers:")
		for _, name := range controllers {
			w.line("  - {namespace: %s}", config.Quote(name))
		}
	} else {
		w.line("%s  ingress-controllers: [{namespace: ingress-nginx}]", mark)
	}
	if len(r.Monitoring) > 0 {
		w.comment("  found in the files, and known without a word here: " + shortList(r.Monitoring))
	}
	if len(monitoring) > 0 {
		w.line("  monitoring:")
		for _, name := range monitoring {
			w.line("  - %s", config.Quote(name))
		}
	} else {
		w.line("%s  monitoring: [monitoring]", mark)
	}
}

// shortList names the first few.
func shortList(names []string) string {
	const most = 5
	var out []string
	for i, name := range names {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		out = append(out, config.Quote(name))
	}
	return strings.Join(out, ", ")
}
