package revision

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// maxAlternates is how far stores may borrow from others, as in git.
const maxAlternates = 5

// store finds objects by their hash.
type store struct {
	size     int // bytes of a hash
	dirs     []string
	packs    []*pack
	promisor bool // what is missing was left to be fetched later
	inflate  inflaters
	bases    bases
}

var errOther = errors.New("its content is not what its hash says")

// missing is the error for an object that the store does not have.
type missing struct{ id id }

func (m *missing) Error() string { return fmt.Sprintf("object %s is missing", m.id) }

func openStore(dir string, size int) (*store, error) {
	s := &store{size: size}
	if err := s.borrow(dir, 0); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// borrow adds a directory of objects, and those that it takes objects from.
func (s *store) borrow(dir string, depth int) error {
	for _, known := range s.dirs {
		if known == dir {
			return nil
		}
	}
	s.dirs = append(s.dirs, dir)
	entries, err := os.ReadDir(filepath.Join(dir, "pack"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, entry := range entries {
		name := filepath.Join(dir, "pack", entry.Name())
		switch filepath.Ext(name) {
		case ".promisor":
			s.promisor = true
		case ".idx":
			p, err := openPack(strings.TrimSuffix(name, ".idx"), s.size)
			if os.IsNotExist(err) {
				continue // git has just packed anew, or is about to remove the index too
			}
			if err != nil {
				return err
			}
			s.packs = append(s.packs, p)
		}
	}
	list, err := os.ReadFile(filepath.Join(dir, "info", "alternates"))
	if err != nil || depth == maxAlternates {
		return nil // most repositories borrow from none
	}
	for line := range strings.Lines(string(list)) {
		line = strings.TrimRight(line, "\r\n")
		if unquoted, err := strconv.Unquote(line); err == nil && strings.HasPrefix(line, `"`) {
			line = unquoted
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.borrow(under(dir, line), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// read returns an object, which is what its hash says.
func (s *store) read(want id) (kind string, content []byte, err error) {
	p, at, err := s.packed(want)
	switch {
	case err != nil:
	case p != nil:
		kind, content, err = p.read(at, &s.inflate, &s.bases)
	default:
		kind, content, err = s.readLoose(want)
	}
	if err == nil && hash(kind, content, s.size) != want {
		err = errOther
	}
	return kind, content, damaged(want, err)
}

// length returns the size of an object, of which it reads only the start.
func (s *store) length(want id) (size int64, err error) {
	p, at, err := s.packed(want)
	switch {
	case err != nil:
	case p != nil:
		size, err = p.length(at, &s.inflate)
	default:
		size, err = s.looseLength(want)
	}
	return size, damaged(want, err)
}

// packed returns the pack that holds an object, and where; nil if none does.
func (s *store) packed(want id) (*pack, int64, error) {
	for _, p := range s.packs {
		at, ok, err := p.index.find(want)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", filepath.Base(p.name), err)
		}
		if ok {
			return p, at, nil
		}
	}
	return nil, 0, nil
}

// damaged says of which object an error is, and what to do.
func damaged(want id, err error) error {
	switch err.(type) {
	case nil, *missing, *tooLarge:
		return err
	}
	return fmt.Errorf("object %s cannot be read: %w; look into it with git fsck, or clone anew", want, err)
}

// starting returns the objects whose hash starts with so many hexadecimal digits.
func (s *store) starting(prefix string) ([]id, error) {
	found := map[id]bool{}
	for _, p := range s.packs {
		if err := p.index.starting(prefix, found); err != nil {
			return nil, err
		}
	}
	s.looseStarting(prefix, found)
	out := make([]id, 0, len(found))
	for one := range found {
		out = append(out, one)
	}
	return out, nil
}

func (s *store) close() error {
	var first error
	for _, p := range s.packs {
		if err := p.close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
