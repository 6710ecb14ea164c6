package revision

import (
	"errors"
	"fmt"
)

// deepen says how to get the rest of a shallow clone.
const deepen = "fetch all of the history (git fetch --unshallow; in CI fetch-depth: 0 or GIT_DEPTH: 0)"

// unknown is the error for a name that stands for nothing.
func (r *repository) unknown(name string) error {
	text := fmt.Sprintf("no branch, tag or commit `%s` in the repository at %s", name, r.root)
	switch {
	case r.reftable:
		return errors.New(text + ", whose references are in a format that netpolint does not read: give the full hash that git rev-parse prints")
	case len(r.shallow) > 0:
		return errors.New(text + ", which is a shallow clone: " + deepen + ", or check the spelling")
	}
	return errors.New(text + ": fetch it, or check the spelling")
}

// read reads an object; what to do if it is missing depends on the repository.
func (r *repository) read(want id) (kind string, content []byte, err error) {
	kind, content, err = r.objects.read(want)
	return kind, content, r.explain(err)
}

// length returns the size of an object.
func (r *repository) length(want id) (int64, error) {
	size, err := r.objects.length(want)
	return size, r.explain(err)
}

// explain says what to do about an object that is missing.
func (r *repository) explain(err error) error {
	var m *missing
	switch {
	case !errors.As(err, &m):
		return err
	case r.objects.promisor:
		return fmt.Errorf("%w: the repository at %s is a partial clone, and netpolint fetches nothing: run git fetch --refetch --no-filter first", err, r.root)
	case len(r.shallow) > 0:
		return fmt.Errorf("%w: the commit is not in this shallow clone: %s", err, deepen)
	}
	return fmt.Errorf("%w from the repository at %s: look into it with git fsck, or clone anew", err, r.root)
}
