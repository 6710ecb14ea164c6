package revision

import (
	"bytes"
	"io"
	"io/fs"
	"time"
)

// info describes a file. Git keeps no time of it.
type info struct {
	entry
	size int64
}

func (i *info) Name() string       { return i.name }
func (i *info) Size() int64        { return i.size }
func (i *info) Mode() fs.FileMode  { return i.mode }
func (i *info) ModTime() time.Time { return time.Time{} }
func (i *info) IsDir() bool        { return i.mode.IsDir() }
func (i *info) Sys() any           { return nil }

// info looks for the size of a file, of which it reads only the start.
func (f *files) info(e entry) (fs.FileInfo, error) {
	out := &info{entry: e}
	var err error
	if !e.mode.IsDir() {
		out.size, err = f.repo.length(e.id)
	}
	return out, err
}

// dirEntry is an entry of a directory, whose size is looked for when it is asked for.
type dirEntry struct {
	files *files
	entry entry
}

func (d *dirEntry) Name() string               { return d.entry.name }
func (d *dirEntry) IsDir() bool                { return d.entry.mode.IsDir() }
func (d *dirEntry) Type() fs.FileMode          { return d.entry.mode.Type() }
func (d *dirEntry) Info() (fs.FileInfo, error) { return d.files.info(d.entry) }
func (d *dirEntry) String() string             { return fs.FormatDirEntry(d) }

// openFile is a file while it is read.
type openFile struct {
	info    fs.FileInfo
	name    string
	read    func() ([]byte, error)
	content *bytes.Reader
	closed  bool
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.closed {
		return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrClosed}
	}
	if f.content == nil {
		content, err := f.read()
		if err != nil {
			return 0, &fs.PathError{Op: "read", Path: f.name, Err: err}
		}
		f.content = bytes.NewReader(content)
	}
	return f.content.Read(b)
}

func (f *openFile) Close() error {
	if f.closed {
		return &fs.PathError{Op: "close", Path: f.name, Err: fs.ErrClosed}
	}
	f.closed, f.content = true, nil
	return nil
}

// openDir is a directory while it is listed.
type openDir struct {
	info   fs.FileInfo
	name   string
	read   func() ([]fs.DirEntry, error)
	rest   []fs.DirEntry
	listed bool
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: errIsDir}
}

// ReadDir returns the next entries, n of them at most, all if n is not positive.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if !d.listed {
		var err error
		if d.rest, err = d.read(); err != nil {
			return nil, &fs.PathError{Op: "readdir", Path: d.name, Err: err}
		}
		d.listed = true
	}
	if n > 0 && len(d.rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.rest) {
		n = len(d.rest)
	}
	out := d.rest[:n:n]
	d.rest = d.rest[n:]
	return out, nil
}
