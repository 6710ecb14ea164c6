package kustomize

// steps returns the kustomizations that changed the object, in the order in which
// they did: the one that brought it in, with its components before its own fields,
// then the same for those above it.
//
// Kustomize reads the resources of a kustomization, runs its components on them, one
// after the other, and then its own transformers. A component's resources are seen by
// the components after it.
func (m *mark) steps() []*visit {
	var out []*visit
	within := func(components []*visit) {
		for _, c := range components {
			out = append(out, c.changes()...)
		}
	}
	v := m.visit
	within(v.components)
	out = append(out, v)
	for ; v.parent != nil; v = v.parent {
		rest := v.parent.components
		if v.component {
			for i, c := range rest {
				if c == v {
					rest = rest[i+1:]
					break
				}
			}
		}
		within(rest)
		out = append(out, v.parent)
	}
	return out
}

// changes returns the kustomizations by which a component changes what is there.
func (v *visit) changes() []*visit {
	var out []*visit
	for _, c := range v.components {
		out = append(out, c.changes()...)
	}
	return append(out, v)
}
