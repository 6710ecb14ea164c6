package kustomize

import (
	"io/fs"
	"path"
	"slices"
)

// References looks at the kustomization in dir without rendering it. It returns the
// directories and files of the input that it uses: bases, components, resources,
// patches, and all else that it names. What is remote, missing or outside is not
// among them. The error says what is wrong with the kustomization; it wraps
// [fs.ErrNotExist] if there is none.
func (r *Renderer) References(dir string) (dirs, files []string, err error) {
	dir = path.Clean(dir)
	name, err := find(r.fsys, dir)
	if err != nil {
		return nil, nil, err
	}
	content, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		return nil, nil, err
	}
	k, err := decode(name, content)
	if err != nil {
		return nil, nil, err
	}
	for _, ref := range references(k) {
		switch name, what := resolve(r.fsys, dir, ref); what {
		case isDirectory:
			dirs = append(dirs, name)
		case isFile:
			files = append(files, name)
		}
	}
	slices.Sort(dirs)
	slices.Sort(files)
	return slices.Compact(dirs), slices.Compact(files), nil
}

// references returns all that a kustomization refers to, as written.
func references(k *kustomization) []string {
	fields := &k.fields
	fields.FixKustomization()
	out := slices.Concat(fields.Resources, fields.Components, fields.Crds, fields.Configurations)
	for _, list := range [...][]string{fields.Generators, fields.Transformers, fields.Validators} {
		for _, entry := range list {
			if !inline(entry) {
				out = append(out, entry)
			}
		}
	}
	for _, patch := range slices.Concat(fields.Patches, *jsonPatches(fields)) {
		out = append(out, patch.Path)
	}
	for _, entry := range *mergePatches(fields) {
		if !inline(string(entry)) {
			out = append(out, string(entry))
		}
	}
	for _, replacement := range fields.Replacements {
		out = append(out, replacement.Path)
	}
	for _, args := range generators(fields) {
		for _, text := range args.FileSources {
			if _, ref, err := fileSource(text); err == nil {
				out = append(out, ref)
			}
		}
		out = append(out, args.EnvSources...)
	}
	return append(out, fields.OpenAPI["path"])
}
