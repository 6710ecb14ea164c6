// Ported from Helm v4.3.1 (pkg/chart/v2/loader/directory.go, internal/sympath).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/ignore"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// Limits of what is read of one chart.
const (
	// maxChart is the most bytes that all files of a chart have together, those of
	// archives unpacked. As in Helm.
	maxChart = 100 << 20
	// maxEntries is the most files and directories.
	maxEntries = 50_000
	// maxLevels is how deep directories lie, and charts in charts: a symbolic link
	// may lead in circles, and an archive may hold itself.
	maxLevels = 32
)

// loading is the reading of one chart.
type loading struct {
	ctx     context.Context
	fsys    fs.FS
	dir     string
	rules   *ignore.Rules
	all     bool // walk directories that matter to .Files only, too
	entries int
	left    int64 // how many bytes may still be read
	raw     int64 // how many bytes archives may still unpack to

	found []entry
	extra []string // directories that were not walked
	names []string // of the files that were read
	lost  []render.Left
}

// entry is a file of the directory.
type entry struct {
	name, path string
	size       int64
}

// walk lists the files of a directory of the chart that .helmignore leaves.
func (l *loading) walk(rel string, level int) error {
	if level > maxLevels {
		return fmt.Errorf("directory %s is more than %d levels deep: does a symbolic link lead in circles?", path.Join(l.dir, rel), maxLevels)
	}
	list, err := fs.ReadDir(l.fsys, path.Join(l.dir, rel))
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range list {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		if err := l.visit(path.Join(rel, e.Name()), level); err != nil {
			return err
		}
	}
	return nil
}

// visit looks at one file or directory. Symbolic links are followed, as far as the
// file system of the caller does.
func (l *loading) visit(rel string, level int) error {
	if l.entries++; l.entries > maxEntries {
		return fmt.Errorf("chart has more than %d files: name those that are not of the chart in .helmignore", maxEntries)
	}
	name := path.Join(l.dir, rel)
	info, err := fs.Stat(l.fsys, name)
	switch {
	case errors.Is(err, render.ErrOutside):
		l.lost = append(l.lost, render.Left{Kind: render.Outside, What: name})
		return nil
	case err != nil:
		return err
	case l.rules.Ignore(rel, info):
		return nil
	case info.IsDir() && !l.all && isExtraDir(rel):
		l.extra = append(l.extra, rel)
		return nil
	case info.IsDir():
		return l.walk(rel, level+1)
	case !info.Mode().IsRegular():
		return fmt.Errorf("cannot load irregular file %s as it has file mode type bits set", name)
	}
	l.found = append(l.found, entry{name: rel, path: name, size: info.Size()})
	return nil
}

// ignored reads the rules of .helmignore.
func (l *loading) ignored() error {
	l.rules = ignore.Empty()
	name := path.Join(l.dir, ignore.HelmIgnore)
	if _, err := fs.Stat(l.fsys, name); err == nil {
		content, err := fs.ReadFile(l.fsys, name)
		if err != nil {
			return err
		}
		l.names = append(l.names, name)
		if l.rules, err = ignore.Parse(bytes.NewReader(content)); err != nil {
			return &Error{At: source.Span{File: source.NewFile(name, content)}, Message: err.Error(), err: err}
		}
	}
	l.rules.AddDefaults()
	return nil
}

// read reads one file.
func (l *loading) read(e entry) (*file, error) {
	if err := l.ctx.Err(); err != nil {
		return nil, err
	}
	if e.size > l.left {
		return nil, errTooLarge()
	}
	content, err := fs.ReadFile(l.fsys, e.path)
	if err != nil {
		return nil, fmt.Errorf("error reading %s: %w", e.name, err)
	}
	if l.left -= int64(len(content)); l.left < 0 {
		return nil, errTooLarge()
	}
	l.names = append(l.names, e.path)
	return newFile(e.name, source.NewFile(e.path, content)), nil
}

func errTooLarge() error {
	return fmt.Errorf("chart exceeds maximum decompressed size of %d bytes", maxChart)
}
