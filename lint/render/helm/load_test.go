package helm

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/render"
)

// jail refuses some names, and tells which were read.
type jail struct {
	fs.FS
	refused string
	read    map[string]bool
}

func (j *jail) check(name string) error {
	if strings.Contains(name, j.refused) {
		return &fs.PathError{Op: "open", Path: name, Err: render.ErrOutside}
	}
	return nil
}

func (j *jail) Stat(name string) (fs.FileInfo, error) {
	if err := j.check(name); err != nil {
		return nil, err
	}
	return fs.Stat(j.FS, name)
}

func (j *jail) ReadFile(name string) ([]byte, error) {
	if err := j.check(name); err != nil {
		return nil, err
	}
	j.read[name] = true
	return fs.ReadFile(j.FS, name)
}

// packed returns a packed chart.
func packed(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	g, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(g)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(files[name])), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), g.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func redis() map[string]string {
	return map[string]string{
		"redis/Chart.yaml":          "apiVersion: v2\nname: redis\nversion: 1.0.0\ndependencies:\n- {name: deep, version: 1.x, repository: \"\"}\n",
		"redis/templates/svc.yaml":  "kind: Service\nname: {{ .Release.Name }}\n",
		"redis/crds/crd.yaml":       "kind: CustomResourceDefinition\n",
		"redis/templates/_help.tpl": "",
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	files := inMemory(map[string]string{
		"c/Chart.yaml":              "apiVersion: v2\nname: web\nversion: 1.2.3\ntype: application\ndependencies:\n- name: redis\n  version: 1.x\n  repository: https://example.com\n- name: gone\n  version: 1.x\n  repository: https://example.com\n  condition: gone.enabled\n",
		"c/values.yaml":             "gone: {enabled: false}\n",
		"c/templates/t.yaml":        "a: 1\n",
		"c/README.md":               "never read",
		"c/charts/redis-1.0.0.tgz":  packed(t, redis()),
		"c/templates/secret.yaml":   "outside",
		"c/.helmignore":             "ignored*\n",
		"c/ignored/templates/x":     "ignored",
		"c/charts/redis-1.tgz.prov": "never read",
	})
	j := &jail{FS: files, refused: "secret", read: map[string]bool{}}
	c, err := Load(t.Context(), j, "./c/")
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "web" || c.Version != "1.2.3" || c.Type != "application" || c.Dir != "c" {
		t.Errorf("%+v", c)
	}
	want := []string{"c/.helmignore", "c/Chart.yaml", "c/charts/redis-1.0.0.tgz", "c/charts/redis-1.tgz.prov", "c/templates/t.yaml", "c/values.yaml"}
	if !slices.Equal(c.Files, want) || !maps.Equal(j.read, set(want)) {
		t.Errorf("files %q, read %v", c.Files, j.read)
	}
	var got []string
	for _, l := range c.Missing {
		name, line := "", 0
		if l.At.File != nil {
			name, line = l.At.File.Name, l.At.File.Position(l.At.Start).Line
		}
		got = append(got, fmt.Sprintf("%v %s %q at %s:%d", l.Kind, l.What, l.At.Text(), name, line))
	}
	if s := fmt.Sprint(got); s != `[1 gone "gone" at c/Chart.yaml:9 1 deep "deep" at c/charts/redis-1.0.0.tgz/redis/Chart.yaml:5 2 c/templates/secret.yaml "" at :0]` {
		t.Errorf("missing %s", s)
	}
	left, err := c.MissingWith(ValueSet{})
	if err != nil || len(left) != 1 || left[0].What != "deep" {
		t.Errorf("missing with the default values: %v, %v", left, err)
	}
	left, err = c.MissingWith(ValueSet{Set: []string{"gone.enabled=true"}})
	if err != nil || len(left) != 2 {
		t.Errorf("missing with gone: %v, %v", left, err)
	}
	outputs, err := c.Render(t.Context(), ValueSet{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, o := range outputs {
		got = append(got, o.Name+"="+o.Template)
	}
	if s := strings.Join(got, " "); s != "web/charts/redis/crds/crd.yaml=c/charts/redis-1.0.0.tgz/redis/crds/crd.yaml"+
		" web/charts/redis/templates/svc.yaml=c/charts/redis-1.0.0.tgz/redis/templates/svc.yaml web/templates/t.yaml=c/templates/t.yaml" {
		t.Errorf("outputs %s", s)
	}
}

func set(list []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		out[s] = true
	}
	return out
}

// TestExtraFiles: what only .Files gives is read if a template speaks of it.
func TestExtraFiles(t *testing.T) {
	t.Parallel()
	o := mustRender(t, map[string]string{"c/x.txt": "text", "c/a/b/y.txt": "deep", "c/templates/t.yaml": `{{ .Files.Get "x.txt" }} {{ .Files.Get "a/b/y.txt" }}`})
	if string(o.Text.Bytes) != "text deep" {
		t.Errorf("%q", o.Text.Bytes)
	}
	for name, want := range map[string]bool{
		"Chart.yaml": false, "values.yaml": false, "requirements.lock": false, "README.md": true, "values.schema.json": true,
		"templates/a": false, "templates/a/b/c": false, "crds/x.yaml": false, "crds/a/x.yaml": false, "ci/x.yaml": true, "a/templates/x": true,
		"charts/x.tgz": false, "charts/README.md": false, "charts/x/Chart.yaml": false, "charts/x/README.md": true, "charts/x/ci/y": true,
		"charts/x/templates/y": false, "charts/x/charts/y.tgz": false, "charts/x/charts/y/values.yaml": false, "charts/x/charts/y/z": true,
	} {
		if got := isExtra(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, want := range map[string]bool{
		"templates": false, "templates/a": false, "charts": false, "charts/x": false, "charts/x/templates": false, "charts/x/charts": false,
		"charts/x/charts/y": false, "charts/x/ci": true, "ci": true, ".git": true, "a/templates": true, "crds": false,
	} {
		if got := isExtraDir(name); got != want {
			t.Errorf("directory %s: %v", name, got)
		}
	}
}

// TestLargeRepository: what lies beside a chart is not even listed.
func TestLargeRepository(t *testing.T) {
	t.Parallel()
	files := map[string]string{"c/templates/t.yaml": "a"}
	for i := range maxEntries + 10 {
		files[fmt.Sprintf("c/node_modules/%d", i)] = ""
	}
	mustRender(t, files)
}

// TestHostileFiles loads charts that would take all memory, or lead astray.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	aliases := "a: &a [" + strings.Repeat("x", 100_000) + "]\n"
	for c := 'b'; c < 'e'; c++ {
		aliases += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	unfolding := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'h'; c++ {
		unfolding += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	zeros := strings.Repeat("\x00", maxChart/2+1)
	many := map[string]string{"r/Chart.yaml": "apiVersion: v2\nname: r\nversion: 1.0.0\n"}
	for i := range maxEntries {
		many[fmt.Sprintf("r/%d", i)] = ""
	}
	nested := packed(t, map[string]string{"r/Chart.yaml": "apiVersion: v2\nname: r\nversion: 1.0.0\n"})
	for range maxLevels + 2 {
		nested = packed(t, map[string]string{"r/Chart.yaml": "apiVersion: v2\nname: r\nversion: 1.0.0\n", "r/charts/r.tgz": nested})
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no chart":             {map[string]string{"c/Chart.yaml": "- x\n"}, "cannot load Chart.yaml"},
		"archive bomb":         {map[string]string{"c/charts/r.tgz": packed(t, map[string]string{"r/a": zeros, "r/b": zeros})}, "exceeds maximum decompressed size"},
		"two archive bombs":    {map[string]string{"c/charts/r.tgz": packed(t, map[string]string{"r/Chart.yaml": "apiVersion: v2\nname: r\nversion: 1.0.0\n", "r/a": zeros}), "c/charts/s.tgz": packed(t, map[string]string{"r/a": zeros})}, "exceeds maximum decompressed size"},
		"archive of many":      {map[string]string{"c/charts/r.tgz": packed(t, many)}, "more than 50000 files"},
		"archive in archive":   {map[string]string{"c/charts/r.tgz": nested}, "nested more than 32 levels deep"},
		"archive of no gzip":   {map[string]string{"c/charts/r.tgz": "x"}, "error unpacking subchart r.tgz in c: unexpected EOF"},
		"absolute name":        {map[string]string{"c/charts/r.tgz": packed(t, map[string]string{"r//etc/passwd": "x"})}, "absolute paths"},
		"name above":           {map[string]string{"c/charts/r.tgz": packed(t, map[string]string{"r/../../x": "x"})}, "parent directory"},
		"aliases in values":    {map[string]string{"c/values.yaml": aliases}, "aliases make more than 32 MiB"},
		"aliases in Chart":     {map[string]string{"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\nannotations:\n" + strings.ReplaceAll("  "+aliases, "\n", "\n  ")}, "cannot load Chart.yaml: aliases"},
		"too many aliases":     {map[string]string{"c/values.yaml": unfolding}, "document contains excessive aliasing"},
		"alias of itself":      {map[string]string{"c/values.yaml": "a: &a [*a]\n"}, "contains itself"},
		"large values":         {map[string]string{"c/values.yaml": "a: " + strings.Repeat("x", maxParsed)}, "YAML larger than 4 MiB"},
		"deep values":          {map[string]string{"c/values.yaml": strings.Repeat("[", 1_000_000)}, "exceeded max depth"},
		"not text":             {map[string]string{"c/values.yaml": "\xff\xfea"}, "cannot load values.yaml"},
		"template in the way":  {map[string]string{"c/templates/a/b/c/" + strings.Repeat("d/", 40) + "t.yaml": "x"}, "levels deep"},
		"requirements bad":     {map[string]string{"c/requirements.yaml": "dependencies: x\n"}, "cannot load requirements.yaml"},
		"lock bad":             {map[string]string{"c/Chart.lock": "generated: never\n"}, "cannot load Chart.lock"},
		"requirements.lock":    {map[string]string{"c/requirements.lock": "[\n"}, "cannot load requirements.lock"},
		"bad subchart":         {map[string]string{"c/charts/r/Chart.yaml": "name: [\n"}, "error unpacking subchart r in c: cannot load Chart.yaml"},
		"subchart without one": {map[string]string{"c/charts/r/values.yaml": "a: 1\n"}, "error unpacking subchart r in c: Chart.yaml file is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(t.Context(), inMemory(c.files), "c")
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := Load(t.Context(), &jail{FS: inMemory(nil), refused: "Chart.yaml"}, "c"); !errors.Is(err, render.ErrOutside) {
		t.Errorf("Chart.yaml outside: %v", err)
	}
	if _, err := Load(t.Context(), inMemory(nil), "nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ended, inMemory(nil), "c"); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}
