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
	// pipe is set for a named pipe, which is read although it has no size.
	pipe bool
}

// found is what the given paths lead to.
type found struct {
	inputs []input
	// roots are the directories among the given paths.
	roots    []string
	problems []Problem
	skips    skips
}

// find walks the given paths. A directory is searched for .yaml, .yml and .json
// files; a file that is named itself is read whatever its extension. Each file is
// read once, whichever ways lead to it.
func find(ctx context.Context, fsys fs.FS, o Options) (*found, error) {
	f := newFinder(ctx, fsys, o)
	var dirs []given
	for _, p := range o.Paths {
		if p == "-" {
			if o.Stdin == nil {
				return nil, errors.New("standard input cannot be read here")
			}
			f.add(input{name: "<stdin>", path: "-", reader: o.Stdin}, "-")
			continue
		}
		g, err := f.given(p)
		switch {
		case err != nil:
			return nil, err
		case g.info.IsDir():
			dirs = append(dirs, g)
		default:
			f.add(input{name: g.name, path: g.name, pipe: g.info.Mode()&fs.ModeNamedPipe != 0}, g.real)
		}
	}
	if err := f.directories(dirs); err != nil {
		return nil, err
	}
	if len(f.out.inputs) == 0 && len(f.out.problems) == 0 {
		return nil, f.nothing()
	}
	slices.SortStableFunc(f.out.inputs, func(a, b input) int { return cmp.Compare(a.name, b.name) })
	return f.out, nil
}

// given is a path that the user names. real is its absolute path without symbolic
// links, by which files are told from each other.
type given struct {
	name, real string
	info       fs.FileInfo
}

// given looks at a path. What it names is always read, also where it would be left
// out below a directory; a device is refused, which may have no end.
func (f *finder) given(p string) (given, error) {
	g := given{name: clean(p)}
	info, err := fs.Stat(f.fsys, g.name)
	if errors.Is(err, fs.ErrNotExist) {
		return g, fmt.Errorf("%s: no such file or directory; check the path", p)
	}
	if err != nil {
		return g, fmt.Errorf("%s: %w", p, cause(err))
	}
	g.info = info
	if g.real, err = f.real(g.name); err != nil {
		g.real = g.name // the pipe of a shell, /dev/fd/63, has no place
	}
	if info.Mode()&(fs.ModeDevice|fs.ModeCharDevice|fs.ModeSocket|fs.ModeIrregular) != 0 {
		return g, fmt.Errorf("%s: a device or socket, which is not read: name files and directories, or - for standard input", p)
	}
	f.named[g.real] = true
	return g, nil
}

// directories walks the given directories, and then follows the symbolic links
// that were met. A directory comes before those inside it, so that the order of the
// arguments does not matter.
func (f *finder) directories(dirs []given) error {
	slices.SortStableFunc(dirs, func(a, b given) int { return cmp.Compare(strings.Count(a.real, "/"), strings.Count(b.real, "/")) })
	for _, d := range dirs {
		f.out.roots = append(f.out.roots, d.name)
		f.realRoots = append(f.realRoots, d.real)
	}
	for _, d := range dirs {
		rules, above := f.ignoresAbove(d)
		start := directory{name: d.name, real: d.real, path: above, ignores: rules, names: []string{shownPrefix(d.name), ""}}
		if err := f.walk(start); err != nil {
			return err
		}
	}
	return f.followLinks()
}

// nothing is the error for paths that lead to no manifest.
func (f *finder) nothing() error {
	where := strings.Join(f.o.Paths, ", ")
	if n := f.out.skips.paths; n > 0 {
		first := f.out.skips.first
		return noFilesf("no manifest files in %s: looked for .yaml, .yml and .json, and left out %d of what is there, such as %s (%s)", where, n, first.Name, first.Reason)
	}
	return noFilesf("no manifest files in %s: looked for .yaml, .yml and .json; name a directory that holds some", where)
}

// real returns what tells a file from all others: on a file system with symbolic
// links its absolute path without any.
func (f *finder) real(name string) (string, error) {
	if f.links == nil {
		return name, nil
	}
	return f.links.RealPath(name)
}

// ConfigFile is the name of the tool's own configuration, which is no manifest.
const ConfigFile = ".netpolint.yaml"

// BaselineFile is the name of a baseline where none is given, which is no manifest
// either.
const BaselineFile = ".netpolint-baseline.json"

// skippedDirectory says of directories that hold other people's files, or none
// that anyone applies, what they are.
func skippedDirectory(name string) string {
	switch name {
	case ".git":
		return "belongs to git"
	case "node_modules", "vendor":
		return "a directory of this name holds other projects; name it as a path to have it read"
	}
	return ""
}

// manifestName reports whether a file found in a directory may hold manifests.
func manifestName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}
