package helm

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
)

// Chart is a chart that was read, with those in its charts directory. It does not
// change any more, and is safe for concurrent use.
type Chart struct {
	// Name and Version are those of Chart.yaml. Type is "application", "library",
	// which cannot be rendered, or "", which stands for the former.
	Name, Version, Type string
	// Dir is the directory of the chart, as the caller named it.
	Dir string
	// Missing is what rendering has to do without, whatever the values: charts that
	// Chart.yaml or requirements.yaml of this chart or of one below asks for and
	// that are not in charts/ (but see [Chart.MissingWith]), and files that lead out
	// of what may be read.
	Missing []render.Left
	// Files are the names of all files that were read, in order.
	Files []string

	fsys fs.FS
	root *chart
}

// Load reads the chart in a directory: Chart.yaml, values.yaml, templates/, crds/,
// and charts/, unpacked or as *.tgz, but for what .helmignore leaves out. The
// names that fsys gets are dir with slashes and names behind it; symbolic links
// are followed if fsys does.
//
// Files that only .Files could give to templates are not read if no template
// speaks of it.
//
// The error is Helm's own, in one line; it is an *[Error] where it is about a place
// in a file. It wraps [render.ErrOutside] if fsys refused what the chart cannot be
// without.
func Load(ctx context.Context, fsys fs.FS, dir string) (c *Chart, err error) {
	defer guardPanics(&err)
	l := &loading{ctx: ctx, fsys: fsys, dir: path.Clean(dir), left: maxChart, raw: 2 * maxChart}
	if _, err := fs.Stat(fsys, path.Join(l.dir, "Chart.yaml")); err != nil {
		return nil, fmt.Errorf("unable to detect chart at %s: %w", l.dir, err)
	}
	if err := l.ignored(); err != nil {
		return nil, oneLine(err)
	}
	if err := l.walk("", 0); err != nil {
		return nil, oneLine(err)
	}
	files, err := l.files()
	if err != nil {
		return nil, oneLine(err)
	}
	root, err := l.assemble(files, 0)
	if err != nil {
		return nil, oneLine(err)
	}
	slices.Sort(l.names)
	return &Chart{
		Name: root.name(), Version: root.metadata.Version, Type: root.metadata.Type,
		Dir: l.dir, Missing: append(missing(root), l.lost...), Files: slices.Compact(l.names),
		fsys: fsys, root: root,
	}, nil
}

// files reads the files of the chart, those that only .Files gives if a template
// speaks of it: a chart may lie at the top of a large repository.
func (l *loading) files() ([]*file, error) {
	var out []*file
	var extra []entry
	asked := false
	for _, e := range l.found {
		if isExtra(e.name) {
			extra = append(extra, e)
			continue
		}
		f, err := l.read(e)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
		// Packed charts have their own files, and values may be templates.
		asked = asked || bytes.Contains(f.data(), []byte("Files"))
	}
	if !asked {
		return out, nil
	}
	l.found, l.all = extra, true
	for _, dir := range l.extra {
		if err := l.walk(dir, 1); err != nil {
			return nil, err
		}
	}
	for _, e := range l.found {
		f, err := l.read(e)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// isExtra reports whether a file of a chart matters to .Files only.
func isExtra(name string) bool {
	dir, base := path.Split(name)
	switch dir {
	case "":
		return !isSteering(base)
	case "charts/":
		return false // packed charts; Helm has no good word for other files
	}
	if rest, ok := inSubchart(name); ok {
		return isExtra(rest)
	}
	return isExtraDir(path.Clean(dir))
}

// isExtraDir reports whether all files of a directory of a chart do.
func isExtraDir(name string) bool {
	if rest, ok := inSubchart(name); ok {
		return isExtraDir(rest)
	}
	first, _, _ := strings.Cut(name, "/")
	return first != "templates" && first != "crds" && first != "charts"
}

// inSubchart returns the name in its chart of what lies in a subchart.
func inSubchart(name string) (string, bool) {
	rest, found := strings.CutPrefix(name, "charts/")
	if !found {
		return "", false
	}
	_, rest, found = strings.Cut(rest, "/")
	return rest, found
}

// isSteering reports whether Helm knows a file of the top of a chart.
func isSteering(name string) bool {
	switch name {
	case "Chart.yaml", "Chart.lock", "values.yaml", "requirements.yaml", "requirements.lock":
		return true
	}
	return false
}
