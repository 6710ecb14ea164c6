package kustomize

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
)

// referent is what a reference of a kustomization stands for.
type referent int

const (
	isFile referent = iota
	isDirectory
	isRemote
	isOutside
	isMissing
)

// left is how a referent that rendering has to do without is reported.
func (r referent) left() render.Kind {
	switch r {
	case isRemote:
		return render.Remote
	case isOutside:
		return render.Outside
	}
	return render.Missing
}

// resolve says what a reference in a kustomization of dir stands for, and its name
// in the input. Kustomize takes a name for a file first, then for a repository,
// then for a directory; so does resolve.
func resolve(fsys fs.FS, dir, ref string) (name string, what referent) {
	if fetched(ref) {
		return "", isRemote
	}
	if ref == "" {
		return "", isMissing
	}
	name = nameIn(dir, ref)
	info, err := fs.Stat(fsys, name)
	switch {
	case err == nil && !info.IsDir():
		return name, isFile
	case cloned(ref) || err != nil && strings.Contains(ref, "://"):
		return "", isRemote
	case err == nil:
		return name, isDirectory
	case errors.Is(err, render.ErrOutside):
		return name, isOutside
	}
	return name, isMissing
}

// resolveFile is resolve for the names of files alone, which kustomize never takes
// for those of repositories.
func resolveFile(fsys fs.FS, dir, ref string) (name string, what referent) {
	if fetched(ref) {
		return "", isRemote
	}
	if ref == "" {
		return "", isMissing
	}
	name = nameIn(dir, ref)
	info, err := fs.Stat(fsys, name)
	switch {
	case errors.Is(err, render.ErrOutside):
		return name, isOutside
	case err != nil || info.IsDir():
		return name, isMissing
	}
	return name, isFile
}

// nameIn returns the name in the input of what a kustomization of dir refers to.
func nameIn(dir, ref string) string {
	if path.IsAbs(ref) {
		return path.Clean(ref)
	}
	return path.Join(dir, ref)
}

// contains reports whether name is dir or lies below it, by their text. Both are
// clean.
func contains(dir, name string) bool {
	switch {
	case dir == name:
		return true
	case path.IsAbs(dir) != path.IsAbs(name):
		return false
	case dir == "/":
		return true
	case dir == "." || dir == ".." || strings.HasSuffix(dir, "/.."):
		return ups(name) <= ups(dir)
	}
	return strings.HasPrefix(name, dir+"/")
}

// ups counts the steps up with which a relative name starts.
func ups(name string) int {
	n := 0
	for _, part := range strings.Split(name, "/") {
		if part != ".." {
			break
		}
		n++
	}
	return n
}
