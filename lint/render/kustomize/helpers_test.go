package kustomize

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/render"
)

// jail is a file system of names as users write them, of which those that lead out
// of it are outside. It counts what was asked for outside.
type jail struct {
	fsys fs.FS
	asks int
}

func (j *jail) Open(name string) (fs.File, error) {
	if name == ".." || strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") {
		j.asks++
		return nil, &fs.PathError{Op: "open", Path: name, Err: render.ErrOutside}
	}
	return j.fsys.Open(path.Clean(name))
}

// files makes a jail of texts by name.
func files(texts map[string]string) *jail {
	out := fstest.MapFS{}
	for name, text := range texts {
		out[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return &jail{fsys: out}
}

// testdata is a jail of a directory of testdata.
func testdata(dir string) *jail { return &jail{fsys: os.DirFS(path.Join("testdata", dir))} }

// built renders a directory, which must succeed.
func built(t *testing.T, fsys fs.FS, dir string) *Result {
	t.Helper()
	result, err := New(fsys).Build(context.Background(), dir)
	if err != nil {
		t.Fatalf("build %s: %v", dir, err)
	}
	return result
}

// called returns the rendered object of that kind and name ("NetworkPolicy web").
func called(t *testing.T, result *Result, name string) render.Object {
	t.Helper()
	var all []string
	for _, o := range result.Objects {
		root, err := o.Doc.Parse()
		if err != nil {
			t.Fatal(err)
		}
		is := root.Get("kind").Text() + " " + root.Get("metadata").Get("name").Text()
		if is == name {
			return o
		}
		all = append(all, is)
	}
	t.Fatalf("there is no %s, but %s", name, strings.Join(all, ", "))
	return render.Object{}
}

// printed returns all rendered objects.
func printed(result *Result) string {
	var out []string
	for _, o := range result.Objects {
		out = append(out, string(o.Doc.Bytes()))
	}
	return strings.Join(out, "---\n")
}

// shown is a place as FILE:LINE and the first line of its text.
func shown(place render.Place) string {
	if place.Value.File == nil {
		return "nowhere"
	}
	text, _, _ := strings.Cut(place.Value.Text(), "\n")
	out := fmt.Sprintf("%s:%d %s", place.Value.File.Name, place.Value.File.Position(place.Value.Start).Line, text)
	if !place.Exact {
		out += " (about)"
	}
	if place.By != "" {
		out += " by " + place.By
	}
	return out
}
