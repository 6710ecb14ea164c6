package manifest

import (
	"strings"

	"github.com/netpolint/netpolint/lint/render"
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

// Object is one API object of the input.
type Object struct {
	ID ID
	// Generated is set when the name is only the beginning of one,
	// metadata.generateName.
	Generated bool
	// Doc is the document that the object was decoded from, and Root its place
	// there: "" for an ordinary document, "/items/3" for an item of a List.
	Doc  *source.Document
	Root source.Path
	// Value holds what the tool reads of the object: a pointer to one of the types
	// in values.go.
	Value any
	// Violations are what the API server refuses of the object, or warns of.
	Violations []Violation
	// Annotations are those that speak to the tool.
	Annotations []Annotation

	// Rendered is set for an object that a renderer made. Doc is a text then that
	// is in no file, and Origin leads from it to what people wrote.
	Rendered *Rendering
	Origin   render.Origin

	// Unrendered is set when Kustomize would change the object before it is
	// applied, or add others beside it, and that is not known.
	Unrendered bool
	// PlacedIn is the namespace that it puts the object into, "" for that of the
	// manifest; Moved is set when there are several, as for a base of two overlays.
	PlacedIn string
	Moved    bool

	// Outside is set for an object that no manifest of the input makes: the
	// configuration says that it is in the cluster. Nothing is reported about it.
	Outside bool
}

// DefaultValues is the name of the choice of values that a chart has by itself.
const DefaultValues = "default values"

// Rendering is one run of a renderer over one directory. Tool is "kustomize" or
// "helm". Chart is the name of a chart, and Values the choice of values that it
// was rendered with ("default values"); both are "" for Kustomize. Template is
// set instead of Dir for an object that was piped in rendered, and whose comment
// names the template it came from.
type Rendering struct {
	Tool, Dir     string
	Chart, Values string
	Template      string
}

// Alternative reports whether the object comes from a rendering, of which there
// may be several that are never applied together.
func (o *Object) Alternative() bool { return o.Rendered != nil && o.Rendered.Template == "" }

// Ref returns the place of p inside the object.
func (o *Object) Ref(p source.Path) Ref { return Ref{Object: o, Path: p} }

// Locate finds the bytes of p, a path relative to the object: in a file of the
// input, also for an object that was rendered.
func (o *Object) Locate(p source.Path) render.Place {
	if o.Origin != nil {
		return o.Origin.Locate(o.Root + p)
	}
	key, value, exact := o.Doc.Locate(o.Root + p)
	return render.Place{Key: key, Value: value, Exact: exact}
}

// File is the name of the file that the object was written in.
func (o *Object) File() string {
	if o.Origin != nil {
		if place := o.Locate("/kind"); place.Value.File != nil {
			return place.Value.File.Name
		}
	}
	return o.Doc.File.Name
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
