package manifest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// OS is the machine's file system under the paths that users write: relative to
// the working directory, absolute, or with "..". Unlike [os.DirFS] it is not
// limited to one tree: what may be read is decided by the paths given to Load.
func OS() fs.FS { return osFS{} }

type osFS struct{}

// Open opens a file, and does not wait where that is a pipe.
func (osFS) Open(name string) (fs.File, error) { return openFile(filepath.FromSlash(name)) }

func (osFS) Stat(name string) (fs.FileInfo, error) { return os.Stat(filepath.FromSlash(name)) }

func (osFS) ReadDir(name string) ([]fs.DirEntry, error) {
	return os.ReadDir(filepath.FromSlash(name))
}

// RealPath returns the absolute path of a file with all symbolic links followed.
func (osFS) RealPath(name string) (string, error) {
	// The working directory may itself be known by a link.
	p, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		return "", err
	}
	if p, err = filepath.EvalSymlinks(p); err != nil {
		return "", err
	}
	return filepath.ToSlash(p), nil
}

// clean is the form of a path under which a file is read, named and told from
// others.
func clean(p string) string { return path.Clean(filepath.ToSlash(p)) }
