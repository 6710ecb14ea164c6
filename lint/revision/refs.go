package revision

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// reference returns what a reference that is named in full leads to, and whether
// there is one.
func (r *repository) reference(name string) (id, bool, error) {
	for range maxPeel {
		if !validReference(name) {
			return "", false, nil
		}
		text, ok, err := r.looseReference(name)
		if err != nil {
			return "", false, err
		}
		if !ok {
			return r.packedReference(name)
		}
		next, symbolic := strings.CutPrefix(text, "ref:")
		if !symbolic {
			// FETCH_HEAD says more in its line than the hash.
			fields := strings.Fields(text)
			if len(fields) == 0 {
				return "", false, nil
			}
			at, ok := parseID(fields[0], r.objects.size)
			return at, ok, nil
		}
		name = strings.TrimSpace(next)
	}
	return "", false, nil
}

// looseReference returns the text of a reference that has a file of its own.
func (r *repository) looseReference(name string) (string, bool, error) {
	for _, dir := range []string{r.git, r.common} {
		text, err := readSmall(filepath.Join(dir, filepath.FromSlash(name)))
		if err == nil {
			return text, true, nil
		}
		if errors.Is(err, fs.ErrPermission) {
			return "", false, err
		}
	}
	return "", false, nil
}

// packedReference looks a reference up among those that stand in one file.
func (r *repository) packedReference(name string) (id, bool, error) {
	file, err := os.Open(filepath.Join(r.common, "packed-refs"))
	if os.IsNotExist(err) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		// Comments and the targets of tags are lines of another form.
		hex, full, _ := strings.Cut(lines.Text(), " ")
		if full == name {
			at, ok := parseID(hex, r.objects.size)
			return at, ok, nil
		}
	}
	return "", false, lines.Err()
}

// validReference keeps a name inside of the repository, and away from its other
// files: only HEAD and the like stand beside refs.
func validReference(name string) bool {
	if !fs.ValidPath(name) || strings.Contains(name, "..") || strings.ContainsAny(name, "\\:*?[~^ \x7f") {
		return false
	}
	for _, part := range strings.Split(name, "/") {
		if strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") {
			return false
		}
	}
	for _, c := range []byte(name) {
		if c < ' ' {
			return false
		}
	}
	return strings.HasPrefix(name, "refs/") || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}
