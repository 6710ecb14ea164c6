package kustomize

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"

	"github.com/netpolint/netpolint/lint/render"
)

// Renderer renders the kustomizations of one input. The library keeps its schema in
// a global, so renderings take turns, and there should be one Renderer in a process
// at a time. It is safe for concurrent use.
type Renderer struct {
	// Needs says which objects the caller will look into; nil stands for all. Of the
	// others [Result.Objects] holds little more than their kind and name, which saves
	// more than half of the time: most of what is rendered is CRDs. It must not change
	// once the Renderer is in use.
	Needs func(apiVersion, kind string) bool

	fsys  fs.FS
	turn  chan struct{}
	spent atomic.Int64 // nanoseconds
}

// New returns a renderer that reads from fsys and from nowhere else. Its names are
// clean slash-separated paths as users write them, "../base" and "/abs" among
// them; for those that may not be read it answers with [render.ErrOutside].
func New(fsys fs.FS) *Renderer { return &Renderer{fsys: fsys, turn: make(chan struct{}, 1)} }

// Result is what a kustomization renders to.
type Result struct {
	// Objects are in kustomize's order, one document each.
	Objects []render.Object
	// Files are the files of the input that were read, sorted.
	Files []string
	// Dirs are the directories of all kustomizations that take part, the root first.
	Dirs []string
	// Left is what rendering had to do without. A file that only feeds a ConfigMap
	// or a Secret is [render.Data]; where anything else is left out, objects may be
	// missing, or patches that would change them.
	Left []render.Left
}

// Build renders the kustomization in dir. The error is one line that names the file
// to mend: what is wrong with a kustomization or a file that it uses, or kustomize's
// own; the result then only has what was left out until then, which may be the
// reason. What is remote, missing, outside or a program makes no error but
// [Result.Left]. Build never panics.
//
// It takes as long as kustomize, which cannot be stopped. When ctx is done, or all
// renderings have taken two minutes, Build returns at once with the error of ctx and
// no result, or with one that wraps [ErrLimit]; kustomize may go on for a while in
// the background, and the next Build waits for it.
func (r *Renderer) Build(ctx context.Context, dir string) (*Result, error) {
	left := maxTime - time.Duration(r.spent.Load())
	within, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	result, err := r.take(within, path.Clean(dir))
	switch {
	case err == nil || within.Err() == nil:
		return result, err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return &Result{}, fmt.Errorf("%s: %w: the renderings together took more than %s: name fewer directories", dir, ErrLimit, maxTime)
}

// take waits for the turn of a rendering, and for its result.
func (r *Renderer) take(ctx context.Context, dir string) (*Result, error) {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	started := time.Now()
	defer func() { r.spent.Add(int64(time.Since(started))) }()
	type outcome struct {
		result *Result
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-r.turn }()
		result, err := protected(func() (*Result, error) { return r.build(ctx, dir) })
		if result == nil {
			result = &Result{}
		}
		done <- outcome{result, err}
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *Renderer) build(ctx context.Context, dir string) (*Result, error) {
	p := newPlan(ctx, r, &budget{})
	if _, err := p.visit(dir, nil, false); err != nil {
		return &Result{Left: p.left}, err
	}
	resources, err := p.run()
	if err != nil {
		return &Result{Left: p.left}, err
	}
	objects, err := p.objects(resources)
	if err != nil {
		return &Result{Left: p.left}, err
	}
	return &Result{Objects: objects, Files: p.inputs(), Dirs: p.dirs(), Left: p.left}, nil
}

// objects prints what kustomize made, and gives each object its origin.
func (p *plan) objects(resources resmap.ResMap) ([]render.Object, error) {
	list := resources.Resources()
	marks, taken := make([]int, len(list)), make([]bool, len(p.marks))
	for i, r := range list {
		if marks[i] = p.unmark(r); marks[i] >= 0 {
			taken[marks[i]] = true
		}
	}
	tree := p.tree()
	var out []render.Object
	for i, r := range list {
		needed := p.needs == nil || p.needs(r.GetApiVersion(), r.GetKind())
		if marks[i] < 0 && needed {
			marks[i] = p.guess(r, taken)
		}
		if needed {
			p.budget.printed += size(r, maxPrinted)
		}
		if err := p.within(tree.root); err != nil {
			return nil, err
		}
		text, err := p.print(r, needed)
		if err != nil {
			return nil, fmt.Errorf("%s: cannot print %s %s: %s", tree.root.name, r.GetKind(), r.GetName(), oneLine(err.Error()))
		}
		doc, err := documentOf(tree.root.name, text)
		if err != nil {
			return nil, err
		}
		out = append(out, render.Object{Doc: doc, Origin: newOrigin(tree, doc, marks[i])})
	}
	return out, nil
}

// print returns the text of an object as kustomize prints it; only what it is
// called if it is not needed.
func (p *plan) print(r *resource.Resource, needed bool) ([]byte, error) {
	apiVersion, kind := r.GetApiVersion(), r.GetKind()
	if !needed && plain(apiVersion) && plain(kind) {
		name, err := json.Marshal(r.GetName())
		return fmt.Appendf(nil, "apiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n", apiVersion, kind, name), err
	}
	text, err := r.AsYAML()
	return p.withoutMarks(text), err
}

// plain reports whether a text can stand in YAML as it is.
func plain(text string) bool {
	other := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '/' && r != '-'
	}
	switch strings.ToLower(text) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return !strings.ContainsFunc(text, other) && strings.IndexByte("-./0123456789", text[0]) < 0
}
