// Ported from k8s.io/apimachinery v0.37.2 (pkg/api/validation).
// Copyright The Kubernetes Authors, Apache License 2.0.

package manifest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	apischema "k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// objectMeta is ValidateObjectMeta of the API server for objects in namespaces
// whose names are DNS subdomains. The original's package brings one that builds
// tables at the start of every program.
func objectMeta(meta *metav1.ObjectMeta, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	invalid := func(at *field.Path, value any, messages []string) {
		for _, msg := range messages {
			errs = append(errs, field.Invalid(at, value, msg))
		}
	}
	if meta.GenerateName != "" {
		invalid(at.Child("generateName"), meta.GenerateName, validation.IsDNS1123Subdomain(maskTrailingDash(meta.GenerateName)))
	}
	if meta.Name == "" {
		errs = append(errs, field.Required(at.Child("name"), "name or generateName is required"))
	} else {
		invalid(at.Child("name"), meta.Name, validation.IsDNS1123Subdomain(meta.Name))
	}
	if meta.Namespace == "" {
		errs = append(errs, field.Required(at.Child("namespace"), ""))
	} else {
		invalid(at.Child("namespace"), meta.Namespace, validation.IsDNS1123Label(meta.Namespace))
	}
	if meta.Generation < 0 {
		invalid(at.Child("generation"), meta.Generation, []string{"must be greater than or equal to 0"})
	}
	errs = append(errs, metavalidation.ValidateLabels(meta.Labels, at.Child("labels"))...)
	errs = append(errs, annotationErrors(meta.Annotations, at.Child("annotations"))...)
	errs = append(errs, ownerErrors(meta.OwnerReferences, at.Child("ownerReferences"))...)
	errs = append(errs, finalizerErrors(meta.Finalizers, at.Child("finalizers"))...)
	return append(errs, metavalidation.ValidateManagedFields(meta.ManagedFields, at.Child("managedFields"))...)
}

// maskTrailingDash makes a prefix of names one that may stand alone.
func maskTrailingDash(name string) string {
	if len(name) > 1 && strings.HasSuffix(name, "-") {
		return name[:len(name)-2] + "a"
	}
	return name
}

func annotationErrors(annotations map[string]string, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	const most = 256 << 10
	size := 0
	for _, k := range slices.Sorted(maps.Keys(annotations)) {
		size += len(k) + len(annotations[k])
		for _, msg := range validation.IsQualifiedName(strings.ToLower(k)) {
			errs = append(errs, field.Invalid(at, k, msg))
		}
	}
	if size > most {
		errs = append(errs, field.TooLong(at, "", most))
	}
	return errs
}

func ownerErrors(owners []metav1.OwnerReference, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	controller := ""
	for i, ref := range owners {
		errs = append(errs, oneOwnerErrors(ref, at.Index(i))...)
		if ref.Controller == nil || !*ref.Controller {
			continue
		}
		name := ref.Kind + "/" + ref.Name
		if controller == "" {
			controller = name
			continue
		}
		errs = append(errs, field.Invalid(at, owners, fmt.Sprintf("Only one reference can have Controller set to true. Found \"true\" in references for %v and %v", controller, name)))
	}
	return errs
}

func oneOwnerErrors(ref metav1.OwnerReference, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	required := func(name, value string) {
		if value == "" {
			errs = append(errs, field.Required(at.Child(name), "must not be empty"))
		}
	}
	gv, err := apischema.ParseGroupVersion(ref.APIVersion)
	required("apiVersion", ref.APIVersion)
	if ref.APIVersion != "" && (err != nil || gv.Version == "") {
		errs = append(errs, field.Invalid(at.Child("apiVersion"), ref.APIVersion, "must be <group>/<version> or <version>"))
	}
	required("kind", ref.Kind)
	required("name", ref.Name)
	required("uid", string(ref.UID))
	if gvk := gv.WithKind(ref.Kind); gvk == (apischema.GroupVersionKind{Version: "v1", Kind: "Event"}) {
		errs = append(errs, field.Invalid(at, ref, fmt.Sprintf("%s is disallowed from being an owner", gvk)))
	}
	return errs
}

func finalizerErrors(names []string, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	for _, name := range names {
		for _, msg := range validation.IsQualifiedName(name) {
			errs = append(errs, field.Invalid(at, name, msg))
		}
	}
	orphan, remove := metav1.FinalizerOrphanDependents, metav1.FinalizerDeleteDependents
	if slices.Contains(names, orphan) && slices.Contains(names, remove) {
		errs = append(errs, field.Invalid(at, names, fmt.Sprintf("finalizer %s and %s cannot be both set", orphan, remove)))
	}
	return errs
}
