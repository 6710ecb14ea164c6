package kustomize

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// closed is the file system that kustomize sees: the files of a plan, and nothing
// that leads out of them. It cannot be written to.
type closed struct {
	ctx   context.Context
	files map[string][]byte // by clean absolute path
	dirs  map[string]bool
}

func newClosed(ctx context.Context, files map[string][]byte) *closed {
	c := &closed{ctx: ctx, files: files, dirs: map[string]bool{}}
	for name := range files {
		for dir := path.Dir(name); !c.dirs[dir]; dir = path.Dir(dir) {
			c.dirs[dir] = true
		}
	}
	return c
}

func clean(name string) string { return path.Clean(filepath.ToSlash(name)) }

// Exists reports whether there is a file or directory of that name.
func (c *closed) Exists(name string) bool {
	_, found := c.files[clean(name)]
	return found || c.IsDir(name)
}

// IsDir reports whether there is a directory of that name.
func (c *closed) IsDir(name string) bool { return c.dirs[clean(name)] }

// CleanedAbs splits a name into its directory and its file.
func (c *closed) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	name = clean(name)
	if c.dirs[name] {
		return filesys.ConfirmedDir(filepath.FromSlash(name)), "", nil
	}
	if _, found := c.files[name]; found {
		return filesys.ConfirmedDir(filepath.FromSlash(path.Dir(name))), path.Base(name), nil
	}
	return "", "", &fs.PathError{Op: "find", Path: name, Err: fs.ErrNotExist}
}

// ReadFile returns a file. It fails once the rendering is cancelled.
func (c *closed) ReadFile(name string) ([]byte, error) {
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	content, found := c.files[clean(name)]
	if !found {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return slices.Clone(content), nil
}

// errClosed answers what no rendering asks for.
var errClosed = errors.New("there are no files but those of the rendering")

// ReadDir refuses: kustomize names each file that it reads.
func (c *closed) ReadDir(string) ([]string, error) { return nil, errClosed }

// Glob refuses, as ReadDir.
func (c *closed) Glob(string) ([]string, error) { return nil, errClosed }

// Walk refuses, as ReadDir.
func (c *closed) Walk(string, filepath.WalkFunc) error { return errClosed }

// Open refuses: kustomize reads whole files.
func (c *closed) Open(string) (filesys.File, error) { return nil, errClosed }

// Create refuses.
func (c *closed) Create(string) (filesys.File, error) { return nil, errClosed }

// Mkdir refuses.
func (c *closed) Mkdir(string) error { return errClosed }

// MkdirAll refuses.
func (c *closed) MkdirAll(string) error { return errClosed }

// RemoveAll refuses.
func (c *closed) RemoveAll(string) error { return errClosed }

// WriteFile refuses.
func (c *closed) WriteFile(string, []byte) error { return errClosed }
