package kustomize

import (
	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// tree is what remains of a plan when the rendering is made: enough to find the way
// back, and no text.
type tree struct {
	root    *visit
	visits  []*visit
	marks   []mark
	library *library
}

// tree returns what remains of the plan.
func (p *plan) tree() *tree {
	for _, v := range p.visits {
		v.kustomization = nil
	}
	return &tree{root: p.visits[0], visits: p.visits, marks: p.marks, library: newLibrary(p.fsys)}
}

// origin leads the values of one rendered object back to where they were written.
type origin struct {
	*tree
	doc  *source.Document
	mark *mark // nil if it is not known where the object was written
}

func newOrigin(t *tree, doc *source.Document, number int) *origin {
	o := &origin{tree: t, doc: doc}
	if number >= 0 {
		o.mark = &t.marks[number]
	}
	return o
}

// Locate implements [render.Origin]. A value that stands in the source of the object
// at the same place, with items of lists found by what they hold, is found there. A
// value that a patch sets is found in the patch. A value that a field of a
// kustomization sets is found at that field, and is not exact; nor is what is found
// only by the nearest mapping or list around it. What the object does not have is
// represented by the nearest of its values around it.
func (o *origin) Locate(p source.Path) render.Place {
	rendered := o.library.parse(o.doc)
	if rendered == nil {
		return o.whole(o.root.name)
	}
	absent := false
	for ; p != "" && !follow(rendered.root, p).Exists(); p = p.Parent() {
		absent = true
	}
	q := &question{
		origin: o, comparer: newComparer(),
		path: p, tokens: p.Tokens(), rendered: rendered.root, value: follow(rendered.root, p),
	}
	place := q.answer()
	place.Exact = place.Exact && !absent
	return place
}

// whole is the place of an object of which nothing is known but the kustomization
// that has a part in it.
func (o *origin) whole(name string) render.Place {
	by := "kustomization " + o.root.name
	if d := o.library.document(name, 0); d != nil {
		_, value, _ := d.Locate("")
		return render.Place{Value: value, By: by}
	}
	return render.Place{Value: source.Span{File: source.NewFile(name, nil)}, By: by}
}
