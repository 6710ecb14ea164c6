package kustomize

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
)

// visit is one use of a kustomization. A base that two overlays use is visited
// twice, each time in files of its own, so that an object tells which way it came.
type visit struct {
	virtual string // the directory that kustomize sees

	// dir and name are the directory and its kustomization file in the input.
	dir, name string
	info      fs.FileInfo // of the directory
	// parent uses this one: as a component, which then changes all objects of its
	// parent, or as a base, which changes its own only.
	parent     *visit
	component  bool
	components []*visit

	// objects is how many it makes, and patches how often it looks through them.
	objects, patches int
	// spread is how many bytes of labels and annotations it puts into each object.
	spread int

	// partial is set when resources are missing here or below, so that what speaks
	// of them must not fail.
	partial       bool
	kustomization *kustomization // nil once the rendering is made
}

// virtualPath is the directory under which kustomize knows a visit. Its last part is
// that of the real one, from which one of kustomize's transformers takes a value. No
// such directory lies in another, as kustomize would call that a cycle.
func virtualPath(id int, dir string) string {
	base := path.Base(dir)
	if !regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`).MatchString(base) {
		base = "x"
	}
	return virtualDir + strconv.Itoa(id) + "/" + base
}

// reference is how the kustomization of one visit refers to that of another. It
// starts with "..", so kustomize cannot take it for a repository.
func (v *visit) reference() string { return "../.." + v.virtual }

// mayUse returns an error if a kustomization below v must not be that of dir. info is
// that of the directory: symbolic links and ".." give it other names.
func (v *visit) mayUse(dir string, info fs.FileInfo) error {
	depth := 0
	for up := v; up != nil; up = up.parent {
		if dir == up.dir || os.SameFile(info, up.info) {
			return fmt.Errorf("%s: it uses %s, which uses it: remove one of the references", v.name, dir)
		}
		if contains(dir, up.dir) {
			return fmt.Errorf("%s: it uses %s, in which %s lies, and kustomize takes that for a cycle: move one of them", v.name, dir, up.dir)
		}
		if depth++; depth > maxDepth {
			return fmt.Errorf("%s: %w: it is more than %d kustomizations deep: flatten them", v.name, ErrLimit, maxDepth)
		}
	}
	return nil
}

// lacks marks a visit, and all that it becomes part of, as partial.
func (v *visit) lacks() {
	for ; v != nil; v = v.parent {
		v.partial = true
	}
}
