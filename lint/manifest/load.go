package manifest

import (
	"context"
	"io"
	"io/fs"
	"slices"
	"strings"

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
	// Version is the Kubernetes that the manifests are for.
	Version Version
	// Exclude are globs of files and directories that are not read; see CheckGlob.
	Exclude []string
	// ExcludeBelow are more of them, of a configuration.
	ExcludeBelow Exclusion
	// NoGitignore reads what git ignores too.
	NoGitignore bool
	// ListSkipped asks for Set.Skipped.
	ListSkipped bool

	// Render says whether Kustomize and Helm are applied to the directories that ask
	// for it, and RenderRoots which directories they may read beside the given ones.
	Render      RenderMode
	RenderRoots []string
	// Values are the choices of values that charts are rendered with, beside their
	// defaults, and Namespace is that of their release.
	Values    []ValueSet
	Namespace string

	limits limits
}

// readable are the files and directories that rendering may read beside the given
// directories.
func (o Options) readable() []string {
	var out []string
	for _, dir := range o.RenderRoots {
		out = append(out, clean(dir))
	}
	for _, values := range o.Values {
		for _, file := range values.Files {
			out = append(out, clean(file))
		}
	}
	return out
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

	renderer := &renderer{fsys: newRoots(fsys, append(slices.Clone(found.roots), o.readable()...)), inputs: found.inputs, o: o}
	rendered, err := renderer.render(ctx)
	if err != nil {
		return nil, err
	}
	all := found.inputs
	found.inputs = rendered.loose(all)
	consumed := len(all) - len(found.inputs)
	found.problems = append(found.problems, rendered.problems...)

	files := make([]opened, len(found.inputs))
	reading := newReading(fsys, o.limits)
	err = parallel.Each(ctx, o.Jobs, len(files), func(i int) { files[i] = reading.open(found.inputs[i]) })
	if err != nil {
		return nil, err
	}
	within, problems := reading.settle(found.inputs, files)
	found.inputs, files, found.problems = found.inputs[:within], files[:within], append(found.problems, problems...)

	kustomize := readKustomizations(fsys, found.inputs)
	if o.Render == RenderNever {
		found.problems = append(found.problems, kustomize.problem()...)
	}
	documents := rendered.documents
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
	err = parallel.Each(ctx, o.Jobs, len(documents), func(i int) {
		documents[i].version = o.Version
		documents[i].decode()
		documents[i].made.settle(documents[i])
		documents[i].credit()
	})
	if err != nil {
		return nil, err
	}
	found.skips.files(found.inputs, files)
	set := collect(found.problems, files)
	set.Stats.Files += consumed + rendered.beside
	for _, in := range all {
		// A kustomization that was rendered holds no object, nor does a Chart.yaml.
		if in.reader == nil && notKubernetes(in.name) && rendered.took(in.path) {
			set.Stats.NotManifests++
		}
	}
	rendered.into(set)
	renderer.fsys.marks.into(set, files)
	found.skips.into(set)
	return set, nil
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
		kubernetes, before := len(f.other) > 0, len(set.Problems)
		holds := kubernetes // objects, for certain
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
			holds = holds || len(d.objects)+len(d.other) > 0
		}
		if p := templateProblem(f.documents); p != nil {
			set.Problems = append(set.Problems, *p)
			kubernetes = true
		}
		if !kubernetes {
			set.Stats.NotManifests++
		}
		if holds {
			among(set.Problems[before:])
		}
	}
	return set
}

// among is about the problems of a file that holds objects: a document there that
// is no YAML is most likely an object too, and lost.
func among(problems []Problem) {
	for i := range problems {
		if strings.HasPrefix(problems[i].Message, notYAML) {
			problems[i].Severity = Error
		}
	}
}

// document is one document that must be parsed, and what came of it.
type document struct {
	source *source.Document
	// template is set when the text has what template markers begin with, ytt when
	// the file is a template of ytt, and expanded for the objects of an OpenShift
	// Template. note is what there is to say about a template, once for a file, and
	// unread is set when the document could not be read for being one.
	template, ytt, expanded bool
	// annotated is set when the text may hold annotations that speak to the tool.
	annotated bool
	note      *Problem
	unread    bool

	version    Version
	made       *made
	kustomized *kustomized
	objects    []*Object
	other      []string
	problems   []Problem
}
