package revision

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// minDigits is how much of a hash must be given, as in git.
const minDigits = 4

// resolve returns the commit that a revision names.
func (r *repository) resolve(revision string) (id, error) {
	name, steps := revision, ""
	if i := strings.IndexAny(revision, "^~"); i >= 0 {
		name, steps = revision[:i], revision[i:]
	}
	if name == "" || strings.Contains(name, "@{") || strings.Contains(name, ":") {
		return "", notUnderstood(revision)
	}
	if name == "@" {
		name = "HEAD"
	}
	at, err := r.named(name)
	if err != nil {
		return "", err
	}
	if at, err = r.peel(at, name); err != nil {
		return "", err
	}
	for steps != "" {
		step := steps[0]
		rest, braces := strings.CutPrefix(steps[1:], "{")
		if step == '^' && braces {
			what, after, ok := strings.Cut(rest, "}")
			if !ok || what != "" && what != "commit" {
				return "", notUnderstood(revision)
			}
			steps = after
			continue
		}
		digits := len(steps) - 1 - len(strings.TrimLeft(steps[1:], "0123456789"))
		n := 1
		if digits > 0 {
			if n, err = strconv.Atoi(steps[1 : 1+digits]); err != nil {
				return "", notUnderstood(revision)
			}
		}
		if steps = steps[1+digits:]; steps != "" && steps[0] != '^' && steps[0] != '~' {
			return "", notUnderstood(revision)
		}
		if at, err = r.step(at, step, n, revision); err != nil {
			return "", err
		}
	}
	return at, nil
}

func notUnderstood(revision string) error {
	return fmt.Errorf("`%s` is not understood: name a branch, a tag or a commit, with ~N or ^N behind it for those before it", revision)
}

// step goes to the n-th ancestor, or to the n-th parent.
func (r *repository) step(at id, step byte, n int, revision string) (id, error) {
	times, parent := n, 1
	if step == '^' {
		times, parent = min(n, 1), n
	}
	for range times {
		c, err := r.commit(at)
		if err != nil {
			return "", err
		}
		switch {
		case parent <= len(c.parents):
			at = c.parents[parent-1]
		case r.shallow[at]:
			return "", fmt.Errorf("`%s` is not in this shallow clone: %s", revision, deepen)
		case len(c.parents) == 0:
			return "", fmt.Errorf("`%s` goes back further than the history: commit %s is its first", revision, at.String()[:12])
		default:
			return "", fmt.Errorf("`%s` does not exist: commit %s has no parent number %d", revision, at.String()[:12], parent)
		}
	}
	return at, nil
}

// named returns the object that a name without steps stands for. Like git, it takes
// a full hash for one before it looks for a reference, and a short one after.
func (r *repository) named(name string) (id, error) {
	if at, ok := parseID(name, r.objects.size); ok {
		if _, err := r.length(at); errors.As(err, new(*missing)) && !r.objects.promisor {
			return "", r.unknown(name)
		}
		return at, nil
	}
	for _, pattern := range []string{"%s", "refs/%s", "refs/tags/%s", "refs/heads/%s", "refs/remotes/%s", "refs/remotes/%s/HEAD"} {
		at, ok, err := r.reference(fmt.Sprintf(pattern, name))
		if err != nil {
			return "", fmt.Errorf("the references of the repository at %s cannot be read: %w", r.root, err)
		}
		if ok {
			return at, nil
		}
	}
	digits := strings.ToLower(name)
	if len(digits) < minDigits || len(digits) > 2*r.objects.size || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", r.unknown(name)
	}
	return r.abbreviated(digits, name)
}

// abbreviated returns the one commit, or tag of one, that starts with the digits.
func (r *repository) abbreviated(digits, name string) (id, error) {
	all, err := r.objects.starting(digits)
	if err != nil {
		return "", err
	}
	if len(all) == 1 {
		return all[0], nil
	}
	var commits []id
	for _, one := range all {
		if _, err := r.peel(one, name); err == nil {
			commits = append(commits, one)
		}
	}
	slices.Sort(commits)
	switch {
	case len(all) == 0:
		return "", r.unknown(name)
	case len(commits) == 0:
		return "", fmt.Errorf("no commit starts with `%s`, only other objects do: check the spelling", name)
	case len(commits) == 1:
		return commits[0], nil
	}
	var list []string
	for _, one := range commits[:min(len(commits), 5)] {
		list = append(list, one.String()[:min(len(digits)+8, 2*r.objects.size)])
	}
	return "", fmt.Errorf("`%s` is ambiguous: %d commits start with it, such as %s; give more digits", name, len(commits), strings.Join(list, " and "))
}

// abbreviate returns as much of a hash as tells it from others.
func (r *repository) abbreviate(at id) string {
	hex := at.String()
	for n := 7; n < len(hex); n++ {
		if all, err := r.objects.starting(hex[:n]); err == nil && len(all) < 2 {
			return hex[:n]
		}
	}
	return hex
}
