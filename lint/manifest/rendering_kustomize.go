package manifest

import (
	"cmp"
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/render/kustomize"
	"github.com/netpolint/netpolint/lint/source"
)

// kustomizations renders the kustomizations that no other one uses: a base is
// seen through its overlays. Where one cannot be rendered, those that it uses are,
// so that one mistake does not hide a tree.
func (r *renderer) kustomizations(ctx context.Context, out *outcome) error {
	tree := r.tree(out)
	k := kustomize.New(r.fsys)
	done := map[string]bool{}
	queue := tree.roots()
	for len(queue) > 0 {
		dir := queue[0]
		queue = queue[1:]
		if done[dir] {
			continue
		}
		done[dir] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		result, err := k.Build(ctx, dir)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if result != nil {
				out.problems = append(out.problems, left(dir, result.Left)...)
			}
			out.failed[dir] = true
			p := Problem{Severity: Error, File: tree.file[dir], Lost: dir, Message: "kustomize build " + dir + " fails, so the files are read as they stand: " + err.Error()}
			if result != nil && incomplete(result.Left) {
				p.Message += " (most likely because " + result.Left[0].What + " is left out)"
			}
			out.problems = append(out.problems, p)
			if !errors.Is(err, kustomize.ErrLimit) {
				queue = append(queue, tree.uses[dir]...)
			}
			for _, d := range tree.uses[dir] {
				out.failedUses[d] = true
			}
			continue
		}
		for _, file := range result.Files {
			if !out.consumed[file] && !tree.input[file] {
				out.beside++
			}
			out.consumed[file] = true
		}
		for _, d := range result.Dirs {
			done[d] = true
		}
		out.problems = append(out.problems, left(dir, result.Left)...)
		by := &Rendering{Tool: "kustomize", Dir: dir}
		out.add(result.Objects, by, incomplete(result.Left) || out.failedUses[dir])
		if incomplete(result.Left) {
			out.gaps = append(out.gaps, tree.namespace[dir])
		}
	}
	return nil
}

// incomplete reports whether what was left out may hold objects.
func incomplete(left []render.Left) bool {
	return slices.ContainsFunc(left, func(l render.Left) bool { return l.Kind != render.Data })
}

// kustomizeTree is which kustomizations of the input use which others.
type kustomizeTree struct {
	dirs  []string
	file  map[string]string   // the kustomization of a directory
	uses  map[string][]string // directories of the input that it uses
	used  map[string]bool
	input map[string]bool // the files of the input
	// namespace is the one that a kustomization puts everything into, "" for none.
	namespace map[string]string
}

// tree reads the kustomizations of the input. Files that only share the name are
// left out, and those of templates in charts.
func (r *renderer) tree(out *outcome) *kustomizeTree {
	t := &kustomizeTree{file: map[string]string{}, uses: map[string][]string{}, used: map[string]bool{}, input: map[string]bool{}, namespace: map[string]string{}}
	for _, in := range r.inputs {
		t.input[in.path] = true
		dir := path.Dir(in.path)
		if in.reader == nil && kustomizationFile(in.path) && !within(r.fsys.dirs, dir) {
			out.problems = append(out.problems, Problem{Severity: Warning, File: in.name,
				Message: "not rendered, as only the file is given: name its directory, " + dir + ", to have it rendered"})
		}
		if in.reader != nil || !kustomizationFile(in.path) || out.took(in.path) || !within(r.fsys.dirs, dir) || t.file[dir] != "" {
			continue
		}
		kind, namespace := kustomizationKind(r.fsys, in.path)
		t.namespace[dir] = namespace
		switch kind {
		case "":
			continue
		case "Component":
			// It cannot be built by itself.
			out.failed[dir] = true
			t.file[dir] = in.path
			continue
		}
		t.file[dir] = in.path
		t.dirs = append(t.dirs, dir)
	}
	k := kustomize.New(r.fsys)
	for dir := range t.file {
		dirs, _, _ := k.References(dir)
		for _, d := range dirs {
			if d != dir && t.file[d] != "" {
				t.uses[dir] = append(t.uses[dir], d)
				t.used[d] = true
			}
		}
		slices.Sort(t.uses[dir])
	}
	for dir := range out.failed {
		if t.used[dir] {
			delete(out.failed, dir)
		}
	}
	return t
}

// roots returns the kustomizations that no other one uses, and one of each cycle.
func (t *kustomizeTree) roots() []string {
	var out []string
	reached := map[string]bool{}
	var follow func(string)
	follow = func(dir string) {
		if !reached[dir] {
			reached[dir] = true
			for _, d := range t.uses[dir] {
				follow(d)
			}
		}
	}
	for _, pass := range [...]bool{false, true} {
		for _, dir := range t.dirs {
			if !reached[dir] && (pass || !t.used[dir]) {
				out = append(out, dir)
				follow(dir)
			}
		}
	}
	return out
}

// kustomizationKind returns the kind of a kustomization file, "" for a file that
// only has its name, as Flux's Kustomization objects sometimes do; and the namespace
// that it sets.
func kustomizationKind(fsys *roots, name string) (kind, namespace string) {
	content, err := fsys.ReadFile(name)
	if err != nil {
		return "", ""
	}
	documents := source.Split(source.NewFile(name, content))
	if len(documents) == 0 {
		return "Kustomization", ""
	}
	root, err := documents[0].Parse()
	if err != nil {
		return "Kustomization", "" // kustomize says best what is wrong with it
	}
	if api := text(root.Get("apiVersion")); api != "" && !strings.HasPrefix(api, "kustomize.config.k8s.io/") {
		return "", ""
	}
	return cmp.Or(text(root.Get("kind")), "Kustomization"), text(root.Get("namespace"))
}
