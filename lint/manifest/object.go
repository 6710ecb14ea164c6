package manifest

import (
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// ID names an object as its author wrote it. Namespace is empty when the
// manifest leaves metadata.namespace out: which namespace that means depends on
// how it is applied, and is decided by the model.
type ID struct {
	APIVersion, Kind, Namespace, Name string
}

// Group is the API group of the object; the core group is "".
func (id ID) Group() string {
	group, _, found := strings.Cut(id.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}

// Object is one API object of the input. Generated is set when its name is only
// the beginning of one, metadata.generateName. Value holds what the tool reads of it:
// a pointer to one of the types in values.go. Root is where the object stands in its document: "" for an ordinary
// document, "/items/3" for an item of a List. Unrendered is set when Kustomize
// would change the object before it is applied, or add others beside it.
// PlacedIn is the namespace that it puts the object into, "" for that of the
// manifest; Moved is set when there are several, as for a base of two overlays.
type Object struct {
	ID         ID
	Generated  bool
	Doc        *source.Document
	Root       source.Path
	Value      any
	Unrendered bool
	PlacedIn   string
	Moved      bool
}

// Ref returns the place of p inside the object.
func (o *Object) Ref(p source.Path) Ref { return Ref{Object: o, Path: p} }

// Locate finds the bytes of p, a path relative to the object.
func (o *Object) Locate(p source.Path) (key, value source.Span, exact bool) {
	return o.Doc.Locate(o.Root + p)
}

// Ref is a symbolic place: a path inside an object. Rules name places with it;
// the engine turns it into bytes, and only for findings.
type Ref struct {
	Object *Object
	Path   source.Path
}

// Child is the place of a mapping's value.
func (r Ref) Child(key string) Ref { return Ref{r.Object, r.Path.Child(key)} }

// Index is the place of a sequence's item.
func (r Ref) Index(i int) Ref { return Ref{r.Object, r.Path.Index(i)} }

// At is the place of p below r.
func (r Ref) At(p source.Path) Ref { return Ref{r.Object, r.Path + p} }

// IsZero reports whether r names no place.
func (r Ref) IsZero() bool { return r.Object == nil }
