package starter

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Repository is what was found in a directory. All paths are relative to it.
type Repository struct {
	Policies, Workloads, Namespaces int

	// Charts are directories of Helm charts, with the files of values beside their
	// defaults, and Overlays those of kustomizations.
	Charts   []Chart
	Overlays []string
	// Generated are directories whose files are made by a program or for tests, and
	// Examples those that show something.
	Generated, Examples []string
	// Roots are the directories that hold manifests, next below the top.
	Roots []string
	// System are namespaces of the input that belong to the platform, with the
	// directories of their objects.
	System map[string][]string
	// Controllers are workloads of the input that are ingress controllers by their
	// names, and Monitoring those that scrape metrics.
	Controllers, Monitoring []string
	// Missing are the namespaces that selectors name and the input does not have.
	Missing []Missing
}

// Chart is a Helm chart.
type Chart struct {
	Dir    string
	Values []string
}

// Missing is a namespace that is not in the input. Pods are the labels that are asked
// of its pods.
type Missing struct {
	Name string
	Pods []map[string]string
}

// Inspect looks at a directory. One without manifests gives an empty Repository.
func Inspect(ctx context.Context, fsys fs.FS, dir string) (*Repository, error) {
	r := &Repository{System: map[string][]string{}}
	set, err := manifest.Load(ctx, fsys, manifest.Options{Paths: []string{dir}})
	var none *manifest.NoFilesError
	if errors.As(err, &none) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	input, _, _ := lint.Choose(set, "")
	model, _ := cluster.Build(input, cluster.Options{})
	r.Policies, r.Workloads, r.Namespaces = len(model.Policies)+len(model.Tiered), len(model.Workloads), len(model.Namespaces)
	r.files(fsys, dir, set)
	r.namespaces(dir, model)
	r.workloads(model)
	r.missing(model)
	return r, nil
}

// files looks at where objects were found.
func (r *Repository) files(fsys fs.FS, dir string, set *manifest.Set) {
	charts, overlays := map[string]bool{}, map[string]bool{}
	generated, examples, roots := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, o := range set.Objects {
		if made := o.Rendered; made != nil && made.Dir != "" {
			if made.Tool == "helm" {
				charts[made.Dir] = true
			} else {
				overlays[below(dir, made.Dir)] = true
			}
		}
		name := below(dir, o.File())
		top, _, nested := strings.Cut(name, "/")
		if !nested {
			top = "."
		}
		roots[top] = true
		sort(path.Dir(name), generated, examples)
	}
	for _, c := range slices.Sorted(maps.Keys(charts)) {
		chart := Chart{Dir: below(dir, c)}
		entries, err := fs.ReadDir(fsys, c)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if e.Type().IsRegular() && otherValues(e.Name()) {
				chart.Values = append(chart.Values, path.Join(chart.Dir, e.Name()))
			}
		}
		r.Charts = append(r.Charts, chart)
	}
	r.Overlays = slices.Sorted(maps.Keys(overlays))
	r.Generated, r.Examples, r.Roots = slices.Sorted(maps.Keys(generated)), slices.Sorted(maps.Keys(examples)), slices.Sorted(maps.Keys(roots))
}

// sort notes the first directory of a path whose name says that its files are made by
// a program, or show something.
func sort(dir string, generated, examples map[string]bool) {
	at := ""
	for _, name := range strings.Split(dir, "/") {
		at = path.Join(at, name)
		switch strings.ToLower(name) {
		case "generated", "rendered", "dist", "build", "_output", "out", "target", "testdata", "fixtures", "test", "tests", "e2e":
			generated[at] = true
			return
		case "example", "examples", "sample", "samples", "demo", "docs":
			examples[at] = true
			return
		}
	}
}

// otherValues reports whether a file of a chart holds values beside the defaults.
func otherValues(name string) bool {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	return (ext == ".yaml" || ext == ".yml") && stem != "values" &&
		(strings.HasPrefix(stem, "values-") || strings.HasPrefix(stem, "values_") || strings.HasPrefix(stem, "values.") || strings.HasSuffix(stem, "-values") || strings.HasSuffix(stem, ".values"))
}

// below is a path relative to the directory.
func below(dir, name string) string {
	dir, name = path.Clean(dir), path.Clean(name)
	if dir == "." {
		return name
	}
	if name == dir {
		return "."
	}
	return strings.TrimPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}

// namespaces finds those of the platform.
func (r *Repository) namespaces(dir string, m *cluster.Model) {
	for _, ns := range m.Namespaces {
		if !platform(ns.Name) || len(ns.Workloads) == 0 {
			continue
		}
		dirs := map[string]bool{}
		for _, w := range ns.Workloads {
			if d := path.Dir(below(dir, w.At.Object.File())); d != "." {
				dirs[d] = true
			}
		}
		r.System[ns.Name] = slices.Sorted(maps.Keys(dirs))
	}
}

// platform reports whether a namespace is one of those that a platform team installs
// for all others.
func platform(name string) bool {
	switch name {
	case "kube-system", "kube-public", "kube-node-lease", "cert-manager", "argocd", "argo-cd", "ingress-nginx", "monitoring", "metallb",
		"tigera-operator", "gatekeeper", "kyverno", "velero", "external-secrets", "external-dns", "longhorn", "rook-ceph":
		return true
	}
	return strings.HasSuffix(name, "-system") || strings.HasPrefix(name, "openshift-") || strings.HasPrefix(name, "cattle-") || strings.HasPrefix(name, "gke-")
}

// workloads finds those that matter to the traffic of all others.
func (r *Repository) workloads(m *cluster.Model) {
	for _, w := range m.Workloads {
		name := w.Namespace.Name + "/" + w.Name
		switch {
		case ingressName(w.Name) || ingressName(w.Labels["app.kubernetes.io/name"]):
			r.Controllers = append(r.Controllers, name)
		case monitoringName(w.Name) || monitoringName(w.Labels["app.kubernetes.io/name"]):
			r.Monitoring = append(r.Monitoring, name)
		}
	}
}

func ingressName(name string) bool {
	for _, known := range [...]string{"ingress-nginx", "nginx-ingress", "ingress-controller", "traefik", "haproxy-ingress", "ingressgateway", "contour", "envoy-gateway", "openshift-ingress", "kong"} {
		if strings.Contains(name, known) {
			return true
		}
	}
	return name == "ingress"
}

func monitoringName(name string) bool {
	for _, known := range [...]string{"prometheus", "vmagent", "victoria-metrics", "grafana-agent", "alloy", "otel-collector", "opentelemetry-collector", "datadog-agent"} {
		if strings.Contains(name, known) && !strings.Contains(name, "exporter") && !strings.Contains(name, "adapter") {
			return true
		}
	}
	return name == "monitoring" || name == "observability" || name == "metrics"
}

// missing finds the namespaces that policies name and the input does not have.
func (r *Repository) missing(m *cluster.Model) {
	asked := map[string][]map[string]string{}
	for _, p := range slices.Concat(m.Policies, m.Tiered) {
		for _, d := range cluster.Directions {
			for i := range p.Rules[d] {
				for j := range p.Rules[d][i].Peers {
					ask(m, asked, &p.Rules[d][i].Peers[j])
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		r.Missing = append(r.Missing, Missing{name, asked[name]})
	}
}

// ask notes what a peer asks of namespaces that are not there.
func ask(m *cluster.Model, asked map[string][]map[string]string, peer *cluster.Peer) {
	if peer.Namespaces == nil {
		return
	}
	for i := range peer.Namespaces.Requirements {
		q := &peer.Namespaces.Requirements[i]
		if q.Key != cluster.NameLabel || !q.Positive() {
			continue
		}
		for _, name := range q.Values {
			// Every cluster has that of Kubernetes itself.
			if m.Namespace(name) != nil || name == "kube-system" || manifest.Unresolved(name) || name == "" {
				continue
			}
			known := asked[name]
			if known == nil {
				known = []map[string]string{}
			}
			pods := podsOf(peer)
			if pods != nil && !slices.ContainsFunc(known, func(k map[string]string) bool { return maps.Equal(k, pods) }) {
				known = append(known, pods)
			}
			asked[name] = known
		}
	}
}

// podsOf are the labels that a peer asks of pods; nil where it asks for no single
// values.
func podsOf(peer *cluster.Peer) map[string]string {
	if peer.Pods == nil || peer.Pods.Empty() {
		return nil
	}
	out := map[string]string{}
	for i := range peer.Pods.Requirements {
		q := &peer.Pods.Requirements[i]
		if !q.Positive() || len(q.Values) != 1 || manifest.Unresolved(q.Values[0]) {
			return nil
		}
		out[q.Key] = q.Values[0]
	}
	return out
}
