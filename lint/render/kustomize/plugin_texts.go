package kustomize

import (
	"encoding/json"

	"sigs.k8s.io/kustomize/api/types"
)

// pluginTexts looks at the fields of a plugin that hold patches, replacements and
// parts of names, as at those of a kustomization.
func (w *rewriter) pluginTexts(config []byte) error {
	var fields struct {
		Patch, JSONOp, Patches string
		Paths                  []string
		Replacements           []types.ReplacementField
		Prefix, Suffix         string
		ImageTag               types.Image
		FieldSpecs             []types.FieldSpec
		Labels, Annotations    map[string]string
		Value                  string
		Targets                []struct{ FieldPath string }
	}
	_ = json.Unmarshal(config, &fields) // kustomize says what is wrong with it
	w.budget.growth.made("", len(config))
	for _, text := range [...]string{fields.Patch, fields.JSONOp, fields.Patches} {
		if err := w.patchText(text); err != nil {
			return err
		}
	}
	for _, entry := range fields.Paths {
		if inline(entry) {
			if err := w.patchText(entry); err != nil {
				return err
			}
		}
	}
	for _, r := range fields.Replacements {
		if err := w.replacement(r.Replacement); err != nil {
			return err
		}
	}
	for _, target := range fields.Targets {
		if err := w.short(1, target.FieldPath); err != nil {
			return err
		}
		w.visit.spread += len(target.FieldPath) + len(fields.Value)
	}
	if err := w.fieldSpecs(fields.FieldSpecs); err != nil {
		return err
	}
	w.spread(fields.Labels, fields.Annotations)
	// It may put the same into one name over and over.
	times := 1 + len(fields.FieldSpecs)/10
	return w.short(times, fields.Prefix, fields.Suffix, fields.ImageTag.NewName, fields.ImageTag.NewTag, fields.ImageTag.TagSuffix, fields.ImageTag.Digest)
}

// patchOrReplacements notes a document to which a plugin refers as its path.
func (w *rewriter) patchOrReplacements(d parsed) error {
	w.budget.growth.patch(d)
	return w.replacementsIn(d)
}
