package kustomize

import (
	"bytes"
	"regexp"
	"strconv"

	"sigs.k8s.io/kustomize/api/resource"
)

// unmark takes the mark out of a rendered object and returns its number; -1 if the
// object has none.
func (p *plan) unmark(r *resource.Resource) int {
	annotations := r.GetAnnotations()
	text, found := annotations[p.markKey]
	if !found {
		return -1
	}
	delete(annotations, p.markKey)
	if err := r.SetAnnotations(annotations); err != nil {
		return -1
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 || number >= len(p.marks) {
		return -1
	}
	return number
}

// withoutMarks takes marks out of a printed object that a replacement copied from
// the annotations of another.
func (p *plan) withoutMarks(text []byte) []byte {
	if !bytes.Contains(text, []byte(p.markKey)) {
		return text
	}
	return regexp.MustCompile(`(?m)^ *`+regexp.QuoteMeta(p.markKey)+`: "\d+"\n`).ReplaceAll(text, nil)
}

// guess finds the mark of an object that lost it, as where a patch removes all
// annotations: the only object of its kind without one whose name is part of that of
// the rendered object; -1 if there is none, or are several.
func (p *plan) guess(r *resource.Resource, taken []bool) int {
	gvk, name, found := r.GetGvk(), r.GetName(), -1
	for i, m := range p.marks {
		if taken[i] || m.generator || m.name == "" || m.group != gvk.Group || m.kind != gvk.Kind || !bytes.Contains([]byte(name), []byte(m.name)) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}
