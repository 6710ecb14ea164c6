package cluster

import (
	"fmt"
	"path"
	"reflect"

	"github.com/netpolint/netpolint/lint/manifest"
)

// twin is an object that has the name of an earlier one.
type twin struct {
	first, again *manifest.Object
	same         bool
}

// repeats reports whether the object says the same as an earlier one of its
// name, and so adds nothing. One that says something else is kept beside it: a
// tree often holds variants of which only one is applied at a time.
func (b *builder) repeats(o *manifest.Object) bool {
	id := o.ID
	id.APIVersion = id.Group()
	id.Namespace = b.model.NamespaceOf(o)
	if id.Name == "" {
		return false
	}
	first := b.first[id]
	if first == nil {
		b.first[id] = o
		return false
	}
	custom, ok := o.Value.(*manifest.Custom)
	same := ok && !custom.Policy || reflect.DeepEqual(first.Value, o.Value)
	if !ok || custom.Policy {
		b.twins = append(b.twins, twin{first, o, same})
	}
	return same
}

// reportTwins says which objects are defined twice. Two different ones in one
// directory would be applied together, so one of them is lost; in different
// directories they are most likely variants, and one word for all of a directory
// will do.
func (b *builder) reportTwins() {
	variants := map[string]int{}
	for _, t := range b.twins {
		dir := path.Dir(t.again.Doc.File.Name)
		if dir == path.Dir(t.first.Doc.File.Name) && !t.same {
			b.problems = append(b.problems, b.twinProblem(manifest.Warning, t,
				"when both are applied the last one wins; rename or remove one (they are checked as if both applied)"))
			continue
		}
		if variants[dir]++; variants[dir] > 1 {
			continue
		}
		consequence := "the copies are equal, and checked once"
		if !t.same {
			consequence = "if the directories are variants of which only one is applied, check them one at a time; here they are checked as if all applied"
		}
		b.problems = append(b.problems, b.twinProblem(manifest.Info, t, consequence))
	}
}

// twinProblem points at the second of two objects of one name.
func (b *builder) twinProblem(s manifest.Severity, t twin, consequence string) manifest.Problem {
	place := t.first.Doc.File.Name
	_, value, _ := t.first.Locate("/metadata/name")
	t.first.Doc.Forget()
	if value.File != nil {
		place = fmt.Sprintf("%s:%d", place, value.File.Position(value.Start).Line)
	}
	return manifest.Problem{
		Severity: s,
		File:     t.again.Doc.File.Name,
		Ref:      t.again.Ref("/metadata/name"),
		Message:  fmt.Sprintf("%s %s is defined in %s too: %s", t.again.ID.Kind, b.fullName(t.again), place, consequence),
	}
}
