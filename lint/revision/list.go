package revision

import (
	"fmt"
	"slices"
	"strings"
)

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

// blob returns the content of a file or link.
func (f *files) blob(e entry) ([]byte, error) {
	kind, content, err := f.repo.read(e.id)
	if err == nil && kind != "blob" {
		err = damaged(e.id, fmt.Errorf("a %s where a file was expected", kind))
	}
	return content, err
}
