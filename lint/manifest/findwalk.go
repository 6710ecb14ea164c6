package manifest

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// finder looks for the files of one run.
type finder struct {
	ctx   context.Context
	fsys  fs.FS
	links realPather // nil on a file system without symbolic links
	o     Options
	out   *found

	excludes  excludes
	below     excludes // of Options.ExcludeBelow
	belowDir  string   // and the real path of its directory
	limits    limits
	seen      map[string]bool // real paths of files that are inputs, and of directories that were walked
	named     map[string]bool // real paths of what the user names
	realRoots []string
	pending   []link
	full      bool // the limit of files is reached
	// patience is how many steps may still be taken to match .gitignore patterns.
	patience int
}

func newFinder(ctx context.Context, fsys fs.FS, o Options) *finder {
	links, _ := fsys.(realPather)
	f := &finder{
		ctx: ctx, fsys: fsys, links: links, o: o,
		out: &found{skips: skips{list: o.ListSkipped}}, excludes: parseExcludes(o.Exclude), limits: o.limits.orStandard(),
		seen: map[string]bool{}, named: map[string]bool{}, patience: maxIgnoreWork,
	}
	if below := o.ExcludeBelow; len(below.Globs) > 0 {
		if dir, err := f.real(clean(below.Dir)); err == nil {
			f.below, f.belowDir = parseExcludes(below.Globs), dir
		}
	}
	return f
}

// directory is one directory of a walk.
type directory struct {
	name, real string
	// path is that from the top of the tree that .gitignore files are about, with a
	// slash at its end; "" for the top itself.
	path    string
	ignores *ignores
	// names are those under which --exclude knows the directory, with a slash at
	// their end: as shown, below the given path, and by the target of a link.
	names []string
}

// add makes a file an input, unless it is one.
func (f *finder) add(in input, real string) {
	switch {
	case f.seen[real]:
	case len(f.out.inputs) >= f.limits.files:
		if !f.full {
			f.full = true
			f.problem(Error, in.name, fmt.Sprintf("not read, and nothing that follows it: the paths hold more than %d files; name fewer directories, or leave some out with --exclude", f.limits.files))
		}
	default:
		f.seen[real] = true
		f.out.inputs = append(f.out.inputs, in)
	}
}

func (f *finder) problem(s Severity, name, message string) {
	f.out.problems = append(f.out.problems, Problem{Severity: s, File: name, Message: message})
}

// walk lists the manifest files of a directory and all below it, in order of name.
func (f *finder) walk(d directory) error {
	if f.ctx.Err() != nil {
		return f.ctx.Err()
	}
	if f.seen[d.real] || f.full {
		return nil
	}
	f.seen[d.real] = true
	entries, err := fs.ReadDir(f.fsys, d.name)
	if err != nil {
		f.problem(Error, d.name, fmt.Sprintf("cannot be read: %v; check its permissions, or leave it out", cause(err)))
	}
	f.enter(&d, entries)
	for _, entry := range entries {
		if err := f.entry(&d, entry); err != nil {
			return err
		}
	}
	return nil
}

// entry looks at one entry of a directory.
func (f *finder) entry(d *directory, entry fs.DirEntry) error {
	base, isDir := entry.Name(), entry.IsDir()
	isLink := entry.Type()&fs.ModeSymlink != 0
	if !isDir && !isLink && !manifestName(base) && !kustomizationFile(base) {
		return nil
	}
	name, real := path.Join(d.name, base), path.Join(d.real, base)
	if reason := f.leftOut(d, base, isDir); reason != "" {
		if !f.named[real] && !f.seen[real] {
			f.out.skips.path(name, "%s", reason)
		}
		return nil
	}
	switch {
	case isDir:
		return f.walk(f.child(d, base))
	case isLink:
		f.pending = append(f.pending, link{name: name, names: d.names, base: base})
	case entry.Type().IsRegular():
		f.add(input{name: name, path: name}, real)
	default:
		f.out.skips.path(name, "a pipe, socket or device, not a file")
	}
	return nil
}

// child is a directory inside another.
func (f *finder) child(d *directory, base string) directory {
	out := directory{name: path.Join(d.name, base), real: path.Join(d.real, base), ignores: d.ignores}
	if d.ignores != nil {
		out.path = d.path + base + "/"
	}
	if f.excludes != nil {
		for _, prefix := range d.names {
			out.names = append(out.names, prefix+base+"/")
		}
	}
	return out
}

// leftOut says why an entry of a directory is not read; "" where it is.
func (f *finder) leftOut(d *directory, base string, isDir bool) string {
	if isDir {
		if reason := skippedDirectory(base); reason != "" {
			return reason
		}
	}
	if !isDir && base == BaselineFile {
		return "a baseline of netpolint, and no manifest"
	}
	if !isDir && base == ConfigFile {
		return "the configuration of netpolint, and no manifest"
	}
	for _, prefix := range d.names {
		if glob, ok := f.excludes.match(prefix+base, isDir); ok {
			return "left out by --exclude " + glob
		}
	}
	if glob, ok := f.leftOutBelow(d, base, isDir); ok {
		return fmt.Sprintf("left out by exclude %s of %s", glob, f.o.ExcludeBelow.By)
	}
	return f.ignored(d, base, isDir)
}

// leftOutBelow applies the globs of Options.ExcludeBelow.
func (f *finder) leftOutBelow(d *directory, base string, isDir bool) (glob string, ok bool) {
	if f.below == nil || !below(f.belowDir, d.real) {
		return "", false
	}
	name := path.Join(d.real, base)
	if f.belowDir != "." {
		name = strings.TrimPrefix(strings.TrimPrefix(name, f.belowDir), "/")
	}
	return f.below.match(name, isDir)
}

// shownPrefix is the beginning of the names below a directory.
func shownPrefix(dir string) string {
	switch {
	case dir == ".":
		return ""
	case strings.HasSuffix(dir, "/"):
		return dir
	}
	return dir + "/"
}
