package revision

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

var (
	errOutside  = errors.New("it leads outside of the repository")
	errLinks    = fmt.Errorf("it leads through more than %d symbolic links", maxLinks)
	errNoTarget = errors.New("its target is empty, or longer than any path")
)

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
