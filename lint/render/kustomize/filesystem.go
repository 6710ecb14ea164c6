package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/netpolint/netpolint/lint/render"
)

// Limits of one rendering. Trees of thousands of files are real; beyond that a
// kustomization is more likely a bomb.
const (
	maxReads  = 20_000
	maxBytes  = 128 << 20
	maxVisits = 1000
)

// ErrLimit is wrapped by the error of a rendering that asks for too much.
var ErrLimit = errors.New("rendering stopped")

// The library wants absolute paths. Names of the input are put below a directory
// so deep that "../" never leads out of what stands for it; absolute ones below
// another.
const (
	relativeRoot = "/r/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_/_"
	absoluteRoot = "/a"
)

var errReadOnly = errors.New("the input is not written to")

// virtual is the path under which the library knows a name of the input.
func virtual(name string) string {
	if strings.HasPrefix(name, "/") {
		return path.Clean(absoluteRoot + name)
	}
	return path.Join(relativeRoot, name)
}

// actual is the name of the input behind a virtual path.
func actual(p string) (string, bool) {
	p = path.Clean(p)
	if p == absoluteRoot {
		return "/", true
	}
	if rest, found := strings.CutPrefix(p, absoluteRoot+"/"); found {
		return "/" + rest, true
	}
	if !strings.HasPrefix(p, "/r/") {
		return "", false
	}
	name, err := filepath.Rel(relativeRoot, p)
	return filepath.ToSlash(name), err == nil
}

// fileSystem is the input as the library sees it: read-only, bounded, and with
// kustomizations and resources rewritten on the way.
type fileSystem struct {
	*build
}

func (f fileSystem) stat(p string) (fs.FileInfo, error) {
	name, ok := actual(p)
	if !ok {
		return nil, &fs.PathError{Op: "stat", Path: p, Err: render.ErrOutside}
	}
	return fs.Stat(f.fsys, name)
}

// IsDir reports whether a path is a directory of the input.
func (f fileSystem) IsDir(p string) bool {
	info, err := f.stat(p)
	return err == nil && info.IsDir()
}

// Exists reports whether a path is in the input.
func (f fileSystem) Exists(p string) bool {
	_, err := f.stat(p)
	return err == nil
}

// CleanedAbs splits a path into its directory and its file.
func (f fileSystem) CleanedAbs(p string) (filesys.ConfirmedDir, string, error) {
	p = path.Clean(p)
	info, err := f.stat(p)
	if err != nil {
		return "", "", err
	}
	if info.IsDir() {
		return filesys.ConfirmedDir(p), "", nil
	}
	return filesys.ConfirmedDir(path.Dir(p)), path.Base(p), nil
}

// ReadDir lists the names in a directory.
func (f fileSystem) ReadDir(p string) ([]string, error) {
	name, ok := actual(p)
	if !ok {
		return nil, render.ErrOutside
	}
	entries, err := fs.ReadDir(f.fsys, name)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out, err
}

// ReadFile returns a file, with a kustomization or a resource rewritten.
func (f fileSystem) ReadFile(p string) ([]byte, error) {
	name, ok := actual(p)
	if !ok {
		return nil, render.ErrOutside
	}
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	if info, err := fs.Stat(f.fsys, name); err != nil || info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.Join(err, fs.ErrNotExist)}
	}
	content, err := f.read(name)
	if err != nil {
		return nil, err
	}
	if !kustomizationName(name) && bomb(content) {
		return nil, fmt.Errorf("%s: not read, as its aliases expand without end", name)
	}
	switch {
	case kustomizationName(name):
		text, err := f.rewrite(name, content)
		if err != nil && f.broken == nil {
			f.broken = err // the library would go on and say that there is no such file
		}
		return text, err
	case f.resources[name]:
		return f.mark(name, content), nil
	}
	return content, nil
}

// read returns a file as it stands, within the limits.
func (b *build) read(name string) ([]byte, error) {
	content, err := fs.ReadFile(b.fsys, name)
	if err != nil {
		return nil, err
	}
	b.reads++
	b.bytes += len(content)
	if b.reads > maxReads || b.bytes > maxBytes {
		return nil, fmt.Errorf("%w: more than %d files or %d MiB are read", ErrLimit, maxReads, maxBytes>>20)
	}
	b.files[name] = true
	return content, nil
}

// Glob finds nothing: no field of a kustomization asks for it.
func (f fileSystem) Glob(string) ([]string, error) { return nil, nil }

// Walk is for localizing, which is not done.
func (f fileSystem) Walk(string, filepath.WalkFunc) error { return errReadOnly }

// Open is for plugins, which are not run.
func (f fileSystem) Open(string) (filesys.File, error) { return nil, errReadOnly }

// Create refuses.
func (f fileSystem) Create(string) (filesys.File, error) { return nil, errReadOnly }

// Mkdir refuses.
func (f fileSystem) Mkdir(string) error { return errReadOnly }

// MkdirAll refuses.
func (f fileSystem) MkdirAll(string) error { return errReadOnly }

// RemoveAll refuses.
func (f fileSystem) RemoveAll(string) error { return errReadOnly }

// WriteFile refuses.
func (f fileSystem) WriteFile(string, []byte) error { return errReadOnly }

// kustomizationName reports whether a file steers kustomize.
func kustomizationName(name string) bool {
	switch path.Base(name) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}
