package manifest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// input is one file to read, or a stream. name is what users see.
type input struct {
	name, path string
	reader     io.Reader
}

// found is what the given paths lead to.
type found struct {
	inputs   []input
	problems []Problem
}

// find walks the given paths. A directory is searched for .yaml, .yml and .json
// files; a file that is named itself is read whatever its extension.
//
// Symbolic links below a directory are never followed: what they lead to is
// either inside the given paths, and so read under its own name, or outside, and
// none of the tool's business. A path that the user names may be a link.
func find(ctx context.Context, fsys fs.FS, o Options) (*found, error) {
	out := &found{}
	seen := map[string]bool{}
	add := func(in input) {
		if !seen[in.path] {
			seen[in.path] = true
			out.inputs = append(out.inputs, in)
		}
	}
	for _, p := range o.Paths {
		if p == "-" {
			if o.Stdin == nil {
				return nil, errors.New("standard input cannot be read here")
			}
			add(input{name: "<stdin>", path: "-", reader: o.Stdin})
			continue
		}
		name := clean(p)
		info, err := fs.Stat(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no such file or directory; check the path", p)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, cause(err))
		}
		if !info.IsDir() {
			add(input{name: name, path: name})
			continue
		}
		if err := walk(ctx, fsys, name, add, &out.problems); err != nil {
			return nil, err
		}
	}
	if len(out.inputs) == 0 && len(out.problems) == 0 {
		return nil, fmt.Errorf("no manifest files in %s: looked for .yaml, .yml and .json; name a directory that holds some",
			strings.Join(o.Paths, ", "))
	}
	slices.SortStableFunc(out.inputs, func(a, b input) int { return cmp.Compare(a.name, b.name) })
	return out, nil
}

// walk lists the manifest files below one directory.
func walk(ctx context.Context, fsys fs.FS, root string, add func(input), problems *[]Problem) error {
	return fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			*problems = append(*problems, Problem{Severity: Error, File: name,
				Message: fmt.Sprintf("cannot be read: %v; check its permissions, or leave it out", cause(err))})
			return nil
		}
		if entry.IsDir() {
			if name != root && skippedDirectory(entry.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if entry.Type()&fs.ModeSymlink != 0 {
			if p := link(fsys, name); p != nil {
				*problems = append(*problems, *p)
			}
			return nil
		}
		if !manifestName(name) {
			return nil
		}
		if entry.Type().IsRegular() {
			add(input{name: name, path: name})
		}
		return nil
	})
}

// link says of a symbolic link what the user may have expected of it.
func link(fsys fs.FS, name string) *Problem {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil && manifestName(name):
		return &Problem{Severity: Warning, File: name,
			Message: fmt.Sprintf("symbolic link leads nowhere: %v; mend or remove it", cause(err))}
	case err != nil:
		return &Problem{Severity: Info, File: name,
			Message: fmt.Sprintf("symbolic link leads nowhere: %v", cause(err))}
	case info.IsDir() || manifestName(name):
		return &Problem{Severity: Info, File: name,
			Message: "symbolic link not followed: what lies inside the given paths is read under its own name; give the target as a path of its own if it lies outside"}
	}
	return nil
}

// skippedDirectory names directories that hold other people's files, or none
// that anyone applies.
func skippedDirectory(name string) bool {
	switch name {
	case ".git", "node_modules", "vendor":
		return true
	}
	return false
}

// manifestName reports whether a file found in a directory may hold manifests.
func manifestName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}
