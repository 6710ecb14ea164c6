package config

import (
	"cmp"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// readOutside makes objects of what is declared.
func (f *File) readOutside(r *reader, v *value) {
	if v == nil {
		return
	}
	doc := source.Split(v.span.File)[0]
	seen := map[manifest.ID]bool{}
	add := func(id manifest.ID, v *value, object any) {
		if seen[id] {
			r.problem(v.span, "%s %s is declared twice: join the two", id.Kind, strings.TrimPrefix(id.Namespace+"/"+id.Name, "/"))
			return
		}
		seen[id] = true
		f.Outside = append(f.Outside, &manifest.Object{
			ID: id, Value: object, Outside: true, Doc: doc, Origin: declared{v},
		})
	}
	for _, ns := range v.get("namespaces").each() {
		id := manifest.ID{APIVersion: "v1", Kind: "Namespace", Name: ns.get("name").text}
		add(id, ns, &manifest.Namespace{Labels: ns.get("labels").pairs()})
	}
	for _, w := range v.get("workloads").each() {
		id := manifest.ID{APIVersion: "apps/v1", Kind: "Deployment", Namespace: w.get("namespace").text, Name: w.get("name").text}
		if kind := w.get("kind"); kind != nil {
			id.Kind = kind.text
		}
		switch id.Kind {
		case "Pod":
			id.APIVersion = "v1"
		case "Job", "CronJob":
			id.APIVersion = "batch/v1"
		}
		object := &manifest.Workload{PodLabels: w.get("labels").pairs(), Template: "/spec/template"}
		object.HostNetwork = truth(w.get("host-network")).V
		for _, p := range w.get("ports").each() {
			object.Ports = append(object.Ports, manifest.ContainerPort{
				Name: word(p.get("name")).V, Protocol: cmp.Or(word(p.get("protocol")).V, "TCP"), Port: int32(p.get("port").number),
			})
		}
		add(id, w, object)
	}
}

// declared leads from the fields of an object to the entry that declares it.
type declared struct{ entry *value }

// Locate finds what declares a field; the name of the entry stands for all that it
// does not say.
func (d declared) Locate(p source.Path) render.Place {
	at := string(p)
	for _, prefix := range [...]string{"/spec/template", "/metadata"} {
		at = strings.TrimPrefix(at, prefix)
	}
	v, tokens := d.entry, source.Path(at).Tokens()
	place := render.Place{Value: v.span}
	if name := v.get("name"); name != nil {
		place.Value = name.span
	}
	for i, token := range tokens {
		next := v.get(token)
		if next == nil {
			return place
		}
		place.Value, place.Exact, v = next.span, i == len(tokens)-1, next
	}
	return place
}
