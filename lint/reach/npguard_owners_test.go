package reach_test

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// podOf is what names a pod and the workload that made it.
type podOf struct {
	Kind     string
	Metadata metav1.ObjectMeta
	Items    []podOf
}

// ownersOf reads the pods below a directory: by the name that the matrix gives a
// pod, the name of the controller that np-guard shows in its stead.
func ownersOf(t *testing.T, input string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS("testdata/npguard"), input, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path.Join("testdata/npguard", name))
		if err != nil {
			return err
		}
		for _, doc := range strings.Split(string(text), "\n---") {
			var p podOf
			if yaml.Unmarshal([]byte(doc), &p) == nil {
				p.owners(out)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (p *podOf) owners(out map[string]string) {
	for i := range p.Items {
		if p.Kind == "PodList" {
			p.Items[i].Kind = "Pod" // which the items need not say
		}
		p.Items[i].owners(out)
	}
	namespace := cmp.Or(p.Metadata.Namespace, "default")
	for _, o := range p.Metadata.OwnerReferences {
		if p.Kind == "Pod" && o.Controller != nil && *o.Controller {
			out[namespace+"/"+p.Metadata.Name+"[Pod]"] = namespace + "/" + o.Name + "[" + cmp.Or(o.Kind, "Pod") + "]"
		}
	}
}
