package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// rewriter makes the references of one kustomization refer to files of the plan.
// After it, no field holds a reference that was written by somebody else: those
// with references are listed in rewrite, and all that kustomize loads stands in
// one of them (every use of ifc.Loader in api v0.21.2: target, builtins, kv,
// accumulator, builtinconfig).
type rewriter struct {
	*plan
	*kustomization
	visit *visit
}

func (w *rewriter) rewrite() error {
	k := &w.fields
	k.FixKustomization() // joins older fields with those that replaced them
	if k.CheckEmpty() != nil {
		return fmt.Errorf("%s: it asks for nothing, which kustomize refuses: add a resource, or remove the file", w.visit.name)
	}
	if v := w.visit; v.parent != nil && (k.Kind == types.ComponentKind) != v.component {
		if v.component {
			return fmt.Errorf("%s: it is no component: give it kind: Component, or list it under resources in %s", v.name, v.parent.name)
		}
		return fmt.Errorf("%s: it is a component: list it under components in %s", v.name, v.parent.name)
	}
	if err := w.shortNames(k); err != nil {
		return err
	}
	w.programs(k)
	for _, step := range [...]func(*types.Kustomization) error{
		w.resources, w.fileFields, w.configMaps, w.plugins, w.components, w.patches,
	} {
		if err := step(k); err != nil {
			return err
		}
	}
	k.BuildMetadata = withoutPaths(k.BuildMetadata)
	w.visit.patches += len(k.Patches) + len(*mergePatches(k)) + len(*jsonPatches(k)) + len(k.Replacements) + len(k.Images) + len(k.Transformers)
	keepsSomething(k)
	return nil
}

// programs drops what Helm would make.
func (w *rewriter) programs(k *types.Kustomization) {
	for _, name := range [...]string{"helmCharts", "helmChartInflationGenerator"} {
		for _, item := range items(w.root, name) {
			what := "the Helm chart"
			for _, key := range [...]string{"name", "chartName"} {
				if text := item.Get(key).Text(); text != "" {
					what += " " + text
				}
			}
			w.leave(render.Program, what, w.span(item))
			w.visit.lacks()
		}
	}
	if len(k.HelmCharts) > 0 && !w.visit.partial {
		w.leave(render.Program, "a Helm chart", w.span(w.root)) // under a key of another case
		w.visit.lacks()
	}
	k.HelmCharts, k.HelmGlobals = nil, nil // FixKustomization has joined the older field
}

// without notes that a reference is left out.
func (w *rewriter) without(what referent, ref string, at source.Node) {
	w.leave(what.left(), ref, w.span(at))
}

// resources rewrites `resources`, into which `bases` have been joined.
func (w *rewriter) resources(k *types.Kustomization) error {
	nodes := items(w.root, "resources", "bases")
	var out []string
	for i, ref := range k.Resources {
		name, what := resolve(w.fsys, w.visit.dir, ref)
		switch what {
		case isFile:
			served, err := w.resource(name)
			if err != nil {
				return err
			}
			out = append(out, served)
		case isDirectory:
			base, err := w.use(name, ref, nth(nodes, i), false)
			if err != nil {
				return err
			}
			if base != nil {
				out = append(out, base.reference())
			}
		default:
			w.without(what, ref, nth(nodes, i))
			w.visit.lacks()
		}
	}
	k.Resources = out
	return nil
}

// use visits the kustomization in a directory. If there is none, which is as good as
// a directory that is not there, that is noted, and the visit is nil.
func (w *rewriter) use(dir, ref string, at source.Node, component bool) (*visit, error) {
	what := isDirectory
	switch _, err := find(w.fsys, dir); {
	case errors.Is(err, render.ErrOutside):
		what = isOutside
	case errors.Is(err, fs.ErrNotExist):
		what = isMissing
	}
	if what != isDirectory {
		w.without(what, path.Join(ref, "kustomization.yaml"), at)
		w.visit.lacks()
		return nil, nil
	}
	return w.plan.visit(dir, w.visit, component)
}

// resource serves a file of objects, each of them marked.
func (w *rewriter) resource(name string) (string, error) {
	content, err := w.read(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", w.visit.name, err)
	}
	content, objects, err := w.mark(w.visit, name, content)
	if err != nil {
		return "", err
	}
	w.visit.objects += objects
	return w.serve(w.visit, name, content)
}

// components rewrites `components`, which are always directories.
func (w *rewriter) components(k *types.Kustomization) error {
	nodes := items(w.root, "components")
	var out []string
	for i, ref := range k.Components {
		name, what := resolve(w.fsys, w.visit.dir, ref)
		switch what {
		case isFile:
			return fmt.Errorf("%s: component %s is a file: name the directory of its kustomization", w.visit.name, ref)
		case isDirectory:
			component, err := w.use(name, ref, nth(nodes, i), true)
			if err != nil {
				return err
			}
			if component != nil {
				w.visit.components = append(w.visit.components, component)
				out = append(out, component.reference())
			}
		default:
			w.without(what, ref, nth(nodes, i))
			w.visit.lacks()
		}
	}
	k.Components = out
	return nil
}

// fileFields rewrites the fields that hold names of files.
func (w *rewriter) fileFields(k *types.Kustomization) error {
	var err error
	if k.Crds, err = w.names(k.Crds, "crds", nothing); err != nil {
		return err
	}
	if k.Configurations, err = w.names(k.Configurations, "configurations", w.configured); err != nil {
		return err
	}
	nodes := items(w.root, "replacements")
	var replacements []types.ReplacementField
	for i, r := range k.Replacements {
		if r.Path != "" {
			var found bool
			if r.Path, found, err = w.load(r.Path, field(nth(nodes, i), "path"), w.replacementsIn); err != nil {
				return err
			} else if !found {
				continue
			}
		}
		if err := w.replacement(r.Replacement); err != nil {
			return err
		}
		replacements = append(replacements, r)
	}
	k.Replacements = replacements
	if ref, found := k.OpenAPI["path"]; found {
		if k.OpenAPI["path"], found, err = w.load(ref, field(w.root, "openapi").Get("path"), nothing); err != nil {
			return err
		} else if !found {
			delete(k.OpenAPI, "path")
		}
	}
	w.schema = w.schema || len(k.OpenAPI) > 0
	return nil
}

// names rewrites a list of names of files.
func (w *rewriter) names(list []string, name string, note func(parsed) error) ([]string, error) {
	nodes := items(w.root, name)
	var out []string
	for i, ref := range list {
		served, found, err := w.load(ref, nth(nodes, i), note)
		if err != nil {
			return nil, err
		}
		if found {
			out = append(out, served)
		}
	}
	return out, nil
}

// load serves a file that the kustomization names; false if it is left out. Its
// documents are passed to note.
func (w *rewriter) load(ref string, at source.Node, note func(parsed) error) (served string, found bool, err error) {
	name, what := resolveFile(w.fsys, w.visit.dir, ref)
	if what != isFile {
		w.without(what, ref, at)
		return "", false, nil
	}
	content, err := w.read(name)
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", w.visit.name, err)
	}
	documents, err := parse(name, content)
	if err != nil {
		return "", false, err
	}
	w.visit.patches += len(documents)
	if err := w.charge(w.visit, documents); err != nil {
		return "", false, err
	}
	for _, d := range documents {
		if err := note(d); err != nil {
			return "", false, err
		}
	}
	served, err = w.serve(w.visit, name, content)
	return served, true, err
}

// nothing is what there is to note of most files.
func nothing(parsed) error { return nil }

// withoutPaths drops the options that write the names of files into the result.
func withoutPaths(options []string) []string {
	var out []string
	for _, option := range options {
		if option != types.OriginAnnotations && option != types.TransformerAnnotations {
			out = append(out, option)
		}
	}
	return out
}

// keepsSomething sees to it that a kustomization from which all was left out is not
// refused as an empty one.
func keepsSomething(k *types.Kustomization) {
	if k.CheckEmpty() != nil {
		k.MetaData = &types.ObjectMeta{Name: "netpolint"}
	}
}
