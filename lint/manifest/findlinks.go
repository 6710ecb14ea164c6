package manifest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxLinks is how many symbolic links are looked at: to find where one leads may
// take long, if it leads through others.
const maxLinks = 10_000

// link is a symbolic link below a given directory. names are those of the directory
// that it stands in.
type link struct {
	name, base string
	names      []string
}

// followLinks reads what the symbolic links lead to, where that lies in the given
// directories and was not read under its own name. Each directory is walked once,
// so loops end; nothing outside of the given paths is read.
func (f *finder) followLinks() error {
	for i := 0; i < len(f.pending); i++ {
		if f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		if i == maxLinks {
			f.problem(Error, f.pending[i].name, fmt.Sprintf("not followed, nor any other symbolic link: the paths hold more than %d; name fewer directories", maxLinks))
			return nil
		}
		if err := f.follow(f.pending[i]); err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) follow(l link) error {
	info, err := fs.Stat(f.fsys, l.name)
	switch {
	case err != nil && manifestName(l.name):
		f.problem(Warning, l.name, fmt.Sprintf("symbolic link leads nowhere: %v; mend or remove it", cause(err)))
		return nil
	case err != nil:
		f.problem(Info, l.name, fmt.Sprintf("symbolic link leads nowhere: %v", cause(err)))
		return nil
	case !info.IsDir() && !manifestName(l.name) && !kustomizationFile(l.name):
		return nil
	case f.links == nil:
		f.problem(Info, l.name, "symbolic link not followed: where it leads is not known here; give the target as a path of its own")
		return nil
	}
	real, err := f.links.RealPath(l.name)
	if err != nil {
		f.problem(Warning, l.name, fmt.Sprintf("symbolic link cannot be followed: %v; mend or remove it", cause(err)))
		return nil
	}
	root := slices.IndexFunc(f.realRoots, func(root string) bool { return below(root, real) })
	if root < 0 {
		f.problem(Info, l.name, "symbolic link not followed: it leads outside of the given paths; give its target as a path of its own")
		return nil
	}
	target := strings.TrimPrefix(strings.TrimPrefix(real, f.realRoots[root]), "/")
	switch {
	case f.seen[real]:
		f.out.skips.path(l.name, "a symbolic link to %s, which is read already", path.Join(f.out.roots[root], target))
	case f.excludedTarget(target, info.IsDir()) != "":
		f.out.skips.path(l.name, "a symbolic link to what --exclude %s leaves out", f.excludedTarget(target, info.IsDir()))
	case info.IsDir():
		d := directory{name: l.name, real: real}
		for _, prefix := range l.names {
			d.names = append(d.names, prefix+l.base+"/")
		}
		d.names = append(d.names, shownPrefix(target))
		return f.walk(d)
	case info.Mode().IsRegular():
		f.add(input{name: l.name, path: l.name}, real)
	default:
		f.out.skips.path(l.name, "a symbolic link to a pipe, socket or device")
	}
	return nil
}

// excludedTarget returns the glob that leaves out what a link leads to, or a
// directory around it.
func (f *finder) excludedTarget(target string, isDir bool) string {
	for at := 0; at < len(target); {
		end := segmentEnd(target, at)
		if glob, ok := f.excludes.match(target[:end], isDir || end < len(target)); ok {
			return glob
		}
		at = end + 1
	}
	return ""
}
