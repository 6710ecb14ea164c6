package revision

import "strings"

// Split takes apart OLD..NEW and OLD...NEW, where three dots mean that OLD is the
// merge base of both ([MergeBase]). An empty new stands for the work tree; a left
// side that is not given is HEAD, as for git diff. What looks like a path with
// ".." in it is no range.
func Split(word string) (old, new string, threeDots, ok bool) {
	old, new, ok = strings.Cut(word, "..")
	if !ok {
		return "", "", false, false
	}
	if rest, three := strings.CutPrefix(new, "."); three {
		new, threeDots = rest, true
	}
	path := strings.HasPrefix(new, ".") || strings.Contains(new, "..") ||
		strings.HasPrefix(new, "/") || strings.HasPrefix(new, `\`) ||
		strings.HasSuffix(old, "/") || strings.HasSuffix(old, `\`)
	if path || old == "" && new == "" {
		return "", "", false, false
	}
	if old == "" {
		old = "HEAD"
	}
	return old, new, threeDots, true
}
