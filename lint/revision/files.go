package revision

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// files is the file system of a tree.
type files struct {
	repo *repository
	root entry

	mu     sync.Mutex
	trees  map[id][]entry
	listed int
}

var (
	_ fs.ReadDirFS  = (*files)(nil)
	_ fs.ReadFileFS = (*files)(nil)
	_ fs.StatFS     = (*files)(nil)
	_ fs.ReadLinkFS = (*files)(nil)
)

var (
	errOutside  = errors.New("it leads outside of the repository")
	errLinks    = fmt.Errorf("it leads through more than %d symbolic links", maxLinks)
	errNoDir    = errors.New("not a directory")
	errIsDir    = errors.New("is a directory")
	errTooMany  = fmt.Errorf("the tree lists more than %d files", maxListed)
	errNoTarget = errors.New("its target is empty, or longer than any path")
)

func newFiles(repo *repository, root entry) *files {
	return &files{repo: repo, root: root, trees: map[id][]entry{}}
}

// list returns the entries of a directory, sorted by name. Those of a submodule are
// not in this repository.
func (f *files) list(dir entry) ([]entry, error) {
	if dir.submodule {
		return nil, nil
	}
	f.mu.Lock()
	known, ok := f.trees[dir.id]
	f.mu.Unlock()
	if ok {
		return known, nil
	}
	kind, content, err := f.repo.read(dir.id)
	if err != nil {
		return nil, err
	}
	if kind != "tree" {
		return nil, damaged(dir.id, fmt.Errorf("a %s where a directory was expected", kind))
	}
	entries, err := parseTree(content, f.repo.objects.size)
	if err != nil {
		return nil, damaged(dir.id, err)
	}
	// Git sorts directories as if their names ended in a slash.
	slices.SortFunc(entries, byName)
	for i := 1; i < len(entries); i++ {
		if entries[i].name == entries[i-1].name {
			return nil, damaged(dir.id, fmt.Errorf("it holds two entries named %q", entries[i].name))
		}
	}
	f.mu.Lock()
	f.trees[dir.id] = entries
	f.mu.Unlock()
	return entries, nil
}

func byName(a, b entry) int { return strings.Compare(a.name, b.name) }

// find returns what a path leads to, and the path with all links followed; of the
// last link only if follow is set.
func (f *files) find(name string, follow bool) (entry, string, error) {
	// Names of files need not be UTF-8; io/fs asks that of those that it gives.
	if !fs.ValidPath(strings.ToValidUTF8(name, "?")) {
		return entry{}, "", fs.ErrInvalid
	}
	at := []entry{f.root}
	pending := strings.Split(name, "/")
	for links := 0; len(pending) > 0; {
		part := pending[0]
		pending = pending[1:]
		dir := at[len(at)-1]
		switch {
		case part == "" || part == ".":
			continue
		case part == ".." && len(at) == 1:
			return entry{}, "", errOutside
		case part == "..":
			at = at[:len(at)-1]
			continue
		case !dir.mode.IsDir():
			return entry{}, "", fs.ErrNotExist
		}
		entries, err := f.list(dir)
		if err != nil {
			return entry{}, "", err
		}
		i, ok := slices.BinarySearchFunc(entries, entry{name: part}, byName)
		if !ok {
			return entry{}, "", fs.ErrNotExist
		}
		e := entries[i]
		if e.mode&fs.ModeSymlink == 0 || !follow && len(pending) == 0 {
			at = append(at, e)
			continue
		}
		if links++; links > maxLinks {
			return entry{}, "", errLinks
		}
		target, err := f.target(e)
		if err != nil {
			return entry{}, "", err
		}
		if path.IsAbs(target) {
			return entry{}, "", errOutside
		}
		pending = append(strings.Split(target, "/"), pending...)
	}
	real := make([]string, 0, len(at))
	for _, e := range at {
		real = append(real, e.name)
	}
	return at[len(at)-1], path.Join(real...), nil
}

// target returns where a symbolic link leads.
func (f *files) target(link entry) (string, error) {
	size, err := f.repo.length(link.id)
	if err != nil {
		return "", err
	}
	if size == 0 || size > maxTarget {
		return "", errNoTarget
	}
	content, err := f.blob(link)
	return string(content), err
}

// blob returns the content of a file or link.
func (f *files) blob(e entry) ([]byte, error) {
	kind, content, err := f.repo.read(e.id)
	if err == nil && kind != "blob" {
		err = damaged(e.id, fmt.Errorf("a %s where a file was expected", kind))
	}
	return content, err
}

// Open opens a file or directory. Files are read at the first Read.
func (f *files) Open(name string) (fs.File, error) {
	e, _, err := f.find(name, true)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	e.name = path.Base(name)
	info, err := f.info(e)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	if e.mode.IsDir() {
		return &openDir{info: info, name: name, read: func() ([]fs.DirEntry, error) { return f.dir(e) }}, nil
	}
	return &openFile{info: info, name: name, read: func() ([]byte, error) { return f.blob(e) }}, nil
}

// ReadFile returns the content of a file.
func (f *files) ReadFile(name string) ([]byte, error) {
	e, _, err := f.find(name, true)
	var content []byte
	switch {
	case err != nil:
	case e.mode.IsDir():
		err = errIsDir
	default:
		content, err = f.blob(e)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return content, nil
}

// ReadDir returns the entries of a directory, sorted by name.
func (f *files) ReadDir(name string) ([]fs.DirEntry, error) {
	e, _, err := f.find(name, true)
	var out []fs.DirEntry
	if err == nil && !e.mode.IsDir() {
		err = errNoDir
	}
	if err == nil {
		out, err = f.dir(e)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: err}
	}
	return out, nil
}

// dir is the list of a directory as others see it.
func (f *files) dir(e entry) ([]fs.DirEntry, error) {
	entries, err := f.list(e)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.listed += len(entries)
	many := f.listed > maxListed
	f.mu.Unlock()
	if many {
		return nil, errTooMany
	}
	out := make([]fs.DirEntry, len(entries))
	for i, one := range entries {
		out[i] = &dirEntry{f, one}
	}
	return out, nil
}

// Stat tells of what a path leads to.
func (f *files) Stat(name string) (fs.FileInfo, error) { return f.stat("stat", name, true) }

// Lstat tells of a symbolic link itself.
func (f *files) Lstat(name string) (fs.FileInfo, error) { return f.stat("lstat", name, false) }

func (f *files) stat(op, name string, follow bool) (fs.FileInfo, error) {
	e, _, err := f.find(name, follow)
	if err == nil {
		e.name = path.Base(name)
		var info fs.FileInfo
		if info, err = f.info(e); err == nil {
			return info, nil
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: err}
}

// ReadLink returns the target of a symbolic link as it is written.
func (f *files) ReadLink(name string) (string, error) {
	e, _, err := f.find(name, false)
	if err == nil && e.mode&fs.ModeSymlink == 0 {
		err = fs.ErrInvalid
	}
	target := ""
	if err == nil {
		target, err = f.target(e)
	}
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
	}
	return target, nil
}

// RealPath returns a path with all symbolic links followed.
func (f *files) RealPath(name string) (string, error) {
	_, real, err := f.find(name, true)
	if err != nil {
		return "", &fs.PathError{Op: "realpath", Path: name, Err: err}
	}
	return real, nil
}
