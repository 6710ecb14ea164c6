package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/lint/revision"
)

// side is one side of a difference: paths on disk, or in a revision. Missing are the
// paths that it does not have.
type side struct {
	name    string
	paths   []string
	missing []string
	tree    *revision.Tree // nil on disk
}

func (s *side) close() {
	if s.tree != nil {
		_ = s.tree.Close() // it was only read
	}
}

// sidesOf understands the arguments of diff.
func sidesOf(c *cobra.Command, args []string) (old, new *side, err error) {
	if len(args) == 0 {
		return nil, nil, usagef(c, "nothing to compare: name two directories, or git revisions as in 'netpolint diff main..'")
	}
	before, after, threeDots, both := revision.Split(args[0])
	if both && !onDisk(args[0]) {
		name := before
		if threeDots {
			if before, err = revision.MergeBase(".", before, after); err != nil {
				return nil, nil, err
			}
			name = fmt.Sprintf("the base of %s and %s", name, cmp.Or(after, "HEAD"))
		}
		if old, new, err = bothSides(before, after, args[1:]); err == nil {
			old.name = name
		}
		return old, new, err
	}
	if len(args) == 1 {
		return nil, nil, usagef(c, "%s is compared to nothing: name a second directory or revision, or write %s.. for the work tree", args[0], args[0])
	}
	if args[0] == "-" && args[1] == "-" {
		return nil, nil, usagef(c, "standard input can be one side only")
	}
	if onDisk(args[0]) && onDisk(args[1]) {
		if len(args) > 2 {
			return nil, nil, usagef(c, "two directories or files are compared as they are: leave out %s", strings.Join(args[2:], " "))
		}
		return &side{name: args[0], paths: args[:1]}, &side{name: args[1], paths: args[1:2]}, nil
	}
	if onDisk(args[0]) || onDisk(args[1]) {
		word := args[0]
		if onDisk(word) {
			word = args[1]
		}
		if _, err := revision.Open(".", strings.TrimPrefix(word, "git:")); err != nil {
			return nil, nil, fmt.Errorf("%s is neither a file nor a directory, and no revision: %w", word, err)
		}
		return nil, nil, usagef(c, "a path and a revision cannot be compared: write 'netpolint diff %s.. PATH' for the work tree", word)
	}
	return bothSides(args[0], args[1], args[2:])
}

// onDisk reports whether a word names a file or a directory.
func onDisk(word string) bool {
	if word == "-" {
		return true
	}
	_, err := os.Stat(word)
	return err == nil
}

// bothSides are two revisions; "" is the work tree.
func bothSides(before, after string, paths []string) (old, new *side, err error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if slices.Contains(paths, "-") {
		return nil, nil, errors.New("standard input has no revisions: compare it to a directory, as in 'netpolint diff old/ -'")
	}
	if old, err = sideOf(before, paths); err != nil {
		return nil, nil, err
	}
	if new, err = sideOf(after, paths); err != nil {
		old.close()
		return nil, nil, err
	}
	for _, p := range old.missing {
		if slices.Contains(new.missing, p) {
			old.close()
			new.close()
			return nil, nil, fmt.Errorf("neither %s nor %s has a file or directory %s", old.name, new.name, p)
		}
	}
	return old, new, nil
}

// sideOf opens a revision, and finds what the paths are called there.
func sideOf(word string, paths []string) (*side, error) {
	if word == "" {
		s := &side{name: report.WorkTree}
		for _, p := range paths {
			if onDisk(p) {
				s.paths = append(s.paths, p)
			} else {
				s.missing = append(s.missing, p)
			}
		}
		return s, nil
	}
	tree, err := revision.Open(".", strings.TrimPrefix(word, "git:"))
	if err != nil {
		return nil, err
	}
	s := &side{name: word, tree: tree}
	for _, p := range paths {
		name := path.Join(tree.Prefix(), filepath.ToSlash(p))
		if filepath.IsAbs(p) || !fs.ValidPath(name) {
			s.close()
			return nil, fmt.Errorf("%s is not in the repository: name paths relative to the current directory", p)
		}
		if _, err := fs.Stat(tree.FS(), name); err != nil {
			s.missing = append(s.missing, p)
			continue
		}
		s.paths = append(s.paths, name)
	}
	return s, nil
}

// readSide makes the model of a side. A side may be empty: what is new was not there
// before.
func (a *app) readSide(ctx context.Context, o *diffOptions, s *side) (*cluster.Model, error) {
	if len(s.paths) == 0 {
		a.note(s.name + " is taken for empty: it has no " + strings.Join(s.missing, ", "))
		model, _ := cluster.Build(&manifest.Set{}, o.cluster())
		return model, nil
	}
	flags, fsys := o.clusterFlags, manifest.OS()
	if s.tree != nil {
		fsys = s.tree.FS()
		flags.reading = o.reading.within(s.tree.Prefix())
		flags.input.below.Dir = path.Join(s.tree.Prefix(), o.input.below.Dir)
	}
	model, err := a.read(ctx, &flags, s.name, fsys, manifest.Options{Paths: s.paths, Stdin: a.stdin})
	var empty *emptyError
	var none *manifest.NoFilesError
	if errors.As(err, &empty) || errors.As(err, &none) {
		a.note(s.name + " is taken for empty: " + err.Error())
		model, _ = cluster.Build(&manifest.Set{}, o.cluster())
		return model, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	return model, nil
}

// configPaths are those whose configuration counts: of the new side where that is on
// disk, and else of the paths that are there in the work tree.
func configPaths(new *side, args []string) []string {
	if new.tree == nil && len(new.paths) > 0 {
		return new.paths
	}
	var out []string
	for _, p := range args {
		if onDisk(p) {
			out = append(out, p)
		}
	}
	return out
}
