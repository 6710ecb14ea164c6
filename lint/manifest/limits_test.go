package manifest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// TestLimits: what is too much is not read, and said once.
func TestLimits(t *testing.T) {
	np := func(name string) string {
		return fmt.Sprintf("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s}\nspec: {podSelector: {}}\n", name)
	}
	size := int64(len(np("a")))
	files := map[string]string{"a.yaml": np("a"), "b.yaml": np("b"), "c.yaml": np("c") + "---\n" + np("d"), "e.yaml": np("e"), "f.yaml": np("f")}
	for _, tt := range []struct {
		name          string
		limits        limits
		want, problem string
	}{
		{"none", limits{}, "a b c d e f", ""},
		{"files", limits{files: 2}, "a b", "c.yaml: not read, and nothing that follows it: the paths hold more than 2 files"},
		{"as many files", limits{files: 5}, "a b c d e f", ""},
		{"bytes", limits{bytes: size + 1}, "a b", "c.yaml: not read, nor any file that follows it (3 in all): those before it hold more than 0 MiB"},
		{"documents", limits{documents: 3}, "a b c d", "e.yaml: not read, nor any file that follows it (2 in all): those before it hold more than 3 documents"},
		{"bytes of a file", limits{fileBytes: size}, "a b e f", "c.yaml: larger than 0 MiB: not read"},
		{"documents of a file", limits{fileDocuments: 1}, "a b e f", "c.yaml: more than 1 documents: not read"},
		{"as many documents", limits{fileDocuments: 2}, "a b c d e f", ""},
	} {
		for _, jobs := range []int{1, 4} {
			fsys := fstest.MapFS{}
			for name, text := range files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			set, err := Load(context.Background(), fsys, Options{Paths: []string{"."}, Jobs: jobs, limits: tt.limits})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range set.Objects {
				got = append(got, o.ID.Name)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
			}
			switch {
			case tt.problem == "" && len(set.Problems) == 0:
			case len(set.Problems) != 1 || tt.problem == "" || set.Problems[0].Severity != Error:
				t.Errorf("%s: problems %v", tt.name, set.Problems)
			case !strings.HasPrefix(set.Problems[0].File+": "+set.Problems[0].Message, tt.problem):
				t.Errorf("%s: problem %q, want %q", tt.name, set.Problems[0].Message, tt.problem)
			}
		}
	}
}

// TestConcatenated: JSON objects behind each other are all read, in time that grows
// with their number alone.
func TestConcatenated(t *testing.T) {
	one := func(name string) string {
		return fmt.Sprintf(`{"apiVersion":"v1","kind":"Namespace","metadata":{"name":%q,"labels":{"a":"}{\"\\"}}}`, name)
	}
	var many strings.Builder
	for i := range 20_000 {
		many.WriteString(one(fmt.Sprint("n", i)))
	}
	for _, tt := range []struct {
		name, text string
		objects    int
		problem    string
	}{
		{"lines", one("a") + "\n" + one("b") + "\n", 2, ""},
		{"no space", one("a") + one("b") + one("c"), 3, ""},
		{"many", many.String(), 20_000, ""},
		{"text behind", one("a") + one("b") + "\nc: d\n", 2, "the object ends before this line"},
		{"a mistake", one("a") + `{"apiVersion": [}` + one("b"), 1, "not valid YAML"},
		{"no end", one("a") + `{"apiVersion": {`, 1, "not valid YAML"},
	} {
		set, err := Load(context.Background(), fstest.MapFS{"a.json": {Data: []byte(tt.text)}}, Options{Paths: []string{"."}})
		if err != nil {
			t.Fatal(err)
		}
		if len(set.Objects) != tt.objects {
			t.Errorf("%s: %d objects, want %d", tt.name, len(set.Objects), tt.objects)
		}
		if n := len(set.Problems); n > 1 || n == 0 != (tt.problem == "") || n == 1 && !strings.Contains(set.Problems[0].Message, tt.problem) {
			t.Errorf("%s: problems %v", tt.name, set.Problems)
		}
	}
}
