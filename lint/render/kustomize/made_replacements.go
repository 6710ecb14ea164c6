package kustomize

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// replacements finds the replacement whose target is the value.
func (s *step) replacements() (render.Place, bool) {
	for _, item := range slices.Backward(items(s.k, "replacements")) {
		for _, replacement := range s.replacementsIn(item) {
			for _, target := range items(replacement, "targets") {
				if !s.selected(target.Get("select")) {
					continue
				}
				for _, at := range items(target, "fieldPaths") {
					if leads(at.Text(), s.tokens) {
						return s.by("replacements", source.Node{}, at)
					}
				}
			}
		}
	}
	return render.Place{}, false
}

// replacementsIn returns the replacements of an item: itself, or those in the file
// that it names.
func (s *step) replacementsIn(item source.Node) []source.Node {
	name := item.Get("path").Text()
	if name == "" {
		return []source.Node{item}
	}
	d := s.library.document(nameIn(s.visit.dir, name), 0)
	if d == nil {
		return nil
	}
	if d.root.Kind() != source.Sequence {
		return []source.Node{d.root}
	}
	return values(d.root)
}

// leads reports whether a field path of a replacement, as in
// spec.containers.[name=app].image, leads to the value at a path.
func leads(fieldPath string, tokens []string) bool {
	// A dot may be escaped, or stand in brackets.
	parts := regexp.MustCompile(`(?:\\.|\[[^\]]*\]|[^.\\])+`).FindAllString(fieldPath, -1)
	if len(parts) != len(tokens) {
		return false
	}
	for i, part := range parts {
		if part == "*" || strings.HasPrefix(part, "[") {
			continue
		}
		if _, err := strconv.Atoi(part); err == nil && part != tokens[i] {
			return false
		} else if err != nil && strings.ReplaceAll(part, `\`, "") != tokens[i] {
			return false
		}
	}
	return true
}
