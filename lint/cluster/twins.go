package cluster

import (
	"bytes"
	"fmt"
	"path"
	"reflect"
	"slices"

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
	// Of objects whose name or namespace is a guess, none is known to be another's copy.
	if id.Name == "" || o.Generated || b.homeless(o) {
		return false
	}
	first := b.first[id]
	if first == nil {
		b.first[id] = o
		return false
	}
	custom, ok := o.Value.(*manifest.Custom)
	same := ok && !custom.Policy || equal(first, o)
	if counts(o) && !o.Unrendered {
		b.twins = append(b.twins, twin{first, o, same})
	}
	return same
}

// counts reports whether it matters to anyone that an object is defined twice:
// for policies, and for what they select and refer to.
func counts(o *manifest.Object) bool {
	switch v := o.Value.(type) {
	case *manifest.Role, *manifest.RoleBinding:
		return false
	case *manifest.Custom:
		return v.Policy
	}
	return true
}

// equal compares what is read of two objects of one name. That one leaves the
// namespace out and the other writes it is no difference.
func equal(a, b *manifest.Object) bool {
	switch x := a.Value.(type) {
	case *manifest.NetworkPolicy:
		y, ok := b.Value.(*manifest.NetworkPolicy)
		return ok && reflect.DeepEqual(x.Spec, y.Spec) && slices.Equal(x.Nulls, y.Nulls)
	case *manifest.Custom:
		return a.Root == b.Root && bytes.Equal(a.Doc.Bytes(), b.Doc.Bytes())
	}
	return reflect.DeepEqual(a.Value, b.Value)
}

// reportTwins says which objects are defined twice. Different ones in one
// directory would be applied together, so one of them is lost; in different
// directories they are most likely variants. Either way one word for a directory
// will do. Equal ones get one for the whole run.
func (b *builder) reportTwins() {
	type group struct {
		dir  string
		kind int // lost, variants or copies
	}
	const lost, variants, copies = 0, 1, 2
	var order []group
	twins := map[group][]twin{}
	for _, t := range b.twins {
		g := group{path.Dir(t.again.File()), variants}
		switch {
		case t.same:
			g = group{kind: copies}
		case g.dir == path.Dir(t.first.File()):
			g.kind = lost
		}
		if twins[g] == nil {
			order = append(order, g)
		}
		twins[g] = append(twins[g], t)
	}
	for _, g := range order {
		severity, consequence := manifest.Info, ""
		switch g.kind {
		case lost:
			severity = manifest.Warning
			consequence = "applied together the last one wins, so rename or remove one; if they are variants, check their files one at a time (here they are checked as if both applied)"
		case variants:
			consequence = "if the directories are variants of which only one is applied, check them one at a time (here they are checked as if all applied)"
		case copies:
			consequence = "they say the same to policies and are checked once"
		}
		if more := len(twins[g]) - 1; more > 0 {
			where := "in this directory"
			if g.kind == copies {
				where = "elsewhere"
			}
			consequence += fmt.Sprintf("; the same goes for %d more %s", more, where)
		}
		b.problems = append(b.problems, b.twinProblem(severity, twins[g][0], consequence))
	}
}

// twinProblem points at the second of two objects of one name.
func (b *builder) twinProblem(s manifest.Severity, t twin, consequence string) manifest.Problem {
	place := t.first.File()
	if value := t.first.Locate("/metadata/name").Value; value.File != nil {
		place = fmt.Sprintf("%s:%d", value.File.Name, value.File.Position(value.Start).Line)
	}
	t.first.Doc.Forget()
	return manifest.Problem{
		Severity: s,
		File:     t.again.File(),
		Ref:      t.again.Ref("/metadata/name"),
		Message:  fmt.Sprintf("%s %s is defined in %s too: %s", t.again.ID.Kind, b.fullName(t.again), place, consequence),
	}
}
