package kustomize_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/render/kustomize"
)

// jail is a file system of clean names, of which those that begin with ../ or / are
// outside. It fails the test for any other misuse.
type jail struct{ files fstest.MapFS }

func (j jail) Open(name string) (fs.File, error) {
	if name == ".." || strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: render.ErrOutside}
	}
	return j.files.Open(path.Clean(name))
}

// tree makes a jail of files.
func tree(files map[string]string) jail {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return jail{out}
}

// traps puts programs first into PATH that leave a trace when they are started, and
// a transport into the HTTP client that does when it is used. It returns what tells
// whether one of them was.
func traps(t testing.TB) (sprung func() string) {
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	for _, name := range []string{"git", "curl", "helm", "sh", "docker", "ssh"} {
		script := fmt.Sprintf("#!/bin/sh\necho %s \"$@\" >> %s\nexit 1\n", name, trace)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	fetched := ""
	before := http.DefaultTransport
	http.DefaultTransport = transport(func(r *http.Request) (*http.Response, error) {
		fetched = r.URL.String()
		return nil, errors.New("no network here")
	})
	t.Cleanup(func() { http.DefaultTransport = before })
	return func() string {
		started, _ := os.ReadFile(trace)
		return string(started) + fetched
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestNothingIsFetched tries references of every kind in every field that has some.
func TestNothingIsFetched(t *testing.T) {
	sprung := traps(t)
	references := []string{
		"https://example.com/a.yaml", "http://example.com/a.yaml", "HTTPS://example.com/a.yaml", "hTTp://127.0.0.1:1/a", "//example.com/a",
		"github.com/org/repo", "github.com/org/repo//base?ref=v1", "github.com/org/repo?ref=v1", "GitHub.com/org/repo", "git@github.com:org/repo.git",
		"git::https://example.com/org/repo", "git::git@example.com:org/repo", "ssh://git@example.com/org/repo", "file:///etc", "file://localhost/etc/passwd",
		"org-1@github.com:a/b", "user@host.xz:path/to/repo.git", "gh:org/repo", "https://user:pass@example.com/a//b", "example.com/_git/repo", "a.git/b", "a//b",
		"dev.azure.com/org/p/_git/r", "git-codecommit.us-east-1.amazonaws.com/v1/repos/x", "./https://example.com/a", "../../../etc/passwd", "/etc/passwd", "..", "/", ".",
		" https://example.com/a", "https://example.com/a\n", "\thttp://example.com", "k=https://example.com/a", "a=b=http://example.com/x", "kustomization.yaml",
		"\\u0067ithub.com/org/repo", "githu\\x62.com/org/repo", "dir", "dir/", "link", "github.com", "github.com/evil/x", "h\u017ftp://x", "http://example.com/a b", "https://example.com/a b\u00a0c", "http:example.com", " http://example.com/x y", "HTTP:/x y",
	}
	fields := []string{
		"resources: [\"%s\"]", "bases: [\"%s\"]", "components: [\"%s\"]", "crds: [\"%s\"]", "configurations: [\"%s\"]", "openapi: {path: \"%s\"}", "openapi: {Path: \"%s\"}",
		"patches: [{path: \"%s\"}]", "patches: [{Path: \"%s\"}]", "patches: [{path: p.yaml, PATH: \"%s\"}]", "patchesStrategicMerge: [\"%s\"]", "patchesJson6902: [{target: {version: v1, kind: Pod, name: a}, path: \"%s\"}]",
		"replacements: [{path: \"%s\"}]", "replacements: [{PATH: \"%s\"}]", "transformers: [\"%s\"]", "generators: [\"%s\"]", "validators: [\"%s\"]",
		"configMapGenerator: [{name: a, files: [\"%s\"]}]", "configMapGenerator: [{name: a, envs: [\"%s\"]}]", "configMapGenerator: [{name: a, env: \"%s\"}]", "configMapGenerator: [{name: a, Files: [\"%s\"]}]",
		"secretGenerator: [{name: a, files: [\"k=%s\"]}]", "secretGenerator: [{name: a, FILES: [\"%s\"], Envs: [\"%s\"]}]",
		"Resources: [\"%s\"]", "RESOURCES: [\"%s\"]", "re\u017fources: [\"%s\"]", "Components: [\"%s\"]", "BASES: [\"%s\"]", "Crds: [\"%s\"]", "Generators: [\"%s\"]", "OpenAPI: {path: \"%s\"}",
		"resources: \"%s\"", "resources: {a: \"%s\"}", "resources: [[\"%s\"]]", "x: &x [\"%s\"]\nresources: *x", "resources: []\nresources: [\"%s\"]", "resources: [\"%s\"]\nresources: [np.yaml]",
		"{\"resources\": [\"%s\"]}", "resources: [np.yaml]\n---\nresources: [\"%s\"]", "helmCharts: [{name: a, repo: \"%s\"}]", "helmChartInflationGenerator: [{chartName: a, chartRepoUrl: \"%s\"}]",
		"transformers:\n- |\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: a}\n  path: \"%s\"",
		"generators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: a}\n  files: [\"%s\"]",
		"generators:\n- |\n  apiVersion: builtin\n  kind: HelmChartInflationGenerator\n  metadata: {name: a}\n  name: a\n  repo: \"%s\"",
		"transformers:\n- |\n  apiVersion: v1\n  kind: Exec\n  metadata: {name: a, annotations: {config.kubernetes.io/function: \"exec: {path: git}\"}}\n  x: \"%s\"",
		"generators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: a, annotations: {config.kubernetes.io/function: \"container: {image: x}\"}}\n  files: [\"%s\"]",
	}
	const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
	ran := 0
	for _, field := range fields {
		for _, reference := range references {
			text := strings.ReplaceAll(field, "%s", reference)
			if strings.Contains(reference, "\n") || strings.Contains(reference, "\t") {
				text = strings.ReplaceAll(field, "%s", strings.NewReplacer("\n", "\\n", "\t", "\\t").Replace(reference))
			}
			for _, where := range []string{".", "over"} {
				files := map[string]string{
					"kustomization.yaml": text + "\n", "np.yaml": object, "p.yaml": object, "dir/kustomization.yaml": "resources: [x.yaml]\n", "dir/x.yaml": object,
					"github.com/evil/x/kustomization.yaml": "resources: [x.yaml]\n", "github.com/evil/x/x.yaml": object,
					"over/kustomization.yaml": "resources: [../base]\ncomponents: [../part]\n", "base/kustomization.yaml": text + "\n", "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n" + text + "\n",
					"base/np.yaml": object, "part/np.yaml": object,
				}
				ran++
				result, err := kustomize.New(tree(files)).Build(context.Background(), where)
				if trace := sprung(); trace != "" {
					t.Fatalf("%q in %s: %s", text, where, trace)
				}
				if err == nil {
					for _, o := range result.Objects {
						if strings.Contains(string(o.Doc.Bytes()), "root:") {
							t.Fatalf("%q: a file outside is read", text)
						}
					}
				}
			}
		}
	}
	t.Logf("%d kustomizations", ran)
}

// TestTrapsWork: what the test above relies on would notice.
func TestTrapsWork(t *testing.T) {
	sprung := traps(t)
	_, _ = http.Get("http://example.com/x")
	if sprung() != "http://example.com/x" {
		t.Error("the transport is not used")
	}
	memory := filesys.MakeFsInMemory()
	if err := memory.WriteFile("/a/kustomization.yaml", []byte("resources:\n- github.com/org/repo//base?ref=v1\n")); err != nil {
		t.Fatal(err)
	}
	_, _ = krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(memory, "/a")
	if !strings.Contains(sprung(), "git ") {
		t.Error("git is not started by kustomize itself")
	}
}
