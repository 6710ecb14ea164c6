package kustomize

import (
	"os"
	"path"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// TestSame: what comes out is what kustomize itself makes of the files, byte for
// byte.
func TestSame(t *testing.T) {
	for _, dir := range []string{"overlay/overlays/prod", "overlay/base", "component/overlay", "forms", "rules/overlay", "values/overlay", "values/base"} {
		t.Run(dir, func(t *testing.T) {
			options := krusty.MakeDefaultOptions()
			options.LoadRestrictions = types.LoadRestrictionsNone
			want := ""
			quietly(func() {
				resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), path.Join("testdata", dir))
				if err != nil {
					t.Fatal(err)
				}
				text, err := resources.AsYaml()
				if err != nil {
					t.Fatal(err)
				}
				want = string(text)
			})
			result := built(t, &jail{fsys: os.DirFS("testdata")}, dir)
			if got := printed(result); got != want || len(result.Left) > 0 {
				t.Errorf("rendered\n%s\nkustomize makes\n%s\nleft out: %q", got, want, leftOf(result))
			}
		})
	}
}
