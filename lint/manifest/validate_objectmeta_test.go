package manifest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// TestObjectMeta compares the port with the API server's own package.
func TestObjectMeta(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	refused := 0
	for range 20_000 {
		meta, at := randomMeta(r), field.NewPath("metadata")
		got := messages(objectMeta(&meta, at))
		want := messages(validation.ValidateObjectMeta(&meta, true, validation.NameIsDNSSubdomain, at))
		if !slices.Equal(got, want) {
			t.Fatalf("%#v\ngot  %q\nwant %q", meta, got, want)
		}
		if len(want) > 0 {
			refused++
		}
	}
	t.Logf("%d refused", refused)
}

// messages are sorted: the original goes through maps.
func messages(errs field.ErrorList) []string {
	var out []string
	for _, err := range errs {
		out = append(out, err.Error())
	}
	slices.Sort(out)
	return out
}

func randomMeta(r *rand.Rand) metav1.ObjectMeta {
	pick := func(odd ...string) string {
		if r.IntN(3) > 0 {
			return "good-1"
		}
		return odd[r.IntN(len(odd))]
	}
	name := func() string {
		return pick("", "a.b", "a-", "-", "--", "A", "a_b", "ü", "a..b", strings.Repeat("a", 64), strings.Repeat("a.", 127), "example.com/x", "Example.com/X", "a/b/c", "orphan", "foregroundDeletion")
	}
	meta := metav1.ObjectMeta{Name: name(), GenerateName: name(), Namespace: name(), Generation: int64(r.IntN(9) - 1), Labels: map[string]string{}, Annotations: map[string]string{}}
	for range r.IntN(3) {
		meta.Labels[name()] = name()
		meta.Annotations[name()] = strings.Repeat(name(), 1+r.IntN(2)*r.IntN(9000))
		meta.Finalizers = append(meta.Finalizers, name())
		yes := r.IntN(2) == 0
		meta.OwnerReferences = append(meta.OwnerReferences, metav1.OwnerReference{
			APIVersion: pick("", "v1", "apps/v1", "a/b/c", "apps/", "/v1"), Kind: pick("", "Event", "Event"), Name: name(), UID: types.UID(name()), Controller: &yes,
		})
		meta.ManagedFields = append(meta.ManagedFields, metav1.ManagedFieldsEntry{
			Manager: name(), Operation: metav1.ManagedFieldsOperationType(pick("", "Apply", "Update")), FieldsType: pick("", "FieldsV1"), Subresource: strings.Repeat("s", r.IntN(300)),
		})
	}
	return meta
}
