// Ported from Helm v4.3.1 (pkg/chart/loader/archive/archive.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// unpack returns the files of a packed chart. Their names in the input are those
// in the archive, below that of the archive. Nothing is written anywhere, so links
// are files without content, as in Helm.
func (l *loading) unpack(packed *file) ([]*file, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(packed.data()))
	if err != nil {
		return nil, err
	}
	defer unzipped.Close()
	var out []*file
	for tr := tar.NewReader(&unpacking{unzipped, l}); ; {
		if err := l.ctx.Err(); err != nil {
			return nil, err
		}
		if l.entries++; l.entries > maxEntries {
			return nil, fmt.Errorf("chart has more than %d files", maxEntries)
		}
		header, err := tr.Next()
		switch {
		case errors.Is(err, io.EOF) && len(out) == 0:
			return nil, errors.New("no files in chart archive")
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, err
		case header.FileInfo().IsDir() || header.Typeflag == tar.TypeXGlobalHeader || header.Typeflag == tar.TypeXHeader:
			continue
		}
		f, err := l.unpackFile(tr, header, packed.source.Name)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
}

// unpackFile reads one file of an archive.
func (l *loading) unpackFile(tr *tar.Reader, header *tar.Header, archive string) (*file, error) {
	name, err := archivedName(header.Name)
	if err != nil {
		return nil, err
	}
	if header.Size > l.left {
		return nil, errTooLarge()
	}
	content, err := io.ReadAll(io.LimitReader(tr, l.left+1))
	if err != nil {
		return nil, err
	}
	if l.left -= int64(len(content)); l.left < 0 || int64(len(content)) < header.Size {
		return nil, errTooLarge()
	}
	return newFile(name, source.NewFile(path.Join(archive, path.Join("/", slashed(header.Name))), content)), nil
}

// archivedName returns the name in its chart of a file of an archive, which lies in
// a directory named like the chart.
func archivedName(full string) (string, error) {
	delimiter := "/"
	if strings.Contains(full, `\`) {
		delimiter = `\`
	}
	base, name, _ := strings.Cut(full, delimiter)
	name = strings.ReplaceAll(name, delimiter, "/")
	if path.IsAbs(name) {
		return "", errors.New("chart illegally contains absolute paths")
	}
	name = path.Clean(name)
	switch {
	case name == ".":
		return "", fmt.Errorf("chart illegally contains content outside the base directory: %q", full)
	case strings.HasPrefix(name, ".."):
		return "", errors.New("chart illegally references parent directory")
	case len(name) > 2 && isLetter(name[0]) && name[1] == ':' && name[2] == '/':
		return "", errors.New("chart contains illegally named files")
	case base == "Chart.yaml":
		return "", errors.New("chart yaml not in base directory")
	}
	return name, nil
}

// unpacking bounds what an archive unpacks to, be it of files or of what lies
// between them.
type unpacking struct {
	io.Reader
	*loading
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if u.raw -= int64(n); u.raw < 0 {
		return 0, errTooLarge()
	}
	return n, err
}

// slashed returns a name of an archive with slashes: some are packed on Windows.
func slashed(name string) string { return strings.ReplaceAll(name, `\`, "/") }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
