package revision

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
)

// entry is a file, a directory or a link of a tree.
type entry struct {
	name      string
	mode      fs.FileMode
	submodule bool // a directory whose files are another repository's
	id        id
}

// parseTree reads a directory. Names that git itself never takes are refused: they
// would lead elsewhere when joined to a path.
func parseTree(content []byte, size int) ([]entry, error) {
	var out []entry
	for len(content) > 0 {
		head, rest, ok := bytes.Cut(content, []byte{0})
		mode, name, spaced := strings.Cut(string(head), " ")
		if !ok || !spaced || len(rest) < size {
			return nil, fmt.Errorf("it is not written as a directory is")
		}
		switch {
		case name == "" || name == "." || name == ".." || strings.EqualFold(name, ".git") || strings.Contains(name, "/"):
			return nil, fmt.Errorf("it holds an entry named %q, which no repository should", name)
		}
		e := entry{name: name, id: id(rest[:size])}
		switch mode {
		case "40000", "040000":
			e.mode = fs.ModeDir | 0o755
		case "160000":
			e.mode, e.submodule = fs.ModeDir|0o755, true
		case "120000":
			e.mode = fs.ModeSymlink | 0o777
		case "100755":
			e.mode = 0o755
		case "100644", "100664":
			e.mode = 0o644
		default:
			return nil, fmt.Errorf("it holds an entry %q of an unknown mode %q", name, mode)
		}
		out = append(out, e)
		content = rest[size:]
	}
	return out, nil
}
