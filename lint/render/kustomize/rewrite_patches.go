package kustomize

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/source"
)

// patches rewrites the three fields that hold patches.
func (w *rewriter) patches(k *types.Kustomization) error {
	var err error
	merges, operations := mergePatches(k), jsonPatches(k)
	if *merges, err = w.mergePatches(*merges); err != nil {
		return err
	}
	if k.Patches, err = w.loadPatches(k.Patches, "patches"); err != nil {
		return err
	}
	if *operations, err = w.loadPatches(*operations, "patchesJson6902"); err != nil {
		return err
	}
	if w.visit.partial {
		return w.aim(k)
	}
	return nil
}

// mergePatches rewrites strategic merge patches, each of which is given as text or
// as the name of a file.
func (w *rewriter) mergePatches(list []types.PatchStrategicMerge) ([]types.PatchStrategicMerge, error) {
	nodes := items(w.root, "patchesStrategicMerge")
	var out []types.PatchStrategicMerge
	for i, entry := range list {
		if inline(string(entry)) {
			if err := w.patchText(string(entry)); err != nil {
				return nil, err
			}
			out = append(out, entry)
			continue
		}
		served, found, err := w.load(string(entry), nth(nodes, i), w.patchIn)
		if err != nil {
			return nil, err
		}
		if found {
			out = append(out, types.PatchStrategicMerge(served))
		}
	}
	return out, nil
}

// inline reports whether an entry that may be text or the name of a file is text:
// whether it holds objects. Kustomize decides alike, and where it does not, it looks
// for a file of that name.
func inline(entry string) bool {
	documents, err := parse("", []byte(entry))
	if err != nil || len(documents) == 0 || fetched(entry) {
		return false
	}
	return !slices.ContainsFunc(documents, func(d parsed) bool {
		return d.root.Kind() != source.Mapping || !d.root.Get("kind").Exists()
	})
}

// loadPatches rewrites patches that are given as text, or by the name of a file.
func (w *rewriter) loadPatches(list []types.Patch, name string) ([]types.Patch, error) {
	nodes := items(w.root, name)
	var out []types.Patch
	for i, patch := range list {
		if patch.Path != "" {
			served, found, err := w.load(patch.Path, field(nth(nodes, i), "path"), w.patchIn)
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			patch.Path = served
		}
		if err := w.patchText(patch.Patch); err != nil {
			return nil, err
		}
		out = append(out, patch)
	}
	return out, nil
}

// patchIn notes a document of a patch.
func (w *rewriter) patchIn(d parsed) error {
	w.budget.growth.patch(d)
	return nil
}

// patchText looks at a patch that is given as text.
func (w *rewriter) patchText(text string) error {
	documents, err := parse(w.visit.name, []byte(text))
	if err != nil {
		return fmt.Errorf("%s: a patch is not valid YAML: %w", w.visit.name, err)
	}
	for _, d := range documents {
		w.budget.growth.patch(d)
	}
	return w.charge(w.visit, documents)
}

// aim gives each strategic merge patch the target that it names itself. Kustomize
// fails where a patch without a target finds no object, and that may be one of those
// that are missing.
func (w *rewriter) aim(k *types.Kustomization) error {
	var patches []types.Patch
	for _, entry := range *mergePatches(k) {
		// As `patches` they can have a target; kustomize applies both fields one
		// after the other.
		patch := types.Patch{Patch: string(entry)}
		if !inline(patch.Patch) {
			patch = types.Patch{Path: patch.Patch}
		}
		patches = append(patches, patch)
	}
	*mergePatches(k) = nil
	patches, k.Patches = append(patches, k.Patches...), nil
	for _, patch := range patches {
		aimed, err := w.aimed(patch)
		if err != nil {
			return err
		}
		k.Patches = append(k.Patches, aimed...)
	}
	return nil
}

// aimed returns a patch with a target, or one for each of its documents.
func (w *rewriter) aimed(patch types.Patch) ([]types.Patch, error) {
	if patch.Target != nil {
		return []types.Patch{patch}, nil
	}
	name, content := w.visit.name, []byte(patch.Patch)
	if patch.Path != "" {
		name, content = w.served(w.visit, patch.Path)
	}
	documents, err := parse(name, content)
	if err != nil {
		return nil, err
	}
	var out []types.Patch
	for _, d := range documents {
		if d.root.Kind() != source.Mapping {
			return []types.Patch{patch}, nil // kustomize says what is wrong with it
		}
		served, err := w.serve(w.visit, name, d.Bytes())
		if err != nil {
			return nil, err
		}
		out = append(out, types.Patch{Path: served, Target: selectorFor(d.root), Options: patch.Options})
	}
	return out, nil
}

// selectorFor is the selector for the object that a strategic merge patch names.
func selectorFor(patch source.Node) *types.Selector {
	group, version, found := strings.Cut(patch.Get("apiVersion").Text(), "/")
	if !found {
		group, version = "", group
	}
	var s types.Selector
	s.Group, s.Version = regexp.QuoteMeta(group), regexp.QuoteMeta(version)
	s.Kind = regexp.QuoteMeta(patch.Get("kind").Text())
	s.Name = regexp.QuoteMeta(patch.Get("metadata").Get("name").Text())
	s.Namespace = regexp.QuoteMeta(patch.Get("metadata").Get("namespace").Text())
	return &s
}
