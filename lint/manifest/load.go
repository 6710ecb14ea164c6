package manifest

import (
	"context"
	"io"
	"io/fs"

	"github.com/netpolint/netpolint/lint/parallel"
	"github.com/netpolint/netpolint/lint/source"
)

// Options says what to read.
type Options struct {
	// Paths are files and directories; "-" is standard input. A directory is
	// read with all below it.
	Paths []string
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Jobs is how many files are worked on at once; 0 means one for each
	// processor.
	Jobs int
}

// Load reads the manifests of the given paths. What cannot be read becomes a
// problem of the set; an error is returned only where there is nothing to go on
// with: a path that does not exist, paths without any manifest file, a
// cancelled context.
func Load(ctx context.Context, fsys fs.FS, o Options) (*Set, error) {
	found, err := find(ctx, fsys, o)
	if err != nil {
		return nil, err
	}

	files := make([]opened, len(found.inputs))
	err = parallel.Each(ctx, o.Jobs, len(files), func(i int) { files[i] = open(fsys, found.inputs[i]) })
	if err != nil {
		return nil, err
	}

	kustomize := readKustomizations(fsys, found.inputs)
	found.problems = append(found.problems, kustomize.problem()...)
	var documents []*document
	for i := range files {
		name := found.inputs[i].path
		if kustomize.patches[name] {
			files[i].patch()
			continue
		}
		kustomized := kustomize.of(name)
		for _, d := range files[i].documents {
			d.kustomized = kustomized
			documents = append(documents, d)
		}
	}
	err = parallel.Each(ctx, o.Jobs, len(documents), func(i int) { documents[i].decode() })
	if err != nil {
		return nil, err
	}
	return collect(found.problems, files), nil
}

// collect joins what was read of every file, in the order of the files.
func collect(problems []Problem, files []opened) *Set {
	set := &Set{Problems: problems, Stats: Stats{Other: map[string]int{}}}
	for i := range files {
		f := &files[i]
		if f.problem != nil {
			set.Problems = append(set.Problems, *f.problem)
			continue
		}
		set.Stats.Files++
		set.Stats.Documents += f.count
		kubernetes := len(f.other) > 0
		for _, kind := range f.other {
			set.Stats.Other[kind]++
		}
		for _, d := range f.documents {
			set.Objects = append(set.Objects, d.objects...)
			set.Problems = append(set.Problems, d.problems...)
			for _, kind := range d.other {
				set.Stats.Other[kind]++
			}
			kubernetes = kubernetes || len(d.objects)+len(d.problems)+len(d.other) > 0
		}
		if !kubernetes {
			set.Stats.NotManifests++
		}
	}
	return set
}

// document is one document that must be parsed, and what came of it.
type document struct {
	source     *source.Document
	template   bool
	kustomized *kustomized
	objects    []*Object
	other      []string
	problems   []Problem
}
