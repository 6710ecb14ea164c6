package cluster

import (
	"fmt"

	"github.com/netpolint/netpolint/lint/manifest"
)

// operators finds workloads that may create pods themselves, by the permissions
// of their service accounts, and marks their namespaces: the pods that such an
// operator creates are in no manifest, and a policy for them is not dangling.
func (b *builder) operators() {
	type account struct{ namespace, name string }
	may, bound := map[account]*manifest.Object{}, map[account]bool{}
	for _, o := range b.bindings {
		binding := o.Value.(*manifest.RoleBinding)
		makesPods := b.makesPods(o, binding)
		for _, s := range binding.Accounts {
			namespace := s.Namespace
			if namespace == "" {
				namespace = b.model.NamespaceOf(o)
			}
			bound[account{namespace, s.Name}] = true
			if makesPods {
				may[account{namespace, s.Name}] = o
			}
		}
	}
	if len(bound) == 0 {
		return
	}
	for _, ns := range b.model.Namespaces {
		for _, w := range ns.Workloads {
			name := w.account
			if name == "" {
				name = "default"
			}
			w.HasRole = bound[account{ns.Name, name}]
			if o := may[account{ns.Name, name}]; o != nil && !w.Outside {
				ns.Operators = append(ns.Operators, w)
				if len(ns.Operators) == 1 && len(ns.Policies) > 0 {
					b.problems = append(b.problems, manifest.Problem{ForRules: true,
						Severity: manifest.Info, File: w.At.Object.File(), Ref: w.At.Child("metadata").Child("name"),
						Message: fmt.Sprintf("%s may create pods that no manifest shows, by the role of its service account, so rules about selectors that match nothing are silent in namespace %s, but for those of ingress controllers and DNS", w, ns.Name),
					})
				}
			}
		}
	}
}

// makesPods reports whether the role of a binding allows to create pods or what
// makes them. Three roles that every cluster has do.
func (b *builder) makesPods(o *manifest.Object, binding *manifest.RoleBinding) bool {
	if binding.RoleKind == "ClusterRole" {
		switch binding.Role {
		case "cluster-admin", "admin", "edit":
			return true
		}
	}
	for _, r := range b.roles {
		role := r.Value.(*manifest.Role)
		if role.MakesPods && r.ID.Kind == binding.RoleKind && r.ID.Name == binding.Role &&
			(binding.RoleKind == "ClusterRole" || b.model.NamespaceOf(r) == b.model.NamespaceOf(o)) {
			return true
		}
	}
	return false
}
