package kustomize

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// traps puts programs first into PATH that leave a trace when they are started, and
// a transport into the HTTP client that does when it is used. sprung returns the
// traces.
func traps(t testing.TB) (sprung func() string) {
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	for _, name := range []string{"git", "curl", "wget", "helm", "helmV3", "sh", "bash", "docker", "podman", "ssh", "go"} {
		script := fmt.Sprintf("#!/bin/sh\necho %s \"$@\" >> %s\nexit 1\n", name, trace)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	fetched := ""
	before := http.DefaultTransport
	http.DefaultTransport = transport(func(r *http.Request) (*http.Response, error) {
		fetched += "fetched " + r.URL.String()
		return nil, errors.New("there is no network here")
	})
	t.Cleanup(func() { http.DefaultTransport = before })
	return func() string {
		started, _ := os.ReadFile(trace)
		return string(started) + fetched
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestTraps: the tests below would notice.
func TestTraps(t *testing.T) {
	sprung := traps(t)
	memory := filesys.MakeFsInMemory()
	for name, text := range map[string]string{
		"/a/kustomization.yaml": "resources:\n- github.com/org/repo//base?ref=v1\n",
		"/b/kustomization.yaml": "resources:\n- http://example.com/x.yaml\n",
	} {
		if err := memory.WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		_, _ = krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(memory, path.Dir(name))
	}
	if got := sprung(); !strings.Contains(got, "git ") || !strings.Contains(got, "fetched http://example.com/x.yaml") {
		t.Errorf("kustomize by itself leaves only these traces: %q", got)
	}
}

// hostile are references that lead out of the input, or look as if.
func hostile() []string {
	return []string{
		"https://example.com/a.yaml", "http://example.com/a.yaml", "HTTPS://example.com/a.yaml", "hTTp://127.0.0.1:1/a", "//example.com/a", "https:/example.com/a",
		"github.com/org/repo", "github.com/org/repo//base?ref=v1", "github.com/org/repo?ref=v1&timeout=1", "GitHub.com/org/repo", "git@github.com:org/repo.git",
		"git::https://example.com/org/repo", "GIT::git@example.com:org/repo", "ssh://git@example.com/org/repo", "file:///etc", "file://localhost/etc/passwd",
		"org-1@github.com:a/b", "user@host.xz:path/to/repo.git", "gh:org/repo", "https://user:pass@example.com/a//b", "example.com/_git/repo", "a.git/b", "a//b",
		"dev.azure.com/org/p/_git/r", "./https://example.com/a", "../../../../etc/passwd", "/etc/passwd", "/", "..", ".", "./", "./github.com/org/repo",
		" https://example.com/a", "https://example.com/a\\n", "\\thttp://example.com", "k=https://example.com/a", "a=b=http://example.com/x", "=http://example.com/x",
		"\\u0067ithub.com/org/repo", "\\x67ithub.com/org/repo", "h\\u0074tp://example.com/x", "http\\u003a//example.com/x", "http://ex\\u00e4mple.com/x", "h\u017ftp://x",
		"dir", "dir/", "dir/../dir", "github.com", "github.com/evil/x", "host@dir/a/b", "oci://example.com/a", "s3::https://example.com/a", "kustomization.yaml",
		"netpolint.f0", "./netpolint.f1", "../../netpolint.d0/x", "/netpolint.d0/x/netpolint.f0",
	}
}

// asking are kustomizations that ask for what stands in place of %s.
func asking() []string {
	const inline = "\n- |\n  apiVersion: builtin\n  metadata: {name: a}\n  "
	return []string{
		`resources: ["%s"]`, `bases: ["%s"]`, `components: ["%s"]`, `crds: ["%s"]`, `configurations: ["%s"]`, `openapi: {path: "%s"}`, `openapi: {Path: "%s"}`,
		`patches: [{path: "%s"}]`, `patches: [{Path: "%s"}]`, `patches: [{path: p.yaml, PATH: "%s"}]`, `patches: [{patch: "%s"}]`, `patchesStrategicMerge: ["%s"]`,
		`patchesJson6902: [{target: {version: v1, kind: Pod, name: a}, path: "%s"}]`, `replacements: [{path: "%s"}]`, `replacements: [{PATH: "%s"}]`,
		`transformers: ["%s"]`, `generators: ["%s"]`, `validators: ["%s"]`, `metadata: {name: "%s"}`, `namePrefix: "%s"`, `namespace: "%s"`,
		`configMapGenerator: [{name: a, files: ["%s"]}]`, `configMapGenerator: [{name: a, envs: ["%s"]}]`, `configMapGenerator: [{name: a, env: "%s"}]`,
		`configMapGenerator: [{name: a, Files: ["%s"]}]`, `configMapGenerator: [{name: a, literals: ["%s"]}]`, `secretGenerator: [{name: a, files: ["k=%s"]}]`,
		`secretGenerator: [{name: a, FILES: ["%s"], Envs: ["%s"]}]`, `Resources: ["%s"]`, `RESOURCES: ["%s"]`, "re\u017fources: [\"%s\"]", `Components: ["%s"]`,
		`BASES: ["%s"]`, `Crds: ["%s"]`, `Generators: ["%s"]`, `OpenAPI: {path: "%s"}`, `resources: "%s"`, `resources: {a: "%s"}`, `resources: [["%s"]]`,
		"commonLabels: {a: &x \"%s\"}\nresources: [*x]", "resources: []\nresources: [\"%s\"]", "resources: [\"%s\"]\nresources: [np.yaml]", "resources: [np.yaml]\nResources: [\"%s\"]",
		`{"resources": ["%s"]}`, "resources: [np.yaml]\n---\nresources: [\"%s\"]", "--- {resources: [\"%s\"]}", "resources: [np.yaml]\nimages: [{name: a, newName: \"%s\"}]",
		`helmCharts: [{name: a, repo: "%s"}]`, `helmChartInflationGenerator: [{chartName: a, chartRepoUrl: "%s"}]`, `HELMCHARTS: [{name: a, repo: "%s"}]`,
		"resources: [np.yaml]\nhelmGlobals: {chartHome: \"%s\"}", "resources: [np.yaml]\nvars: [{name: \"%s\", objref: {kind: ConfigMap, name: a, apiVersion: v1}}]",
		"transformers:" + inline + "kind: PatchTransformer\n  path: \"%s\"", "transformers:" + inline + "kind: PatchTransformer\n  PATH: \"%s\"",
		"transformers:" + inline + "kind: PatchJson6902Transformer\n  path: \"%s\"\n  target: {name: a}", "transformers:" + inline + "kind: PatchStrategicMergeTransformer\n  paths: [\"%s\"]",
		"transformers:" + inline + "kind: PatchStrategicMergeTransformer\n  patches: \"%s\"", "transformers:" + inline + "kind: ReplacementTransformer\n  replacements: [{path: \"%s\"}]",
		"transformers:" + inline + "kind: ValueAddTransformer\n  targetFilePath: \"%s\"", "validators:" + inline + "kind: PatchTransformer\n  path: \"%s\"",
		"generators:" + inline + "kind: ConfigMapGenerator\n  files: [\"%s\"]", "generators:" + inline + "kind: SecretGenerator\n  envs: [\"%s\"]\n  env: \"%s\"\n  Files: [\"%s\"]",
		"generators:" + inline + "kind: HelmChartInflationGenerator\n  name: a\n  repo: \"%s\"", "generators:" + inline + "kind: ConfigMapGenerator\n  <<: {files: [\"%s\"]}",
		"transformers:\n- |\n  apiVersion: v1\n  kind: Exec\n  metadata: {name: a, annotations: {config.kubernetes.io/function: \"exec: {path: git}\"}}\n  x: \"%s\"",
		"generators:\n- |\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: {name: a, annotations: {config.kubernetes.io/function: \"container: {image: x}\"}}\n  files: [\"%s\"]",
		"generators:\n- |\n  apiVersion: v1\n  kind: List\n  items: [{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: a}, files: [\"%s\"]}]",
		"generators: [{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: a}, files: [\"%s\"]}]", "transformers: [made]\nresources: [np.yaml]\n# %s",
	}
}

// places are trees in which a kustomization is the root, a base, a component or makes
// configurations of plugins.
func places(kustomization string) map[string]map[string]string {
	tree := func(own map[string]string) map[string]string {
		for _, dir := range []string{".", "in"} {
			for name, text := range map[string]string{
				"np.yaml": aConfigMap, "p.yaml": aConfigMap, "dir/kustomization.yaml": "resources: [x.yaml]\n", "dir/x.yaml": aConfigMap,
				"github.com/evil/x/kustomization.yaml": "resources: [x.yaml]\n", "github.com/evil/x/x.yaml": aConfigMap,
				"made/kustomization.yaml": "resources: [x.yaml]\npatches: [{target: {kind: PatchTransformer}, patch: '[{op: add, path: /path, value: \"http://example.com/x\"}]'}]\n",
				"made/x.yaml":             "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\ntarget: {name: a}\n",
			} {
				own[path.Join(dir, name)] = text
			}
		}
		return own
	}
	return map[string]map[string]string{
		"root":      tree(map[string]string{"kustomization.yaml": kustomization}),
		"base":      tree(map[string]string{"kustomization.yaml": "resources: [in]\nnamePrefix: x-\n", "in/kustomization.yaml": kustomization}),
		"component": tree(map[string]string{"kustomization.yaml": "resources: [np.yaml]\ncomponents: [in]\n", "in/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n" + kustomization}),
		"plugins":   tree(map[string]string{"kustomization.yaml": "resources: [np.yaml]\ntransformers: [in]\n", "in/kustomization.yaml": kustomization}),
	}
}

// TestNothingIsFetched tries hostile references in every field, wherever the
// kustomization stands: no program is started, nothing is fetched, nothing outside is
// read, and all that kustomize gets to see refers to names of this package's making.
func TestNothingIsFetched(t *testing.T) {
	sprung := traps(t)
	order := []string{"root", "base", "component", "plugins"}
	planned, made := 0, 0
	for i, field := range asking() {
		for j, reference := range hostile() {
			kustomization := strings.ReplaceAll(field, "%s", reference) + "\n"
			place := order[(i+j)%len(order)]
			r := New(files(places(kustomization)[place]))
			p := newPlan(t.Context(), r, &budget{})
			_, _ = p.visit(".", nil, false)
			if trouble := refersOutside(p); trouble != "" {
				t.Fatalf("%q as %s: %s", kustomization, place, trouble)
			}
			planned++
			if (i*5+j)%8 != 0 {
				continue // the plan is the proof, and kustomize takes its time
			}
			result, err := r.Build(t.Context(), ".")
			if trace := sprung(); trace != "" {
				t.Fatalf("%q as %s: %s", kustomization, place, trace)
			}
			if err == nil {
				made++
				if text := printed(result); strings.Contains(text, "root:x:") {
					t.Fatalf("%q as %s: a file outside is read", kustomization, place)
				}
			}
		}
	}
	t.Logf("%d kustomizations, of which %d were rendered", planned, made)
	if planned < 3000 || made < 200 {
		t.Error("the test tries too little")
	}
}

// refersOutside returns a reference in the files of a plan that this package did not
// make; "" if there is none.
func refersOutside(p *plan) string {
	ours := regexp.MustCompile(`^(?:\./netpolint\.f\d+|\.\./\.\./netpolint\.d\d+/[A-Za-z0-9_.-]+)$`)
	for name, content := range p.files {
		if path.Base(name) != "kustomization.yaml" {
			continue
		}
		k, err := decode(name, content)
		if err != nil {
			return err.Error()
		}
		for _, ref := range references(k) {
			if ref != "" && !ours.MatchString(ref) {
				return "kustomize would see " + strconv.Quote(ref)
			}
		}
		for _, list := range [...][]string{k.fields.Generators, k.fields.Transformers, k.fields.Validators} {
			for _, entry := range list {
				if trouble := pluginRefersOutside(entry, ours); trouble != "" {
					return trouble
				}
			}
		}
		if len(k.fields.HelmCharts)+len(k.fields.HelmChartInflationGenerator) > 0 || k.fields.HelmGlobals != nil {
			return "kustomize would start Helm"
		}
	}
	return ""
}

func pluginRefersOutside(text string, ours *regexp.Regexp) string {
	var config map[string]any
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		return "a plugin is not JSON: " + text
	}
	if config["apiVersion"] != "builtin" || strings.HasPrefix(fmt.Sprint(config["kind"]), "Helm") {
		return "kustomize would run " + text
	}
	for key, value := range config {
		switch strings.ToLower(key) {
		case "path", "paths", "files", "env", "envs", "targetfilepath", "replacements":
			for _, ref := range stringsIn(value, key) {
				_, name, found := strings.Cut(ref, "=")
				if !found {
					name = ref
				}
				if !ours.MatchString(name) && !inline(ref) {
					return "a plugin would see " + strconv.Quote(ref)
				}
			}
		}
	}
	return ""
}

// stringsIn returns the references in a field of a plugin's configuration.
func stringsIn(value any, key string) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, item := range v {
			out = append(out, stringsIn(item, key)...)
		}
		return out
	case map[string]any: // a replacement
		var out []string
		for name, item := range v {
			if strings.EqualFold(name, "path") {
				out = append(out, stringsIn(item, name)...)
			}
		}
		return out
	}
	return nil
}

// TestLinks: a symbolic link that leads out is outside, as its jail says.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	for name, text := range map[string]string{"secret.yaml": aConfigMap, "in/kustomization.yaml": "resources: [link.yaml, loop]\n"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"link.yaml": "../secret.yaml", "loop": "."} {
		if err := os.Symlink(to, filepath.Join(in, name)); err != nil {
			t.Skip(err)
		}
	}
	// os.Root refuses links that lead out of it.
	root, err := os.OpenRoot(in)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	result, err := New(root.FS()).Build(t.Context(), ".")
	if err == nil || !strings.Contains(err.Error(), "which uses it") {
		t.Errorf("a directory that links to itself gives %v", err)
	}
	if got := leftOf(result); len(got) == 0 || !strings.HasPrefix(got[0], "missing link.yaml") {
		t.Errorf("left %q", got)
	}
}
