package kustomize

import (
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// generators returns what the generators of ConfigMaps and Secrets of a
// kustomization have in common.
func generators(k *types.Kustomization) []*types.GeneratorArgs {
	var out []*types.GeneratorArgs
	for i := range k.ConfigMapGenerator {
		out = append(out, &k.ConfigMapGenerator[i].GeneratorArgs)
	}
	for i := range k.SecretGenerator {
		out = append(out, &k.SecretGenerator[i].GeneratorArgs)
	}
	return out
}

// configMaps rewrites the generators of ConfigMaps and Secrets. Files that they lack
// are only data: no object is missing without them.
func (w *rewriter) configMaps(k *types.Kustomization) error {
	for i, args := range generators(k) {
		root := source.Path("/configMapGenerator").Index(i)
		if secret := i - len(k.ConfigMapGenerator); secret >= 0 {
			root = source.Path("/secretGenerator").Index(secret)
		}
		item, before := follow(w.root, root), w.budget.data
		if err := w.sources(&args.KvPairSources, item); err != nil {
			return err
		}
		size := w.budget.data - before
		for _, text := range args.LiteralSources {
			size += len(text)
		}
		kind := "ConfigMap"
		if i >= len(k.ConfigMapGenerator) {
			kind = "Secret"
		}
		w.budget.growth.made(kind, size)
		if creates(args) {
			w.markGenerated(args, root)
		}
		w.visit.objects++
	}
	return nil
}

// creates reports whether a generator makes an object of its own, and does not
// change another's.
func creates(args *types.GeneratorArgs) bool {
	return args.Behavior == "" || args.Behavior == types.BehaviorCreate.String()
}

// sources rewrites the files that a ConfigMap or a Secret is made of.
func (w *rewriter) sources(s *types.KvPairSources, item source.Node) error {
	nodes := items(item, "files")
	var files []string
	for i, text := range s.FileSources {
		key, ref, err := fileSource(text)
		if err != nil {
			return fmt.Errorf("%s: %w", w.visit.name, err)
		}
		served, found, err := w.data(ref, nth(nodes, i))
		if err != nil {
			return err
		}
		if found {
			files = append(files, key+"="+served)
		}
	}
	s.FileSources = files

	nodes = append(items(item, "envs"), field(item, "env"))
	var envs []string
	for i, ref := range s.EnvSources {
		served, found, err := w.data(ref, nth(nodes, i))
		if err != nil {
			return err
		}
		if found {
			envs = append(envs, served)
		}
	}
	s.EnvSources, s.EnvSource = envs, ""
	return nil
}

// fileSource splits what kustomize writes as [key=]path. It is ParseFileSource of
// api/internal/generators (v0.21.2).
func fileSource(text string) (key, ref string, err error) {
	key, ref, found := strings.Cut(text, "=")
	switch {
	case !found:
		return path.Base(text), text, nil
	case key == "" || ref == "" || strings.Contains(ref, "="):
		return "", "", fmt.Errorf("%q is not the name of a file, nor KEY=FILE", text)
	}
	return key, ref, nil
}

// data serves a file whose text goes into an object.
func (w *rewriter) data(ref string, at source.Node) (served string, found bool, err error) {
	name, what := resolveFile(w.fsys, w.visit.dir, ref)
	if what != isFile {
		w.leave(render.Data, ref, w.span(at))
		return "", false, nil
	}
	content, err := w.read(name)
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", w.visit.name, err)
	}
	served, err = w.serve(w.visit, name, content)
	w.budget.text -= len(content)
	w.budget.data += len(content)
	return served, true, err
}
