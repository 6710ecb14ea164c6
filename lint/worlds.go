package lint

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
)

// maxWorlds is how many alternatives of one thing are looked at: each costs a
// model of the whole input.
const maxWorlds = 64

// world is a set of objects that may be applied together.
type world struct {
	chosen map[*manifest.Rendering]bool
	made   map[manifest.ID]*manifest.Object
	charts map[string]bool
}

// worlds divides what was read into sets of objects that may be applied
// together: the overlays of one base, or one chart with several choices of
// values, are alternatives, and a policy of one says nothing about the pods of
// another. Each world holds all objects that were not rendered and as many
// renderings as go together; each rendering is in at least one. There is one
// world where nothing is an alternative to anything.
func worlds(set *manifest.Set) ([][]*manifest.Object, []manifest.Problem) {
	units := renderings(set)
	var all []*world
	var problems []manifest.Problem
	for _, u := range units {
		placed := false
		for _, w := range all {
			if placed = w.add(u); placed {
				break
			}
		}
		switch {
		case placed:
		case len(all) < maxWorlds:
			w := &world{chosen: map[*manifest.Rendering]bool{}, made: map[manifest.ID]*manifest.Object{}, charts: map[string]bool{}}
			w.add(u)
			all = append(all, w)
		default:
			problems = append(problems, manifest.Problem{Severity: manifest.Error, File: u.rendering.Dir, Lost: u.rendering.Dir,
				Message: fmt.Sprintf("not checked: the input holds more than %d alternatives of what it renders to; check this directory by itself", maxWorlds)})
		}
	}
	if len(all) < 2 && len(problems) == 0 {
		return [][]*manifest.Object{set.Objects}, nil
	}
	out := make([][]*manifest.Object, 0, len(all))
	for _, w := range all {
		for _, u := range units {
			w.add(u)
		}
		out = append(out, w.objects(set))
	}
	return out, problems
}

// Choose picks, of inputs that may not be applied together, one that may: the first of
// those that [Run] checks one by one, or the first that holds a chart rendered with the
// wanted values, the name of a [manifest.ValueSet]. Other are the renderings that it
// leaves out.
func Choose(set *manifest.Set, values string) (input *manifest.Set, other []string, problems []manifest.Problem) {
	all, problems := worlds(set)
	chosen := 0
	if values != "" {
		chosen = max(slices.IndexFunc(all, func(objects []*manifest.Object) bool {
			return slices.ContainsFunc(objects, func(o *manifest.Object) bool { return o.Rendered != nil && o.Rendered.Values == values })
		}), 0)
	}
	in := map[*manifest.Rendering]bool{}
	for _, o := range all[chosen] {
		in[o.Rendered] = true
	}
	for _, o := range set.Objects {
		r := o.Rendered
		if r == nil || in[r] || !o.Alternative() {
			continue
		}
		in[r] = true
		if values != "" && r.Tool == "helm" && r.Values == manifest.DefaultValues {
			continue // whoever names values does not ask about the defaults
		}
		other = append(other, strings.TrimSuffix(r.Dir+" ("+r.Values+")", " ()"))
	}
	return &manifest.Set{Objects: all[chosen], Gaps: set.Gaps}, other, problems
}

// add puts a rendering into the world, unless it is an alternative to one that is
// there: the same chart, or one that makes the same workload or service, or a
// policy that has the same name and says something else. What two applications
// may share, as the Namespace of both, is no reason.
func (w *world) add(u *unit) bool {
	if w.chosen[u.rendering] {
		return true
	}
	if u.rendering.Tool == "helm" && w.charts[u.rendering.Dir] {
		return false
	}
	for _, o := range u.objects {
		if other := w.made[identity(o)]; other != nil && other.Rendered != o.Rendered && excludes(o, other) {
			return false
		}
	}
	w.chosen[u.rendering] = true
	if u.rendering.Tool == "helm" {
		w.charts[u.rendering.Dir] = true
	}
	for _, o := range u.objects {
		if o.ID.Name != "" && !o.Generated {
			w.made[identity(o)] = o
		}
	}
	return true
}

// objects returns what was read as it stands and what the renderings of the world
// made, in the order of the input.
func (w *world) objects(set *manifest.Set) []*manifest.Object {
	var out []*manifest.Object
	for _, o := range set.Objects {
		if !o.Alternative() || w.chosen[o.Rendered] {
			out = append(out, o)
		}
	}
	return out
}

// identity is what makes two objects the same one to the API server, as far as
// their manifests tell.
func identity(o *manifest.Object) manifest.ID {
	id := o.ID
	id.APIVersion = id.Group()
	if o.PlacedIn != "" {
		id.Namespace = o.PlacedIn
	}
	return id
}

// excludes reports whether two objects of one name cannot both be meant.
func excludes(a, b *manifest.Object) bool {
	switch x := a.Value.(type) {
	case *manifest.Workload, *manifest.Service:
		return true
	case *manifest.NetworkPolicy:
		y, ok := b.Value.(*manifest.NetworkPolicy)
		return !ok || !reflect.DeepEqual(x.Spec, y.Spec)
	case *manifest.ClusterPolicy:
		return !reflect.DeepEqual(a.Value, b.Value)
	case *manifest.Custom:
		return x.Policy && !bytes.Equal(a.Doc.Bytes(), b.Doc.Bytes())
	}
	return false
}

// unit is what one run of a renderer made.
type unit struct {
	rendering *manifest.Rendering
	objects   []*manifest.Object
}

// renderings lists the units in the order of the input.
func renderings(set *manifest.Set) []*unit {
	var out []*unit
	index := map[*manifest.Rendering]*unit{}
	for _, o := range set.Objects {
		if !o.Alternative() {
			continue
		}
		u := index[o.Rendered]
		if u == nil {
			u = &unit{rendering: o.Rendered}
			index[o.Rendered] = u
			out = append(out, u)
		}
		u.objects = append(u.objects, o)
	}
	return out
}
