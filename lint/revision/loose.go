package revision

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// errNoHeader is the error for a file that is no object.
var errNoHeader = errors.New("it does not start as an object does")

// openLoose opens the file that holds one object, and returns the rest of it after
// the header.
func (s *store) openLoose(want id) (file *os.File, z *inflater, kind string, size int64, err error) {
	hex := want.String()
	err = &missing{want}
	for _, dir := range s.dirs {
		name := filepath.Join(dir, hex[:2], hex[2:])
		if info, statErr := os.Stat(name); statErr != nil || !info.Mode().IsRegular() {
			continue
		}
		if file, err = os.Open(name); err == nil {
			break
		}
	}
	if err != nil {
		return nil, nil, "", 0, err
	}
	if z, err = s.inflate.open(file); err == nil {
		kind, size, err = looseHeader(z)
	}
	if err != nil {
		file.Close()
	}
	return file, z, kind, size, err
}

// looseHeader reads "blob 123" and the NUL behind it.
func looseHeader(z *inflater) (kind string, size int64, err error) {
	var header []byte
	var b [1]byte
	for len(header) < 32 {
		if n, err := z.z.Read(b[:]); n == 0 {
			if err == nil {
				continue
			}
			return "", 0, err
		}
		if b[0] == 0 {
			break
		}
		header = append(header, b[0])
	}
	word, digits, ok := bytes.Cut(header, []byte(" "))
	n, err := strconv.ParseUint(string(digits), 10, 62)
	if !ok || err != nil || b[0] != 0 {
		return "", 0, errNoHeader
	}
	switch kind = string(word); kind {
	case "commit", "tree", "blob", "tag":
		return kind, int64(n), nil
	}
	return "", 0, errNoHeader
}

func (s *store) readLoose(want id) (string, []byte, error) {
	file, z, kind, size, err := s.openLoose(want)
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	defer s.inflate.close(z)
	content, err := z.exactly(size)
	return kind, content, err
}

func (s *store) looseLength(want id) (int64, error) {
	file, z, _, size, err := s.openLoose(want)
	if err != nil {
		return 0, err
	}
	s.inflate.close(z)
	return size, file.Close()
}

// looseStarting adds the objects in files of their own whose hash starts so.
func (s *store) looseStarting(prefix string, found map[id]bool) {
	for _, dir := range s.dirs {
		entries, err := os.ReadDir(filepath.Join(dir, prefix[:2]))
		if err != nil {
			continue // no object starts with these two digits
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), prefix[2:]) {
				continue
			}
			if one, ok := parseID(fmt.Sprint(prefix[:2], e.Name()), s.size); ok {
				found[one] = true
			}
		}
	}
}
