package manifest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxIgnoreFile is the largest .gitignore that is read, in bytes.
const maxIgnoreFile = 512 << 10

// maxIgnoreWork is how many steps are taken in all to match .gitignore patterns,
// some seconds' worth. A thousand patterns on a hundred thousand files need fewer.
const maxIgnoreWork = 500_000_000

// ignored says why git ignores an entry of a directory; "" where it does not.
func (f *finder) ignored(d *directory, base string, isDir bool) string {
	if d.ignores == nil || f.patience <= 0 {
		return ""
	}
	work := 0
	v := d.ignores.match(d.path+base, isDir, &work)
	f.spend(work, d.name)
	if !v.ignored() {
		return ""
	}
	return fmt.Sprintf("ignored by %s:%d", v.file.name, v.line)
}

// spend takes steps off those that may still be taken, and says so when they run
// out.
func (f *finder) spend(work int, at string) {
	if f.patience <= 0 {
		return
	}
	if f.patience -= work; f.patience <= 0 {
		f.problem(Warning, at, "the .gitignore files hold too many patterns for so many files: from here on all is read as if there were none; remove patterns, or use --no-gitignore")
	}
}

// enter adds the .gitignore of a directory, which the walk has just listed, to
// those that hold there. A repository inside another begins anew: the outer one
// knows nothing of its files.
func (f *finder) enter(d *directory, entries []fs.DirEntry) {
	if f.o.NoGitignore || f.patience <= 0 {
		return
	}
	find := func(name string) fs.DirEntry {
		i, ok := slices.BinarySearchFunc(entries, name, func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
		if !ok {
			return nil
		}
		return entries[i]
	}
	if git := find(".git"); git != nil && (git.IsDir() || git.Type().IsRegular()) {
		d.ignores, d.path = nil, ""
		if git.IsDir() {
			d.ignores = f.ignoreFile(nil, "", path.Join(d.name, ".git/info/exclude"), path.Join(d.name, ".git/info/exclude"))
		}
	}
	// Git follows no link here either.
	if file := find(".gitignore"); file != nil && file.Type().IsRegular() {
		name := path.Join(d.name, ".gitignore")
		d.ignores = f.ignoreFile(d.ignores, d.path, name, name)
	}
}

// ignoresAbove reads the .gitignore files above a given directory that is inside
// of a repository: those from the top of the repository down. Outside of the given
// paths no other files are read. path is the directory's own place below the top.
func (f *finder) ignoresAbove(g given) (rules *ignores, at string) {
	if f.o.NoGitignore {
		return nil, ""
	}
	var dirs []string // from the given directory up
	for dir := g.real; ; dir = path.Dir(dir) {
		dirs = append(dirs, dir)
		if info, err := fs.Stat(f.fsys, path.Join(dir, ".git")); err == nil && (info.IsDir() || info.Mode().IsRegular()) {
			break
		}
		if path.Dir(dir) == dir || dir == "." {
			return nil, "" // in no repository
		}
	}
	if len(dirs) == 1 {
		return nil, "" // the walk itself comes by
	}
	for i := len(dirs) - 1; i > 0; i-- {
		below := path.Base(dirs[i-1])
		if i == len(dirs)-1 {
			rules = f.ignoreFileAbove(g, i, dirs[i], rules, at, ".git/info/exclude")
		}
		rules = f.ignoreFileAbove(g, i, dirs[i], rules, at, ".gitignore")
		at += below + "/"
		work := 0
		if rules != nil && rules.match(strings.TrimSuffix(at, "/"), true, &work).ignored() {
			// The user names what git ignores, and means it.
			return nil, ""
		}
	}
	return rules, at
}

// ignoreFileAbove reads an ignore file of a directory that is so many levels above
// a given one.
func (f *finder) ignoreFileAbove(g given, levels int, dir string, outer *ignores, above, base string) *ignores {
	file := path.Join(dir, base)
	if real, err := f.real(file); err != nil || real != file {
		return outer // none, or a link
	}
	shown := path.Join(g.name, strings.Repeat("../", levels), base)
	if real, err := f.real(shown); err != nil || real != file {
		shown = file
	}
	return f.ignoreFile(outer, above, file, shown)
}

// ignoreFile adds the patterns of one file to those that hold outside of it.
func (f *finder) ignoreFile(outer *ignores, above, file, shown string) *ignores {
	content, err := f.readIgnoreFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return outer
	}
	if err != nil {
		f.problem(Warning, shown, fmt.Sprintf("cannot be read, so nothing is left out for it: %v; mend it, or use --no-gitignore", cause(err)))
		return outer
	}
	f.spend(len(content), shown)
	parsed := parseIgnoreFile(shown, string(content))
	if parsed == nil {
		return outer
	}
	return &ignores{file: parsed, above: len(above), outer: outer}
}

func (f *finder) readIgnoreFile(name string) ([]byte, error) {
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > maxIgnoreFile:
		return nil, fmt.Errorf("larger than %d KiB", maxIgnoreFile>>10)
	}
	return readAll(io.LimitReader(file, maxIgnoreFile), info.Size())
}
