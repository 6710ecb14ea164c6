package revision

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
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
	errNoDir   = errors.New("not a directory")
	errIsDir   = errors.New("is a directory")
	errTooMany = fmt.Errorf("the tree lists more than %d files", maxListed)
)

func newFiles(repo *repository, root entry) *files {
	return &files{repo: repo, root: root, trees: map[id][]entry{}}
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
