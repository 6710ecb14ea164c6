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
)

// writeFile replaces a file by what render writes, whole or not at all: readers
// never see half a report, and a failure leaves the old one.
func writeFile(name string, render func(io.Writer) error) error {
	if err := replace(name, render); err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return fmt.Errorf("cannot write %s: %w; check its directory, or choose another file", name, err)
	}
	return nil
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
