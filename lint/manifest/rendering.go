package manifest

import (
	"context"
	"path"
	"slices"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// RenderMode says what is done with directories that Kustomize or Helm would
// render.
type RenderMode int

const (
	// RenderAuto renders them, and checks what comes out.
	RenderAuto RenderMode = iota
	// RenderNever reads their files as they stand.
	RenderNever
)

// renderer runs Kustomize and Helm over the directories of the input that ask
// for it. Both see no more than the given paths.
type renderer struct {
	fsys   *roots
	inputs []input
	o      Options
}

// outcome is what came of all renderings: the documents that they made, the
// files that went into them and are not read by themselves, and the directories
// of kustomizations that could not be rendered.
type outcome struct {
	documents []*document
	consumed  map[string]bool
	below     map[string]bool // directories all of whose files are consumed
	failed    map[string]bool
	// failedUses are the directories that those use.
	failedUses map[string]bool
	problems   []Problem
	others     []string
	count      int
	gaps       []string
	beside     int // files that were read for rendering only
}

// render renders what the inputs ask for.
func (r *renderer) render(ctx context.Context) (*outcome, error) {
	out := &outcome{consumed: map[string]bool{}, below: map[string]bool{}, failed: map[string]bool{}, failedUses: map[string]bool{}}
	if r.o.Render == RenderNever {
		return out, nil
	}
	if err := r.charts(ctx, out); err != nil {
		return nil, err
	}
	if err := r.kustomizations(ctx, out); err != nil {
		return nil, err
	}
	return out, nil
}

// took reports whether a file of the input went into a rendering.
func (o *outcome) took(name string) bool {
	if o.consumed[name] {
		return true
	}
	for at := name; len(o.below) > 0; at = path.Dir(at) {
		if o.below[at] {
			return true
		}
		if at == path.Dir(at) {
			break
		}
	}
	return false
}

// directories returns the directories of the inputs with a file of that name.
func (r *renderer) directories(is func(name string) bool) []string {
	var out []string
	for _, in := range r.inputs {
		if in.reader == nil && is(in.path) && within(r.fsys.dirs, path.Dir(in.path)) {
			out = append(out, path.Dir(in.path))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// add takes what one rendering made. Where it had to leave something out, others
// may be beside its objects that nobody sees.
func (o *outcome) add(objects []render.Object, by *Rendering, incomplete bool) {
	for _, object := range objects {
		o.count++
		if s := object.Doc.Sketch(); s.Sure && s.HasKind && s.APIVersion != "" && !relevant(object.Doc, s.APIVersion, s.Kind) {
			o.others = append(o.others, s.APIVersion+" "+s.Kind)
			continue
		}
		o.documents = append(o.documents, &document{source: object.Doc, made: &made{by, object.Origin, incomplete}})
	}
}

// made says of a document that a renderer made it.
type made struct {
	by         *Rendering
	origin     render.Origin
	incomplete bool
}

// settle gives the objects of a rendered document their origin, and leads its
// problems back to what people wrote.
func (m *made) settle(d *document) {
	if m == nil {
		return
	}
	for _, o := range d.objects {
		o.Rendered, o.Origin = m.by, m.origin
		o.Unrendered = o.Unrendered || m.incomplete
	}
	for i := range d.problems {
		p := &d.problems[i]
		if p.At.File != d.source.File {
			continue
		}
		p.At = m.lead(d.source, p.At)
		p.File = m.by.Dir
		if p.At.File != nil {
			p.File = p.At.File.Name
		}
	}
}

// lead returns the place in the input that a span of a rendered document comes
// from.
func (m *made) lead(d *source.Document, at source.Span) source.Span {
	if spans, ok := m.origin.(interface {
		Place(source.Span) (source.Span, bool)
	}); ok {
		span, _ := spans.Place(at)
		return span
	}
	root, err := d.Parse()
	if err != nil {
		return m.origin.Locate("").Value
	}
	place := m.origin.Locate(pathAt(root, at.Start, ""))
	if place.Key.File != nil {
		return place.Key
	}
	return place.Value
}

// left tells the user what a rendering had to do without.
func left(dir string, all []render.Left) []Problem {
	var out []Problem
	for _, l := range all {
		p := Problem{Severity: Warning, At: l.At, File: dir}
		if l.At.File != nil {
			p.File = l.At.File.Name
		}
		switch l.Kind {
		case render.Remote:
			p.Message = "remote base " + l.What + " is not fetched, as netpolint never uses the network, so what it holds is missing from the answer: keep a copy in the repository (kustomize localize), or pipe the result: kustomize build DIR | netpolint lint -"
		case render.Outside:
			p.Severity = Error
			p.Message = l.What + " lies outside of the given paths and is not read, so what it holds is missing from the answer: name a directory that holds both, or add --render-root DIR"
		case render.Program:
			p.Message = l.What + " needs another program to be started, which netpolint never does, so what it makes is missing from the answer: render it yourself and pipe the result: kustomize build --enable-helm DIR | netpolint lint -"
		case render.Data:
			p.Message = l.What + " is not there, and kustomize refuses to build without it; no policy depends on it, so the rest is checked"
		case render.Missing:
			p.Severity = Error
			p.Message = l.What + " is not there, and kustomize refuses to build without it; the rest is checked"
		}
		out = append(out, p)
	}
	return out
}

// into adds what was rendered to what was read as it stands.
func (o *outcome) into(set *Set) {
	for _, kind := range o.others {
		set.Stats.Other[kind]++
	}
	set.Stats.Documents += o.count
	set.Gaps = append(set.Gaps, o.gaps...)
	for _, d := range o.documents {
		set.Objects = append(set.Objects, d.objects...)
		set.Problems = append(set.Problems, d.problems...)
		for _, kind := range d.other {
			set.Stats.Other[kind]++
		}
	}
}

// loose returns the inputs that did not go into a rendering.
func (o *outcome) loose(inputs []input) []input {
	if len(o.consumed)+len(o.below) == 0 {
		return inputs
	}
	return slices.DeleteFunc(slices.Clone(inputs), func(in input) bool { return in.reader == nil && o.took(in.path) })
}
