package manifest

import (
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// metadata judges what all objects have, as it is after the API server has filled
// in the namespace, the generation and a generated name.
func (v *validator) metadata() {
	meta, at := v.policy.ObjectMeta, field.NewPath("metadata")
	if meta.Namespace == "" {
		meta.Namespace = "default"
	}
	meta.Generation = 1
	random := meta.Name == "" && meta.GenerateName != ""
	if random {
		meta.Name = generated(meta.GenerateName)
	}
	labels := false
	for _, err := range objectMeta(&meta, at) {
		const rest = ", beginning and ending with a letter or digit, "
		switch err.Field {
		case "metadata.name", "metadata.generateName":
			if meta.Name == "" {
				v.take(err, "bad-name", "write metadata.name")
				continue
			}
			found := v.take(err, "bad-name", "use lower-case letters, digits, '-' and '.'"+rest+"253 characters at most")
			if random && err.Field == "metadata.name" {
				found.Value = "" // nobody knows it yet
			}
		case "metadata.namespace":
			v.take(err, "bad-namespace", "use lower-case letters, digits and '-'"+rest+"63 characters at most")
		case "metadata.labels":
			labels = true
		case "metadata.annotations":
			found := v.take(err, "bad-annotation", "name it like a label (example.com/name), and keep all annotations below 256 KiB")
			if key, ok := err.BadValue.(string); ok && err.Type == field.ErrorTypeInvalid {
				found.Path, found.OnKey = found.Path.Child(key), true
			}
		default:
			v.take(err, "bad-metadata", "mend the field, or leave it out: the API server sets most metadata by itself")
		}
	}
	if labels {
		v.labels(meta.Labels, at.Child("labels"))
	}
	v.finalizers(meta.Finalizers, at.Child("finalizers"))
}

// finalizers judges what the API server asks of finalizers beside being names.
func (v *validator) finalizers(names []string, at *field.Path) {
	for i, name := range names {
		switch name {
		case "kubernetes", metav1.FinalizerOrphanDependents, metav1.FinalizerDeleteDependents:
			continue
		}
		if !strings.Contains(name, "/") {
			v.refuse("bad-metadata", at.Index(i), name, "name is neither a standard finalizer name nor is it fully qualified", "write it as example.com/NAME, or leave it out")
		}
	}
}

// generated is a name as the API server makes it of a prefix: cut to leave room
// for five characters.
func generated(prefix string) string {
	const longest, suffix = 63, "x5x5x"
	if len(prefix) > longest-len(suffix) {
		prefix = prefix[:longest-len(suffix)]
	}
	return prefix + suffix
}

// labels judges a map of labels, one by one: the errors of the API server name no
// key.
func (v *validator) labels(labels map[string]string, at *field.Path) {
	const rule = "letters, digits, '-', '_' and '.', beginning and ending with a letter or digit, 63 characters at most"
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		for _, err := range metavalidation.ValidateLabels(map[string]string{key: labels[key]}, at) {
			onKey := err.Origin == "format=k8s-label-key"
			help := "for values of labels use " + rule + ", or leave the value empty"
			if onKey {
				help = "name labels NAME or example.com/NAME: for NAME use " + rule
			}
			found := v.take(err, "bad-label", help)
			found.Path, found.OnKey = found.Path.Child(key), onKey
		}
	}
}
