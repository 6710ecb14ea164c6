package kustomize

import (
	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// question is one call of Locate.
type question struct {
	*origin
	*comparer

	path     source.Path
	tokens   []string
	rendered source.Node // the object
	value    source.Node // what is asked for

	doc    *parsed     // the document that the object was written in, or nil
	object source.Node // the object in it; the zero Node if that is not known
	source source.Node // the value there that became the one asked for, if there is one
}

func (q *question) answer() render.Place {
	if q.mark == nil {
		if place, found := q.made(); found {
			return place
		}
		return q.whole(q.root.name)
	}
	if q.doc = q.library.document(q.mark.file, q.mark.document); q.doc == nil {
		return q.whole(q.mark.file)
	}
	q.object = follow(q.doc.root, q.mark.root)
	if q.mark.generator {
		return q.generated()
	}
	a := q.align(q.rendered, q.object, q.tokens)
	if a.whole {
		q.source = a.value
	}
	written := a.whole && (container(q.value) && a.value.Kind() == q.value.Kind() || q.equal(q.value, a.value))
	if written && !a.loose {
		return q.inSource(a, "")
	}
	if place, found := q.made(); found {
		return place
	}
	if written {
		return q.inSource(a, "")
	}
	if by, found := q.renamed(a); found {
		place := q.inSource(a, by)
		place.Exact = false
		return place
	}
	place := q.inSource(a, "kustomization "+q.root.name)
	place.Exact = false
	return place
}

// inSource is the place in the source of the object to which an alignment leads.
func (q *question) inSource(a alignment, by string) render.Place {
	key, value, exact := q.doc.Locate(q.mark.root + pathOf(a.at))
	return render.Place{Key: key, Value: value, Exact: exact, By: by}
}

// generated is the place of an object that a generator makes.
func (q *question) generated() render.Place {
	if place, found := q.made(); found {
		return place
	}
	_, value, _ := q.doc.Locate(q.mark.root)
	return render.Place{Value: value, By: q.mark.root.Tokens()[0] + " of " + q.mark.file}
}
