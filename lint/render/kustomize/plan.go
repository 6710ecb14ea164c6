package kustomize

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// The names under which kustomize knows directories and files. Both are followed
// by a number.
const (
	virtualDir  = "/netpolint.d"
	virtualFile = "netpolint.f"
)

// plan is a rendering that is laid out, but not made yet: all files that kustomize
// will see, and where they come from.
type plan struct {
	ctx    context.Context
	fsys   fs.FS
	needs  func(apiVersion, kind string) bool
	budget *budget

	files  map[string][]byte // what kustomize sees, by virtual path
	origin []string          // the names in the input of the virtual files, by number
	visits []*visit
	marks  []mark
	left   []render.Left
	schema bool     // a kustomization sets the OpenAPI schema
	also   []string // directories of kustomizations that make configurations of plugins

	markKey  string            // the annotation that holds the number of a mark
	contents map[string][]byte // of the files of the input that were read
	slots    map[string][]slot // where their objects can be marked
	unfolds  map[string]int    // bytes that their aliases add
	reported map[render.Left]bool
}

func newPlan(ctx context.Context, r *Renderer, b *budget) *plan {
	if b.growth.copies == nil {
		b.growth = newGrowth()
	}
	return &plan{
		ctx: ctx, fsys: r.fsys, needs: r.Needs, budget: b, markKey: newMarkKey(),
		files: map[string][]byte{}, contents: map[string][]byte{}, slots: map[string][]slot{}, unfolds: map[string]int{}, reported: map[render.Left]bool{},
	}
}

// visit lays out the kustomization in dir and all that it uses. parent is nil for
// the root.
func (p *plan) visit(dir string, parent *visit, component bool) (*visit, error) {
	info, err := fs.Stat(p.fsys, dir)
	if err != nil {
		return nil, err
	}
	if err := parent.mayUse(dir, info); err != nil {
		return nil, err
	}
	p.budget.visits++
	if err := p.budget.check(); err != nil {
		return nil, err
	}
	name, err := find(p.fsys, dir)
	if err != nil {
		return nil, err
	}
	content, err := p.read(name)
	if err != nil {
		return nil, err
	}
	k, err := decode(name, content)
	if err != nil {
		return nil, err
	}
	v := &visit{
		virtual: virtualPath(len(p.visits), dir), dir: dir, name: name, info: info, parent: parent, component: component,
		partial: component && parent.partial, kustomization: k,
	}
	p.visits = append(p.visits, v)
	w := &rewriter{plan: p, visit: v, kustomization: k}
	if err := w.rewrite(); err != nil {
		return nil, err
	}
	p.weigh(v)
	return v, p.serveKustomization(v)
}

// weigh adds to the budget what kustomize does with the objects of a visit: it
// compares them with each other, and each patch with all of them, and it reads the
// labels and annotations that it puts into each of them.
func (p *plan) weigh(v *visit) {
	objects := v.objects
	if v.component {
		objects += v.parent.objects
	}
	p.budget.pairs += objects * (objects + v.patches)
	p.budget.text += objects * v.spread
	if v.parent != nil {
		v.parent.objects += v.objects
	}
}

// serveKustomization puts the kustomization of a visit, with its fields as they are
// now, among the files that kustomize sees.
func (p *plan) serveKustomization(v *visit) error {
	text, err := json.Marshal(&v.kustomization.fields)
	if err != nil {
		return fmt.Errorf("%s: %w", v.name, err)
	}
	p.files[v.virtual+"/kustomization.yaml"] = text
	p.budget.text += len(text)
	return p.within(v)
}

// within returns an error that names the kustomization with which a limit is passed,
// or that of a rendering that is cancelled.
func (p *plan) within(v *visit) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if err := p.budget.check(); err != nil {
		return fmt.Errorf("%s: %w", v.name, err)
	}
	return nil
}

// serve puts a file that v uses among those that kustomize sees, and returns the
// reference to it. It starts with "./", so kustomize takes it for nothing else.
func (p *plan) serve(v *visit, name string, content []byte) (reference string, err error) {
	base := virtualFile + strconv.Itoa(len(p.origin))
	p.origin = append(p.origin, name)
	p.files[path.Join(v.virtual, base)] = content
	p.budget.text += len(content)
	return "./" + base, p.within(v)
}

// read returns a file of the input.
func (p *plan) read(name string) ([]byte, error) {
	if content, found := p.contents[name]; found {
		return content, nil
	}
	if err := p.ctx.Err(); err != nil {
		return nil, err
	}
	content, err := fs.ReadFile(p.fsys, name)
	if err != nil {
		return nil, err
	}
	p.contents[name] = content
	return content, nil
}

// leave notes what the rendering has to do without.
func (p *plan) leave(kind render.Kind, what string, at source.Span) {
	l := render.Left{Kind: kind, What: what, At: at}
	l.At.File = nil // each visit has its own
	l.What = at.File.Name + "\x00" + what
	if !p.reported[l] {
		p.reported[l] = true
		p.left = append(p.left, render.Left{Kind: kind, What: what, At: at})
	}
}

// inputs returns the files of the input that were read, sorted.
func (p *plan) inputs() []string { return slices.Sorted(maps.Keys(p.contents)) }

// dirs returns the directories of the kustomizations, the root first.
func (p *plan) dirs() []string {
	var out []string
	seen := map[string]bool{}
	add := func(dir string) {
		if !seen[dir] {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	for _, v := range p.visits {
		add(v.dir)
	}
	for _, dir := range p.also {
		add(dir)
	}
	return out
}

// served returns a file that serve has put there.
func (p *plan) served(v *visit, reference string) (name string, content []byte) {
	i, err := strconv.Atoi(reference[len("./"+virtualFile):])
	if err != nil {
		return "", nil
	}
	return p.origin[i], p.files[path.Join(v.virtual, reference)]
}
