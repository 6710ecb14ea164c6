package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Find looks for the configuration of some input: the nearest to what all the paths
// have in common, up to the top of the repository. Where there is no repository, it
// looks no further up than the current directory, and a directory that is neither
// named nor below the current one is nobody's: others may have put a file there. It
// returns "" for none.
// Standard input counts as the current directory.
func Find(paths []string) (string, error) {
	start, named, err := common(paths)
	if err != nil {
		return "", err
	}
	top, ours, err := topOf(start)
	if err != nil || !named && !ours {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, manifest.ConfigFile)
		if _, err := os.Lstat(name); err == nil {
			return shown(name), nil
		}
		if other := filepath.Join(dir, strings.TrimSuffix(manifest.ConfigFile, ".yaml")+".yml"); exists(other) {
			return "", fmt.Errorf("%s: the configuration is called %s: rename the file", shown(other), manifest.ConfigFile)
		}
		if dir == top || filepath.Dir(dir) == dir {
			return "", nil
		}
	}
}

// common is the directory that all paths have in common, as an absolute path, and
// whether it is that of one of them.
func common(paths []string) (start string, named bool, err error) {
	for i, p := range paths {
		if p == "-" {
			p = "."
		}
		dir, err := filepath.Abs(p)
		if err != nil {
			return "", false, err
		}
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			dir = filepath.Dir(dir)
		}
		if i == 0 {
			start, named = dir, true
			continue
		}
		for !within(start, dir) {
			start, named = filepath.Dir(start), false
		}
		named = named || start == dir
	}
	if start == "" {
		start, err = filepath.Abs(".")
		return start, true, err
	}
	return start, named, nil
}

// within reports whether an absolute path is dir or lies in it.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// topOf is the directory above which nothing is looked at. It is ours if it is the top
// of a repository, or the current directory.
func topOf(start string) (top string, ours bool, err error) {
	for dir := start; ; dir = filepath.Dir(dir) {
		if exists(filepath.Join(dir, ".git")) {
			return dir, true, nil
		}
		if filepath.Dir(dir) == dir {
			break
		}
	}
	here, err := filepath.Abs(".")
	if err != nil || !within(here, start) {
		return start, false, err
	}
	return here, true, nil
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// shown is an absolute path as the user would write it: from the current directory,
// where that is no longer.
func shown(name string) string {
	here, err := filepath.Abs(".")
	if err != nil {
		return name
	}
	rel, err := filepath.Rel(here, name)
	if err != nil || len(rel) > len(name) {
		return name
	}
	return filepath.ToSlash(rel)
}

// Load reads a configuration from disk. One that was found, and not named by the
// user, must lie in its repository by its real place too: a link to another file
// would show what is in that one.
func (d *Description) Load(name string, named bool) (*File, error) {
	place, top, err := placeOf(name, named)
	if err != nil {
		return nil, err
	}
	content, err := read(name, top, named)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f, err := d.Parse(place, content)
	if err != nil {
		return nil, err
	}
	return f, f.checkFiles(top)
}

// placeOf says what the paths of a file begin from: its directory; or the current
// one, for a file that the user names and that lies elsewhere than above it.
func placeOf(name string, named bool) (p Place, top string, err error) {
	file, err := filepath.Abs(name)
	if err != nil {
		return p, "", err
	}
	here, err := filepath.Abs(".")
	if err != nil {
		return p, "", err
	}
	dir := filepath.Dir(file)
	if named && !within(dir, here) {
		dir = here
	}
	if top, _, err = topOf(dir); err != nil {
		return p, "", err
	}
	if !within(top, dir) {
		top = dir
	}
	depth := 0
	if rel, err := filepath.Rel(top, dir); err == nil && rel != "." {
		depth = strings.Count(filepath.ToSlash(rel), "/") + 1
	}
	// Relative, as it has to mean the same below the root of a revision.
	shownDir, err := filepath.Rel(here, dir)
	if err != nil {
		shownDir = dir
	}
	return Place{Name: filepath.ToSlash(name), Dir: filepath.ToSlash(shownDir), Depth: depth, Below: func(name string) (string, bool) { return belowOnDisk(dir, name) }}, top, nil
}

// belowOnDisk is the path of a file below a directory, by its text, or else by its
// real place.
func belowOnDisk(dir, name string) (string, bool) {
	if name == "" || name == "<stdin>" {
		return "", false
	}
	file, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		return "", false
	}
	if !within(dir, file) {
		real, err := filepath.EvalSymlinks(file)
		if err != nil {
			return "", false
		}
		realDir, err := filepath.EvalSymlinks(dir)
		if err != nil || !within(realDir, real) {
			return "", false
		}
		dir, file = realDir, real
	}
	rel, err := filepath.Rel(dir, file)
	return filepath.ToSlash(rel), err == nil
}

func read(name, top string, named bool) ([]byte, error) {
	if !named {
		if err := inside(name, top); err != nil {
			return nil, err
		}
	}
	// A pipe would make the program wait, so it is looked at first.
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("no such file; check the path")
	case err != nil:
		return nil, cause(err)
	case info.IsDir():
		return nil, errors.New("a directory where a configuration was expected")
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, cause(err)
	}
	return content, nil
}

// inside refuses a file that a link leads to from a directory it is not in, and what
// belongs to git, where pipelines keep tokens: messages show parts of what is read.
func inside(name, top string) error {
	real, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if real, err = filepath.EvalSymlinks(real); err != nil {
		return cause(err)
	}
	if top, err = filepath.EvalSymlinks(top); err != nil {
		return cause(err)
	}
	if !within(top, real) {
		return errors.New("a link that leads out of the repository is not followed")
	}
	if rel, err := filepath.Rel(top, real); err != nil || slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), isGit) {
		return errors.New("what belongs to git is not read")
	}
	return nil
}

// isGit also holds on file systems for which .GIT is the same directory.
func isGit(name string) bool { return strings.EqualFold(name, ".git") }

func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// checkFiles finds files and directories that are not there, or lie outside of the
// repository by a link.
func (f *File) checkFiles(top string) error {
	var problems []Problem
	check := func(v *value, paths []string, directories bool) {
		for i, joined := range paths {
			for _, name := range strings.Split(joined, ",") {
				what := "file"
				if directories {
					what = "directory"
				}
				info, err := os.Stat(filepath.FromSlash(name))
				if err != nil || info.IsDir() != directories {
					problems = append(problems, Problem{v.items[i].span, fmt.Sprintf("no such %s: %s", what, name)})
				} else if err := inside(filepath.FromSlash(name), top); err != nil {
					problems = append(problems, Problem{v.items[i].span, fmt.Sprintf("%s: %v", name, err)})
				}
			}
		}
	}
	check(f.root.get("render-roots"), f.RenderRoots.V, true)
	check(f.root.get("values"), f.Values.V, false)
	if len(problems) > 0 {
		return &Error{File: f.Name, Problems: problems}
	}
	return nil
}
