package rules

import (
	"fmt"
	"path"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// namespaceOmitted reports policies without a namespace beside objects that name
// theirs. The API server puts such a policy into the namespace of whoever applies
// it, and there it selects other pods, or none.
func namespaceOmitted() *lint.Rule {
	return &lint.Rule{
		Code: "NP951", Name: "namespace-omitted", Category: lint.Hygiene, Severity: lint.Info, Since: "0.1.0",
		Summary:  "a policy names no namespace beside objects that do, so where it applies depends on who applies it",
		Controls: []lint.Control{lint.CISEveryNamespace},
		Check:    checkNamespaceOmitted,
	}
}

func checkNamespaceOmitted(pass *lint.Pass) {
	m := pass.Model
	if m.Homeless {
		return // Kustomize decides
	}
	// By directory: an object of the one namespace that objects there name. Nil where
	// they name several, so that nobody can tell which is meant, and where workloads
	// name none either, so that all of them go where --namespace says.
	named := map[string]*manifest.Object{}
	note := func(o *manifest.Object, workload bool) {
		dir := path.Dir(o.File())
		known, seen := named[dir]
		switch {
		case o.ID.Namespace == "":
			if workload {
				named[dir] = nil
			}
		case !seen:
			named[dir] = o
		case known != nil && known.ID.Namespace != o.ID.Namespace:
			named[dir] = nil
		}
	}
	any := false
	for _, p := range m.Policies {
		any = any || omits(p)
	}
	if !any {
		return
	}
	for _, w := range m.Workloads {
		note(w.At.Object, true)
	}
	for _, p := range m.Policies {
		note(p.At.Object, false)
	}
	for _, s := range m.Services {
		note(s.At.Object, false)
	}
	for _, p := range m.Policies {
		other := named[path.Dir(p.At.Object.File())]
		if !omits(p) || other == nil || other.ID.Namespace == p.Namespace.Name {
			continue
		}
		pass.Report(lint.Finding{
			At: nameOf(p.At), Key: "namespace",
			Message: fmt.Sprintf("this policy names no namespace, so it applies to the pods of %s or of whatever namespace kubectl is set to; %s beside it is in %s", p.Namespace.Name, kindAndName(other), other.ID.Namespace),
			Help:    fmt.Sprintf("write metadata: {name: %s, namespace: %s}, or the namespace that is meant", p.Name, other.ID.Namespace),
			Related: []lint.Related{{At: other.Ref("/metadata/namespace"), Message: "this namespace may be meant"}},
		})
	}
}

// omits reports whether a policy names no namespace, and nothing but the one who
// applies it decides: no renderer, and no --namespace.
func omits(p *cluster.Policy) bool {
	o := p.At.Object
	return o.ID.Namespace == "" && o.Rendered == nil && o.Origin == nil && !o.Unrendered && o.PlacedIn == "" && !p.Namespace.Guessed && p.Namespace.Name == "default"
}

func kindAndName(o *manifest.Object) string { return o.ID.Kind + " " + o.ID.Name }
