package manifest

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// FuzzIgnore: whatever a .gitignore and a glob of --exclude say, walking ends soon,
// and a file that is named itself is read.
func FuzzIgnore(f *testing.F) {
	for _, text := range []string{"*.yaml\n!a.yaml\n", "/dir/\n**/x/**\n", "\\#a\n\\!b\n[a-z]?*\n", "a/**/b/**/c\n", "[!a]\n[]]\n[", strings.Repeat("*a", 50) + "b\n", "\xff\xfe\n \\ \n"} {
		f.Add([]byte(text), "a*/**/b?[c]")
	}
	f.Fuzz(func(t *testing.T, ignore []byte, exclude string) {
		if CheckGlob(exclude) != nil {
			exclude = "x"
		}
		const object = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"
		fsys := fstest.MapFS{
			".gitignore": {Data: ignore, Mode: 0o644}, "dir/.gitignore": {Data: ignore, Mode: 0o644},
			"a.yaml": {Data: []byte(object), Mode: 0o644}, "dir/x/b.yaml": {Data: []byte(object), Mode: 0o644}, "dir/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac.yaml": {Data: []byte(object), Mode: 0o644},
		}
		start := time.Now()
		_, _ = Load(context.Background(), fsys, Options{Paths: []string{"."}, Exclude: []string{exclude}, Jobs: 1, Render: RenderNever})
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("%q and %q take %s", ignore, exclude, took)
		}
		set, err := Load(context.Background(), fsys, Options{Paths: []string{"a.yaml"}, Exclude: []string{exclude}, Jobs: 1, Render: RenderNever})
		if err != nil || len(set.Objects) != 1 {
			t.Fatalf("%q and %q hide a file that is named: %v", ignore, exclude, err)
		}
	})
}
