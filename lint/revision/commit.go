package revision

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

var errCommit = errors.New("it is not written as a commit is")

// commit is what matters of one.
type commit struct {
	tree    id
	parents []id
	date    int64 // when it was committed, in seconds
}

// commit reads a commit. Parents that a shallow clone lacks are left out.
func (r *repository) commit(at id) (commit, error) {
	kind, content, err := r.read(at)
	if err != nil {
		return commit{}, err
	}
	c, err := parseCommit(content, r.objects.size)
	if kind != "commit" || err != nil {
		return commit{}, damaged(at, errCommit)
	}
	if r.shallow[at] {
		c.parents = nil
	}
	return c, nil
}

func parseCommit(content []byte, size int) (commit, error) {
	var c commit
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			break
		}
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree", "parent":
			one, ok := parseID(value, size)
			if !ok {
				return c, errCommit
			}
			if key == "parent" {
				c.parents = append(c.parents, one)
			} else {
				c.tree = one
			}
		case "committer":
			_, value, _ = strings.Cut(value, "> ")
			value, _, _ = strings.Cut(value, " ")
			c.date, _ = strconv.ParseInt(value, 10, 64) // old tools wrote none
		}
	}
	if c.tree == "" {
		return c, errCommit
	}
	return c, nil
}

// peel follows tags to the commit that they name.
func (r *repository) peel(at id, name string) (id, error) {
	for range maxPeel {
		kind, content, err := r.read(at)
		switch {
		case err != nil:
			return "", err
		case kind == "commit":
			return at, nil
		case kind != "tag":
			return "", fmt.Errorf("`%s` is a %s, not a commit: name a branch, a tag or a commit", name, kind)
		}
		line, _, _ := strings.Cut(string(content), "\n")
		hex, ok := strings.CutPrefix(line, "object ")
		next, valid := parseID(hex, r.objects.size)
		if !ok || !valid {
			return "", damaged(at, errors.New("it is not written as a tag is"))
		}
		at = next
	}
	return "", fmt.Errorf("`%s` is a tag of a tag of more than %d others: name the commit", name, maxPeel)
}
