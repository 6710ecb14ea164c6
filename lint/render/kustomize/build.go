package kustomize

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// turn is held by whoever renders: the library keeps the schema in use in a global
// of its own, and what it prints goes to globals of the standard library.
var turn sync.Mutex

// maxTime is how long all renderings of one Renderer may take.
const maxTime = 2 * time.Minute

// Renderer renders the kustomizations of one input.
type Renderer struct {
	fsys  fs.FS
	spent time.Duration
}

// New returns a renderer that reads from fsys and from nowhere else. Its names are
// clean slash-separated paths as users write them, "../base" and "/abs" among
// them; for those that may not be read it answers with render.ErrOutside.
func New(fsys fs.FS) *Renderer { return &Renderer{fsys: fsys} }

// Result is what a kustomization renders to.
type Result struct {
	// Objects are in kustomize's order, one document each.
	Objects []render.Object
	// Files are the files of the input that were read, and Dirs the directories of
	// the kustomizations among them, both sorted.
	Files, Dirs []string
	// Left is what rendering had to do without.
	Left []render.Left
}

// build is the state of one rendering.
type build struct {
	ctx  context.Context
	fsys fs.FS
	root string

	files     map[string]bool
	reads     int
	bytes     int
	resources map[string]bool // files whose objects are resources
	trees     map[string]*kustomization
	left      []render.Left
	marks     []written
	markKey   string
	visits    int
	broken    error // the first kustomization that cannot be read

	sources sources
}

// Build renders the kustomization in dir. The error is kustomize's own, in one
// line; the result then has only what was left out, which may be the reason.
func (r *Renderer) Build(ctx context.Context, dir string) (result *Result, err error) {
	turn.Lock()
	defer turn.Unlock()
	started := time.Now()
	defer func() { r.spent += time.Since(started) }()
	if r.spent > maxTime {
		return nil, fmt.Errorf("%w: the kustomizations before took %s", ErrLimit, maxTime)
	}
	defer func() {
		if cause := recover(); cause != nil {
			result, err = nil, fmt.Errorf("kustomize stopped on a defect of its own: %v", cause)
		}
	}()
	dir = path.Clean(dir)
	b := &build{
		ctx: ctx, fsys: r.fsys, root: dir, markKey: newMarkKey(), files: map[string]bool{}, resources: map[string]bool{}, trees: map[string]*kustomization{},
		sources: sources{fsys: r.fsys, split: map[string][]*source.Document{}, trees: map[*source.Document]source.Node{}},
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone // fsys decides
	options.PluginConfig = types.DisabledPluginConfig()
	var resources resmap.ResMap
	quietly(func() { resources, err = krusty.MakeKustomizer(options).Run(fileSystem{b}, virtual(dir)) })
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if b.broken != nil {
			err = b.broken
		}
		if limit := errors.Is(err, ErrLimit); limit || b.reads > maxReads || b.bytes > maxBytes {
			return nil, fmt.Errorf("%w: %s", ErrLimit, strings.TrimPrefix(oneLine(err.Error()), ErrLimit.Error()+": "))
		}
		return &Result{Left: b.left}, errors.New(oneLine(err.Error()))
	}
	out := &Result{Left: b.left}
	for _, resource := range resources.Resources() {
		mark := b.unmark(resource)
		text, err := resource.AsYAML()
		if err != nil {
			return nil, fmt.Errorf("cannot write %s: %s", resource.GetName(), oneLine(err.Error()))
		}
		documents := source.Split(source.NewFile(path.Join(dir, "kustomization.yaml"), text))
		if len(documents) != 1 {
			continue
		}
		out.Objects = append(out.Objects, render.Object{Doc: documents[0], Origin: &origin{build: b, doc: documents[0], from: mark}})
	}
	out.Files = slices.Sorted(maps.Keys(b.files))
	for name := range b.trees {
		out.Dirs = append(out.Dirs, path.Dir(name))
	}
	slices.Sort(out.Dirs)
	return out, nil
}

// oneLine makes a chain of errors readable: one line, in names of the input.
func oneLine(message string) string {
	message = strings.ReplaceAll(message, relativeRoot+"/", "")
	message = strings.ReplaceAll(message, relativeRoot, ".")
	message = strings.ReplaceAll(message, absoluteRoot+"/", "/")
	up := path.Dir(relativeRoot)
	for i := 1; i < 6; i++ {
		message = strings.ReplaceAll(message, up+"/", strings.Repeat("../", i))
		up = path.Dir(up)
	}
	// Of a chain of directories the last is the one to mend.
	const step = "recursed accumulation of path '"
	if i := strings.LastIndex(message, step); i >= 0 {
		if where, what, found := strings.Cut(message[i+len(step):], "': "); found {
			message = "in " + where + ": " + what
		}
	}
	message = regexp.MustCompile(`&\{0x[0-9a-f]+ <nil>\}: ?`).ReplaceAllString(message, "") // a pointer
	const most = 600
	message = strings.Join(strings.Fields(message), " ")
	if len(message) > most {
		message = strings.ToValidUTF8(message[:most], "") + "…"
	}
	return message
}

// References looks at the kustomization in dir without rendering it: the local
// directories and files that it uses.
func (r *Renderer) References(dir string) (dirs, files []string, err error) {
	b := &build{ctx: context.Background(), fsys: r.fsys, root: dir, files: map[string]bool{}, resources: map[string]bool{}, trees: map[string]*kustomization{}}
	for _, name := range [...]string{"kustomization.yaml", "kustomization.yml", "Kustomization"} {
		name = path.Join(dir, name)
		if info, err := fs.Stat(r.fsys, name); err != nil || info.IsDir() {
			continue
		}
		content, err := b.read(name)
		if err != nil {
			return nil, nil, err
		}
		if _, err := b.rewrite(name, content); err != nil {
			return nil, nil, err
		}
		return b.trees[name].dirs, slices.Sorted(maps.Keys(b.resources)), nil
	}
	return nil, nil, fs.ErrNotExist
}
