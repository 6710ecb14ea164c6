package kustomize

import (
	"encoding/json"
	"fmt"

	"sigs.k8s.io/kustomize/api/types"
)

// maxName bounds what is added to names and images, and the paths of fields.
// Kubernetes takes a quarter of it. Kustomize makes a text of its own for each object
// and container, and a mapping for each step of a path.
const maxName = 1 << 10

// shortNames returns an error if a kustomization adds too much to names, and notes
// the labels and annotations that it adds.
func (w *rewriter) shortNames(k *types.Kustomization) error {
	if err := w.short(1, k.NamePrefix, k.NameSuffix); err != nil {
		return err
	}
	w.spread(commonLabels(k), k.CommonAnnotations)
	for _, label := range k.Labels {
		w.spread(label.Pairs)
		if err := w.fieldSpecs(label.FieldSpecs); err != nil {
			return err
		}
	}
	suffixes := ""
	for _, image := range k.Images {
		suffixes += image.TagSuffix // one image may get them all
		if err := w.short(1, image.NewName, image.NewTag, suffixes, image.Digest); err != nil {
			return err
		}
	}
	return nil
}

// spread notes labels and annotations that all objects get.
func (w *rewriter) spread(all ...map[string]string) {
	for _, pairs := range all {
		for key, value := range pairs {
			w.visit.spread += len(key) + len(value)
		}
	}
}

// fieldSpecs notes the fields that a kustomization makes in all objects.
func (w *rewriter) fieldSpecs(list []types.FieldSpec) error {
	for _, spec := range list {
		if err := w.short(1, spec.Path); err != nil {
			return err
		}
		if spec.CreateIfNotPresent {
			w.visit.spread += len(spec.Path)
		}
	}
	return nil
}

// configured notes those in a file of configurations.
func (w *rewriter) configured(d parsed) error {
	var lists map[string]json.RawMessage
	text, err := d.root.JSON()
	if err != nil {
		return err
	}
	_ = json.Unmarshal(text, &lists) // kustomize says what is wrong with it
	for _, list := range lists {
		var specs []types.FieldSpec
		_ = json.Unmarshal(list, &specs)
		if err := w.fieldSpecs(specs); err != nil {
			return err
		}
	}
	return nil
}

// short returns an error if a text is too long to be added so many times.
func (w *rewriter) short(times int, texts ...string) error {
	for _, text := range texts {
		if len(text)*times > maxName {
			return fmt.Errorf("%s: %w: what it adds to a name or an image, or the path of a field in it, is longer than %d bytes: shorten it", w.visit.name, ErrLimit, maxName)
		}
	}
	return nil
}
