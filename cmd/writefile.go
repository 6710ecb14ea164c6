package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// writeFile replaces a file by what render writes, whole or not at all: readers
// never see half a report, and a failure leaves the old one.
func writeFile(name string, render func(io.Writer) error) error {
	if err := leadsOut(name); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	if err := replace(name, render); err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return fmt.Errorf("cannot write %s: %w; check its directory, or choose another file", name, err)
	}
	return nil
}

// writeNew writes a file at a fixed place of a directory. What stands there is replaced
// only if it is a file: no link, as of a repository of others, and no pipe.
func writeNew(dir, name string, render func(io.Writer) error) error {
	name = filepath.Join(dir, name)
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		what := "not a regular file"
		if info.Mode()&fs.ModeSymlink != 0 {
			what = "a symbolic link"
		}
		return fmt.Errorf("cannot write %s: it is %s; remove it first", filepath.ToSlash(name), what)
	}
	return writeFile(filepath.ToSlash(name), render)
}

func replace(name string, render func(io.Writer) error) error {
	target, mode := name, fs.FileMode(0)
	if info, err := os.Stat(name); err == nil {
		if info.IsDir() {
			return errors.New("it is a directory")
		}
		if !info.Mode().IsRegular() {
			return writeDevice(name, render)
		}
		mode = info.Mode().Perm()
		// A link stays a link: it is what it leads to that is replaced.
		if target, err = filepath.EvalSymlinks(name); err != nil {
			return err
		}
	}

	temporary := filepath.Join(filepath.Dir(target), fmt.Sprintf(".%s.%08x", filepath.Base(target), rand.Uint32()))
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	err = fill(f, mode, render)
	if err == nil {
		err = os.Rename(temporary, target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// fill writes and closes a new file, and gives it the mode of the old one.
func fill(f *os.File, mode fs.FileMode, render func(io.Writer) error) error {
	w := bufio.NewWriter(f)
	err := render(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil && mode != 0 {
		err = f.Chmod(mode)
	}
	return errors.Join(err, f.Close())
}

// writeDevice writes to what is no regular file, such as a named pipe.
func writeDevice(name string, render func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return fill(f, 0, render)
}

// leadsOut refuses a file that is in the working directory by its name, and elsewhere
// by a symbolic link: a repository may hold one that its reader does not expect.
func leadsOut(file string) error {
	home, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	name, err := filepath.Abs(file)
	if err != nil || !within(home, name) {
		return err // whoever writes ../baseline.json means it
	}
	realHome, err := filepath.EvalSymlinks(home)
	if err != nil {
		return err
	}
	target, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		if link, err := os.Readlink(name); err == nil {
			return fmt.Errorf("it is a symbolic link to %s, which is not there; remove the link", link)
		}
		// The file is new; its directory is not.
		target, err = filepath.EvalSymlinks(filepath.Dir(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // writing says so
		}
	}
	if err != nil {
		return err
	}
	if !within(realHome, target) {
		return fmt.Errorf("a symbolic link leads to %s, out of the current directory; name that file itself if it is meant", target)
	}
	return nil
}

// within reports whether a clean path is a directory or lies in it.
func within(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
