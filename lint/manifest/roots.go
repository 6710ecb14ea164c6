package manifest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/netpolint/netpolint/lint/render"
)

// maxRendered is the largest file that a renderer may read, in bytes.
const maxRendered = 16 << 20

// roots is the part of a file system that rendering may see: the given
// directories and all below them, by their real place, so that no "../" and no
// symbolic link leads out. Manifests come from strangers' pull requests.
type roots struct {
	fsys fs.FS
	dirs []string

	once sync.Once
	real []string

	marks marks
}

// realPather is a file system with symbolic links.
type realPather interface {
	// RealPath returns the absolute path of name with all links followed.
	RealPath(name string) (string, error)
}

func newRoots(fsys fs.FS, dirs []string) *roots { return &roots{fsys: fsys, dirs: dirs} }

// allow returns an error that wraps render.ErrOutside unless name lies in the roots.
func (r *roots) allow(op, name string) error {
	if !within(r.dirs, path.Clean(name)) {
		return &fs.PathError{Op: op, Path: name, Err: render.ErrOutside}
	}
	links, ok := r.fsys.(realPather)
	if !ok {
		return nil
	}
	r.once.Do(func() {
		for _, d := range r.dirs {
			if p, err := links.RealPath(d); err == nil {
				r.real = append(r.real, p)
			}
		}
	})
	p, err := links.RealPath(name)
	if err != nil {
		return &fs.PathError{Op: op, Path: name, Err: cause(err)}
	}
	if !within(r.real, p) {
		return &fs.PathError{Op: op, Path: name, Err: render.ErrOutside}
	}
	return nil
}

// within reports whether a clean path is one of dirs or below one.
func within(dirs []string, name string) bool {
	for _, d := range dirs {
		if below(d, name) {
			return true
		}
	}
	return false
}

// below reports whether name is dir or lies in it, by their text alone.
func below(dir, name string) bool {
	switch {
	case name == dir:
		return true
	case dir == ".":
		return name != ".." && !strings.HasPrefix(name, "../") && !strings.HasPrefix(name, "/")
	case dir == "/":
		return strings.HasPrefix(name, "/")
	case strings.HasSuffix("/"+dir, "/.."):
		rest, found := strings.CutPrefix(name, dir+"/")
		return found && rest != ".." && !strings.HasPrefix(rest, "../")
	}
	return strings.HasPrefix(name, dir+"/")
}

// Open opens a regular file or a directory of the roots.
func (r *roots) Open(name string) (fs.File, error) {
	if err := r.allow("open", name); err != nil {
		return nil, err
	}
	return r.fsys.Open(name)
}

// Stat is about a file or directory of the roots.
func (r *roots) Stat(name string) (fs.FileInfo, error) {
	if err := r.allow("stat", name); err != nil {
		return nil, err
	}
	return fs.Stat(r.fsys, name)
}

// ReadDir lists a directory of the roots.
func (r *roots) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := r.allow("readdir", name); err != nil {
		return nil, err
	}
	return fs.ReadDir(r.fsys, name)
}

// ReadFile reads a regular file of the roots; pipes and devices, which may have
// no end, are refused.
func (r *roots) ReadFile(name string) ([]byte, error) {
	f, err := r.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("not a regular file")}
	case info.Size() > maxRendered:
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("larger than %d MiB", maxRendered>>20)}
	}
	content, err := readAll(io.LimitReader(f, maxRendered), info.Size())
	if err == nil {
		r.marks.note(path.Clean(name), content)
	}
	return content, err
}
