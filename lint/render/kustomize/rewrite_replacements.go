package kustomize

import (
	"encoding/json"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/source"
)

// replacement notes what a replacement copies.
func (w *rewriter) replacement(r types.Replacement) error {
	for _, target := range r.Targets {
		if target == nil {
			continue
		}
		if err := w.short(1, target.FieldPaths...); err != nil {
			return err
		}
	}
	w.budget.growth.replacement(r)
	return nil
}

// replacementsIn notes those in a document of a file: a list of them, or one.
func (w *rewriter) replacementsIn(d parsed) error {
	text, err := d.root.JSON()
	if err != nil {
		return err
	}
	list := make([]types.Replacement, 1)
	if d.root.Kind() == source.Sequence {
		_ = json.Unmarshal(text, &list) // kustomize says what is wrong with it
	} else {
		_ = json.Unmarshal(text, &list[0])
	}
	for _, r := range list {
		if err := w.replacement(r); err != nil {
			return err
		}
	}
	return nil
}

// fieldTokens splits a field path as SmarterPathSplitter of kyaml/utils (v0.21.2): at
// dots that are not escaped, nor in a token that starts with a bracket.
func fieldTokens(fieldPath string) []string {
	var out []string
	const escaped = "\x00"
	open := false
	for _, token := range strings.Split(strings.ReplaceAll(fieldPath, `\.`, escaped), ".") {
		token = strings.ReplaceAll(token, escaped, ".")
		if open {
			out[len(out)-1] += "." + token
		} else {
			out = append(out, token)
		}
		last := out[len(out)-1]
		open = strings.HasPrefix(last, "[") && !strings.HasSuffix(last, "]")
	}
	for i, token := range out {
		if strings.HasPrefix(token, "[") && !strings.Contains(token, "=") {
			out[i] = strings.Trim(token, "[]")
		}
	}
	return out
}
