package kustomize

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// origin leads the values of one rendered object back to the resource it was
// written as, to a patch, or to the field of a kustomization that made them.
type origin struct {
	build *build
	doc   *source.Document
	from  written
}

// Locate implements [render.Origin].
func (o *origin) Locate(p source.Path) render.Place {
	rendered, err := o.doc.Parse()
	if err != nil {
		return o.kustomization()
	}
	value := follow(rendered, p)
	object, document := o.build.sources.node(o.from)
	at, exact := source.Path(""), false
	if document != nil {
		at, exact = align(rendered, object, p)
	}
	found := follow(object, at)
	if exact && (isContainer(value) && found.Kind() == value.Kind() || sameScalar(value, found)) {
		return locate(document, o.from.root+at)
	}
	if place, ok := o.maker(rendered, object, p, value); ok {
		if exact && p == "/metadata/name" && (strings.HasPrefix(place.By, "namePrefix") || strings.HasPrefix(place.By, "nameSuffix")) {
			// The name is the one of the source but for a part, and that leads to the object.
			named := locate(document, o.from.root+at)
			named.Exact, named.By = false, place.By
			return named
		}
		return place
	}
	if document == nil {
		return o.kustomization()
	}
	place := locate(document, o.from.root+at)
	place.Exact = false
	place.By = "kustomization " + o.build.root
	if !value.Exists() {
		place.By = "" // a finding about something that is not there
	}
	return place
}

// locate is a place that a document holds as it is.
func locate(d *source.Document, p source.Path) render.Place {
	key, value, exact := d.Locate(p)
	return render.Place{Key: key, Value: value, Exact: exact}
}

// kustomization is the place of what has no source of its own.
func (o *origin) kustomization() render.Place {
	for name := range o.build.trees {
		k := o.build.trees[name]
		if dirOf(name) == o.build.root {
			for key, value := range k.root.Entries() {
				return render.Place{Key: key.Span(), Value: value.Span(), By: "kustomization " + o.build.root}
			}
		}
	}
	return render.Place{}
}

// align follows a path of the rendered object in its source as far as that leads.
// Items of lists are found by what they hold, as patches insert and remove some.
func align(rendered, object source.Node, p source.Path) (at source.Path, exact bool) {
	for _, token := range p.Tokens() {
		r := child(rendered, token)
		if object.Kind() != rendered.Kind() {
			return at, false
		}
		if rendered.Kind() == source.Sequence {
			i, ok := twin(rendered, object, r, token)
			if !ok {
				return at, false
			}
			token = strconv.Itoa(i)
		}
		next := child(object, token)
		if !next.Exists() {
			return at, false
		}
		rendered, object, at = r, next, at.Child(token)
	}
	return at, true
}

// twin finds the item of a source list that became an item of the rendered one.
func twin(rendered, object, item source.Node, token string) (int, bool) {
	i, err := strconv.Atoi(token)
	if err != nil {
		return 0, false
	}
	if equal(object.At(i), item) {
		return i, true
	}
	match := -1
	for j, other := range object.Items() {
		if equal(other, item) || item.Get("name").Text() != "" && item.Get("name").Text() == other.Get("name").Text() {
			if match >= 0 {
				match = -2
				break
			}
			match = j
		}
	}
	if match >= 0 {
		return match, true
	}
	return i, match == -1 && rendered.Len() == object.Len()
}

// equal reports whether two values are the same in JSON.
func equal(a, b source.Node) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	x, errX := a.JSON()
	y, errY := b.JSON()
	if errX != nil || errY != nil {
		return false
	}
	return bytes.Equal(x, y) || canonicalEqual(x, y)
}

func isContainer(n source.Node) bool {
	return n.Kind() == source.Mapping || n.Kind() == source.Sequence
}

// sameScalar reports whether two scalars have the same text. Kustomize may quote
// what the source does not.
func sameScalar(a, b source.Node) bool {
	return a.Exists() && b.Exists() && !isContainer(a) && !isContainer(b) && a.Text() == b.Text()
}

// child is a value in a mapping, or an item of a sequence.
func child(n source.Node, token string) source.Node {
	if n.Kind() != source.Sequence {
		return n.Get(token)
	}
	i, err := strconv.Atoi(token)
	if err != nil {
		return source.Node{}
	}
	return n.At(i)
}
