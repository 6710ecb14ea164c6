package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Skipped is a part of the input that was left out on purpose. Name is a file or
// directory as users see it, and Reason says in a few words why. Unopened is set for
// what was not looked into.
type Skipped struct {
	Name, Reason string
	Unopened     bool
}

// maxListed is how many skipped things are kept to be listed, so that a tree of
// millions of files does not fill the memory.
const maxListed = 100_000

// skips takes note of what is left out. All is counted; a list is kept where one
// is asked for.
type skips struct {
	list    bool
	paths   int     // files and directories that were not opened
	first   Skipped // of those
	listed  []Skipped
	omitted int // how many were not put on the list, as it was full
}

// path notes a file or directory that is not opened.
func (s *skips) path(name, format string, args ...any) {
	what := Skipped{Name: name, Reason: fmt.Sprintf(format, args...), Unopened: true}
	if s.paths++; s.paths == 1 || s.chosen(what) && !s.chosen(s.first) {
		s.first = what
	}
	s.add(what)
}

// note puts something on the list that was opened and left out all the same.
func (s *skips) note(name, format string, args ...any) {
	s.add(Skipped{Name: name, Reason: fmt.Sprintf(format, args...)})
}

// chosen reports whether something is left out as somebody said so.
func (*skips) chosen(what Skipped) bool { return strings.HasPrefix(what.Reason, byChoice) }

// byChoice begins the reason of what --exclude and the configuration leave out.
const byChoice = "left out by "

func (s *skips) add(what Skipped) {
	switch {
	case !s.list:
	case len(s.listed) >= maxListed:
		s.omitted++
	default:
		s.listed = append(s.listed, what)
	}
}

// files notes what was read and holds nothing to check: files without Kubernetes
// objects, and objects of kinds that are not read any further.
func (s *skips) files(inputs []input, files []opened) {
	if !s.list {
		return
	}
	for i := range files {
		f := &files[i]
		if f.problem != nil {
			continue // said there
		}
		kinds := map[string]int{}
		objects, problems := 0, 0
		for _, kind := range f.other {
			kinds[kind]++
		}
		for _, d := range f.documents {
			objects += len(d.objects)
			problems += len(d.problems)
			for _, kind := range d.other {
				kinds[kind]++
			}
		}
		if len(kinds)+objects+problems == 0 {
			s.note(inputs[i].name, "%s", withoutObjects(inputs[i].name))
		}
		for kind, n := range kinds {
			s.note(inputs[i].name, "%s", leftOut(kind, n))
		}
	}
}

// withoutObjects says why a file holds no Kubernetes object.
func withoutObjects(name string) string {
	if notKubernetes(name) {
		return "steers Kustomize or Helm, and is no manifest itself"
	}
	return "no manifest: nothing in it has apiVersion and kind"
}

// leftOut says why objects of a kind are not read, or not any further.
func leftOut(kind string, n int) string {
	of := fmt.Sprintf("%d of kind %s", n, kind)
	apiVersion, name, _ := strings.Cut(kind, " ")
	switch {
	case kind == "kustomize patch":
		return fmt.Sprintf("%d patches of a kustomization, which are no objects by themselves", n)
	case strings.HasSuffix(kind, " (patch)"):
		return of + ": no pod template that the API server would accept, so taken for a patch"
	case unread(ID{APIVersion: apiVersion}.Group(), name):
		return of + ": policies of this kind are not read yet"
	}
	return of + ": the kind decides nothing about network traffic"
}

// into hands the notes over, in order of name.
func (s *skips) into(set *Set) {
	slices.SortStableFunc(s.listed, func(a, b Skipped) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Reason, b.Reason))
	})
	set.Skipped, set.Unlisted, set.Stats.Skipped = s.listed, s.omitted, s.paths
}
