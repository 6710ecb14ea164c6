package revision

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// readSmall returns the start of a file that git keeps short. Nothing else is
// opened: a pipe would be waited for.
func readSmall(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSmall))
	return string(text), err
}

// cause drops the operation and path of an error, which the message around it
// already says.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
