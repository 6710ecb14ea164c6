package revision

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// repository is where git keeps things. In a work tree of several, HEAD and the like
// are its own, in git, and all else is in common.
type repository struct {
	root, git, common string
	objects           *store
	shallow           map[id]bool // commits whose parents were not fetched
	reftable          bool        // references are kept in a format that is not read
}

// find returns the repository around dir, and the path of dir in it.
func find(dir string) (*repository, string, error) {
	start, err := filepath.Abs(dir)
	if err == nil {
		// git, too, goes by the real place of the working directory.
		start, err = filepath.EvalSymlinks(start)
	}
	if err != nil {
		return nil, "", fmt.Errorf("no git repository can be looked for at %s: %w", dir, cause(err))
	}
	for root := start; ; root = filepath.Dir(root) {
		git, err := gitDir(root)
		if err != nil {
			return nil, "", err
		}
		if git != "" {
			repo, err := open(root, git)
			if err != nil {
				return nil, "", err
			}
			if git == root {
				return repo, ".", nil // a bare one holds no files to be in
			}
			prefix, err := filepath.Rel(root, start)
			return repo, filepath.ToSlash(prefix), err
		}
		if root == filepath.Dir(root) {
			return nil, "", fmt.Errorf("%s is not in a git repository: run netpolint inside of one, or give directories instead of revisions", dir)
		}
	}
}

// gitDir returns where the repository of a work tree is kept, and "" if root is
// none. A bare repository is kept in itself.
func gitDir(root string) (string, error) {
	name := filepath.Join(root, ".git")
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir() && isGitDir(name):
		return name, nil
	case err == nil && info.Mode().IsRegular():
		text, err := readSmall(name)
		if err != nil {
			return "", err
		}
		dir, ok := strings.CutPrefix(text, "gitdir:")
		if dir = strings.TrimSpace(dir); !ok || dir == "" {
			return "", fmt.Errorf("%s does not say where the repository is: mend or remove it", name)
		}
		if dir = under(root, dir); !isGitDir(dir) {
			return "", fmt.Errorf("%s leads to %s, where no repository is: mend it with git worktree repair, or clone anew", name, dir)
		}
		return dir, nil
	case isGitDir(root):
		return root, nil
	}
	return "", nil
}

// isGitDir tells a repository as git does: by what it must have.
func isGitDir(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, "HEAD")); err != nil || !info.Mode().IsRegular() {
		return false
	}
	common, err := commonDir(dir)
	if err != nil {
		return false
	}
	info, err := os.Stat(filepath.Join(common, "objects"))
	return err == nil && info.IsDir()
}

// commonDir returns what a work tree shares with others.
func commonDir(git string) (string, error) {
	text, err := readSmall(filepath.Join(git, "commondir"))
	if os.IsNotExist(err) {
		return git, nil
	}
	return under(git, strings.TrimSpace(text)), err
}

func open(root, git string) (*repository, error) {
	common, err := commonDir(git)
	if err != nil {
		return nil, err
	}
	r := &repository{root: root, git: git, common: common, shallow: map[id]bool{}}
	format, err := readFormat(filepath.Join(common, "config"))
	if err != nil {
		return nil, err
	}
	size, ok := map[string]int{"": 20, "sha1": 20, "sha256": 32}[format.objects]
	if !ok {
		return nil, fmt.Errorf("the repository at %s names its objects by %s, which netpolint does not know: give directories instead of revisions", root, format.objects)
	}
	r.reftable = format.references != "" && format.references != "files"
	if r.objects, err = openStore(filepath.Join(common, "objects"), size); err != nil {
		return nil, err
	}
	shallow, err := os.ReadFile(filepath.Join(common, "shallow"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for line := range strings.Lines(string(shallow)) {
		if cut, ok := parseID(strings.TrimSpace(line), size); ok {
			r.shallow[cut] = true
		}
	}
	return r, nil
}

// under is a path that is relative to dir unless it is absolute.
func under(dir, name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}
