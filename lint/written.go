package lint

import (
	"slices"
	"sync"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// sourceNames finds what objects are called in their sources. It is safe for
// concurrent use.
type sourceNames struct {
	files sync.Map // of *source.File, to what returns its documents
}

// written names an object as its author did: one of a base as all overlays share it,
// one of a template as it stands there, {{ .Release.Name }}-web. So a new overlay and
// the values that a chart is rendered with leave the name as it is.
func (n *sourceNames) written(o *manifest.Object) manifest.ID {
	id := o.ID
	switch {
	case o.Origin == nil:
		return id
	case o.Rendered.Chart != "":
		for path, part := range map[source.Path]*string{"/metadata/name": &id.Name, "/metadata/namespace": &id.Namespace} {
			if place := o.Locate(path); *part != "" && (place.Exact || place.By != "") && place.Value.File != nil {
				*part = place.Value.Text()
			}
		}
		return id
	}
	at := o.Locate("/kind")
	d := n.document(at.Value)
	if d == nil || !at.Exact || at.By != "" {
		return id
	}
	root, err := d.Parse()
	if err != nil || root.Get("kind").Text() != id.Kind {
		return id // an item of a List
	}
	meta := root.Get("metadata")
	id.Namespace, id.Name = meta.Get("namespace").Text(), meta.Get("name").Text()
	return id
}

// document is the one around a span; nil for none.
func (n *sourceNames) document(at source.Span) *source.Document {
	if at.File == nil {
		return nil
	}
	split, _ := n.files.LoadOrStore(at.File, sync.OnceValue(func() []*source.Document { return source.Split(at.File) }))
	all := split.(func() []*source.Document)()
	i, found := slices.BinarySearchFunc(all, at.Start, func(d *source.Document, at int) int { return d.Start - at })
	if !found {
		i--
	}
	if i < 0 || at.Start >= all[i].End {
		return nil
	}
	return all[i]
}
