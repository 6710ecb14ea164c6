package manifest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// plant makes files, with their path as text, and symbolic links in a new
// directory, and goes there.
func plant(t *testing.T, files []string, links map[string]string) {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		full := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("a: "+filepath.Base(name)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range links {
		if runtime.GOOS == "windows" {
			t.Skip("links need privileges there")
		}
		if err := os.Symlink(target, filepath.Join(top, link)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(top)
}

// TestEachFileOnce: whichever ways lead to a file, it is read once, under the name
// of the outermost path.
func TestEachFileOnce(t *testing.T) {
	plant(t, []string{"deploy/a.yaml", "deploy/sub/b.yaml", "deploy/notes.txt", "c.yaml"}, nil)
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	all := "c.yaml deploy/a.yaml deploy/sub/b.yaml"
	for _, tt := range []struct {
		paths []string
		want  string
	}{
		{[]string{"."}, all},
		{[]string{".", "deploy", "deploy/a.yaml", "./deploy/../deploy", "deploy/"}, all},
		{[]string{"deploy/sub", "deploy", "."}, all},
		{[]string{".", top}, all},
		{[]string{top, "."}, strings.Join([]string{top + "/c.yaml", top + "/deploy/a.yaml", top + "/deploy/sub/b.yaml"}, " ")},
		{[]string{"deploy/sub", top + "/deploy/sub/b.yaml"}, top + "/deploy/sub/b.yaml"},
		{[]string{"deploy/notes.txt", "deploy/notes.txt", "deploy/sub"}, "deploy/notes.txt deploy/sub/b.yaml"},
	} {
		found, err := find(context.Background(), OS(), Options{Paths: tt.paths})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(names(found), " "); got != tt.want {
			t.Errorf("%v reads %s, want %s", tt.paths, got, tt.want)
		}
		if len(found.problems) > 0 {
			t.Errorf("%v: problems %v", tt.paths, found.problems)
		}
	}
}

// TestWorkingDirectoryByLink: $PWD may name the working directory by a link.
func TestWorkingDirectoryByLink(t *testing.T) {
	plant(t, []string{"real/a.yaml"}, map[string]string{"link": "real"})
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("link")
	t.Setenv("PWD", filepath.Join(top, "link"))
	found, err := find(context.Background(), OS(), Options{Paths: []string{".", filepath.Join(top, "real")}})
	if err != nil || len(found.inputs) != 1 {
		t.Errorf("%v, %v", names(found), err)
	}
}

// TestFollowLinks: what a symbolic link leads to is read if it lies in the given
// paths and nothing else leads there.
func TestFollowLinks(t *testing.T) {
	files := []string{"in/a.yaml", "in/d/b.yaml", "in/vendor/lib/v.yaml", "in/vendor/one.yaml", "out/secret.yaml", "in/data.txt", "in/vendor/lib/deep/w.yaml"}
	tests := []struct {
		name     string
		links    map[string]string
		exclude  []string
		want     string // beside in/a.yaml and in/d/b.yaml
		problems int
	}{
		{"to a file that is read", map[string]string{"in/l.yaml": "a.yaml"}, nil, "", 0},
		{"to a directory that is read", map[string]string{"in/l": "d"}, nil, "", 0},
		{"to a directory that is left out", map[string]string{"in/l": "vendor/lib"}, nil, "in/l/deep/w.yaml in/l/v.yaml", 0},
		{"twice", map[string]string{"in/l": "vendor/lib", "in/m": "vendor/lib"}, nil, "in/l/deep/w.yaml in/l/v.yaml", 0},
		{"to a part and then all of it", map[string]string{"in/l": "vendor/lib/deep", "in/m": "vendor/lib"}, nil, "in/l/w.yaml in/m/v.yaml", 0},
		{"to a file that is left out", map[string]string{"in/l.yaml": "vendor/one.yaml"}, nil, "in/l.yaml", 0},
		{"by another name", map[string]string{"in/l.yaml": "data.txt"}, nil, "in/l.yaml", 0},
		{"without the name of a manifest", map[string]string{"in/l": "vendor/one.yaml"}, nil, "", 0},
		{"to what is excluded", map[string]string{"in/l": "vendor/lib"}, []string{"lib/"}, "", 0},
		{"to a part of what is excluded", map[string]string{"in/l": "vendor/lib/deep"}, []string{"vendor/lib/**"}, "", 0},
		{"excluded by its own name", map[string]string{"in/l": "vendor/lib"}, []string{"/l"}, "", 0},
		{"with an excluded part", map[string]string{"in/l": "vendor/lib"}, []string{"vendor/lib/deep/*"}, "in/l/v.yaml", 0},
		{"out of the paths", map[string]string{"in/l": "../out", "in/m.yaml": "../out/secret.yaml", "in/n": "/"}, nil, "", 3},
		{"out and in again", map[string]string{"in/l": "../out/../in/vendor/lib/deep"}, nil, "in/l/w.yaml", 0},
		{"loops", map[string]string{"in/l": ".", "in/d/m": "..", "in/n.yaml": "n.yaml", "in/x": "y", "in/y": "x"}, nil, "", 3},
		{"a loop in a directory that is left out", map[string]string{"in/l": "vendor/lib", "in/vendor/lib/deep/up": ".."}, nil, "in/l/deep/w.yaml in/l/v.yaml", 0},
		{"nowhere", map[string]string{"in/l.yaml": "none", "in/m": "none"}, nil, "", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plant(t, files, tt.links)
			found, err := find(context.Background(), OS(), Options{Paths: []string{"in"}, Exclude: tt.exclude})
			if err != nil {
				t.Fatal(err)
			}
			want := append(strings.Fields(tt.want), "in/a.yaml", "in/d/b.yaml")
			slices.Sort(want)
			if got := names(found); !slices.Equal(got, want) {
				t.Errorf("reads %v, want %v", got, want)
			}
			if len(found.problems) != tt.problems {
				t.Errorf("problems %v, want %d", found.problems, tt.problems)
			}
		})
	}
}

func TestExclude(t *testing.T) {
	files := []string{"a.yaml", "a.gen.yaml", "charts/web/c.yaml", "deploy/charts/d.yaml", "deploy/old-1/e.yaml", "deploy/x/old-2/f.yaml", "deploy/testdata/g.yaml"}
	tests := []struct {
		paths, globs string
		left         string // what is left out
	}{
		{".", "*.gen.yaml", "a.gen.yaml"},
		{".", "charts", "charts/web/c.yaml deploy/charts/d.yaml"}, {".", "charts/", "charts/web/c.yaml deploy/charts/d.yaml"},
		{".", "/charts", "charts/web/c.yaml"}, {".", "./charts", "charts/web/c.yaml"}, {".", "a.yaml/", ""},
		{".", "**/testdata/**", "deploy/testdata/g.yaml"}, {".", "deploy/**/old-*", "deploy/old-1/e.yaml deploy/x/old-2/f.yaml"},
		{".", "deploy/*", "deploy/charts/d.yaml deploy/old-1/e.yaml deploy/testdata/g.yaml deploy/x/old-2/f.yaml"},
		{".", "deploy/**", "deploy/charts/d.yaml deploy/old-1/e.yaml deploy/testdata/g.yaml deploy/x/old-2/f.yaml"},
		{".", "c*/w?b", "charts/web/c.yaml"}, {".", "[ab].yaml charts", "a.yaml charts/web/c.yaml deploy/charts/d.yaml"},
		// Relative to the given directory, and as shown.
		{"deploy", "/charts", "deploy/charts/d.yaml"}, {"deploy", "deploy/charts", "deploy/charts/d.yaml"}, {"deploy", "deploy/deploy", ""},
		// Named paths are always read.
		{"deploy a.yaml charts", "*", "charts/web/c.yaml deploy/charts/d.yaml deploy/old-1/e.yaml deploy/testdata/g.yaml deploy/x/old-2/f.yaml"},
		{". a.yaml deploy/charts", "a.yaml charts", "charts/web/c.yaml"},
	}
	plant(t, files, nil)
	for _, tt := range tests {
		t.Run(tt.paths+" without "+tt.globs, func(t *testing.T) {
			globs := strings.Fields(tt.globs)
			for _, g := range globs {
				if err := CheckGlob(g); err != nil {
					t.Errorf("%s: %v", g, err)
				}
			}
			before, err := find(context.Background(), OS(), Options{Paths: strings.Fields(tt.paths)})
			if err != nil {
				t.Fatal(err)
			}
			after, err := find(context.Background(), OS(), Options{Paths: strings.Fields(tt.paths), Exclude: globs})
			if err != nil {
				t.Fatal(err)
			}
			left := slices.DeleteFunc(names(before), func(name string) bool { return slices.Contains(names(after), name) })
			if got := strings.Join(left, " "); got != tt.left {
				t.Errorf("leaves out %s, want %s", got, tt.left)
			}
		})
	}
}

func TestCheckGlob(t *testing.T) {
	for glob, want := range map[string]string{
		"": "empty", "  ": "empty", "!a": "takes nothing in", "[a": "a [ without its ]", `a\`: "backslash", "[[:alfa:]]": "unknown class",
	} {
		if err := CheckGlob(glob); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", glob, err, want)
		}
	}
}

// TestSkips: what is left out is listed with the reason, and counted.
func TestSkips(t *testing.T) {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	fsys := fstest.MapFS{
		".gitignore": text("# generated\nbuild/\n"), "build/a.yaml": text(""), "vendor/v.yaml": text(""), ".git/config": text(""),
		"old/o.yaml": text(""), "x.gen.yaml": text(""), "values.yaml": text("replicas: 3"), "notes.txt": text(""),
		"cm.yaml":    text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"),
		"np.yaml":    text("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n"),
		"patch.yaml": text("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 3}\n"),
	}
	set, err := Load(context.Background(), fsys, Options{Paths: []string{"."}, Exclude: []string{"old", "*.gen.yaml"}, ListSkipped: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range set.Skipped {
		got = append(got, s.Name+": "+s.Reason)
	}
	want := []string{
		".git: belongs to git",
		"build: ignored by .gitignore:2",
		"cm.yaml: 2 of kind v1 ConfigMap: the kind decides nothing about network traffic",
		"old: left out by --exclude old",
		"patch.yaml: 1 of kind apps/v1 Deployment (patch): no pod template that the API server would accept, so taken for a patch",
		"values.yaml: no manifest: nothing in it has apiVersion and kind",
		"vendor: a directory of this name holds other projects; name it as a path to have it read",
		"x.gen.yaml: left out by --exclude *.gen.yaml",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if set.Stats.Skipped != 5 {
		t.Errorf("%d paths skipped, want 5", set.Stats.Skipped)
	}
	if set, err = Load(context.Background(), fsys, Options{Paths: []string{"."}}); err != nil || set.Skipped != nil || set.Stats.Skipped != 3 {
		t.Errorf("without a list: %v, %v", set, err)
	}
}

// TestSkipsAreBounded: a list has an end.
func TestSkipsAreBounded(t *testing.T) {
	s := skips{list: true}
	for i := range maxListed + 3 {
		s.path(fmt.Sprint(i), "no")
	}
	if len(s.listed) != maxListed || s.omitted != 3 || s.paths != maxListed+3 {
		t.Errorf("%d listed, %d omitted, %d in all", len(s.listed), s.omitted, s.paths)
	}
}

// TestNothingFound: the error says what was left out.
func TestNothingFound(t *testing.T) {
	fsys := fstest.MapFS{"vendor/a.yaml": {}, ".gitignore": {Data: []byte("*\n")}, "b.yaml": {}}
	_, err := find(context.Background(), fsys, Options{Paths: []string{"."}})
	if err == nil || !strings.Contains(err.Error(), "left out 2 of what is there, such as b.yaml (ignored by .gitignore:1)") {
		t.Error(err)
	}
}

func TestExcludeBelow(t *testing.T) {
	fsys := fstest.MapFS{}
	for _, name := range []string{"repo/deploy/a.yaml", "repo/deploy/old/b.yaml", "repo/old/c.yaml", "other/old/d.yaml", "repo/x.gen.yaml", "repo/.netpolint.yaml"} {
		fsys[name] = &fstest.MapFile{Data: []byte("a: b\n")}
	}
	below := Exclusion{Dir: "repo", Globs: []string{"/old", "*.gen.yaml"}, By: "repo/.netpolint.yaml"}
	found, err := find(context.Background(), fsys, Options{Paths: []string{"repo", "repo/deploy", "other"}, ExcludeBelow: below})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range found.inputs {
		got = append(got, in.name)
	}
	if want := "other/old/d.yaml repo/deploy/a.yaml repo/deploy/old/b.yaml"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
	globs := ParseGlobs([]string{"legacy/", "/top.yaml", "a/**/x.yaml"})
	for path, want := range map[string]bool{"legacy/a/b.yaml": true, "x/legacy/b.yaml": true, "legacy": false, "top.yaml": true, "x/top.yaml": false, "a/b/c/x.yaml": true} {
		if globs.Match(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
