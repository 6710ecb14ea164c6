package manifest_test

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/manifest"
)

// load reads files given as text, from the directory ".".
func load(t *testing.T, files map[string]string) *manifest.Set {
	t.Helper()
	return loadAs(t, files, manifest.Options{})
}

// loadAs reads all of the files with some options.
func loadAs(t *testing.T, files map[string]string, o manifest.Options) *manifest.Set {
	t.Helper()
	fsys := fstest.MapFS{}
	if o.Paths == nil {
		o.Paths = []string{"."}
	}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	set, err := manifest.Load(context.Background(), fsys, o)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// ids lists the objects of a set as "Kind namespace/name".
func ids(set *manifest.Set) []string {
	var out []string
	for _, o := range set.Objects {
		out = append(out, fmt.Sprintf("%s %s/%s", o.ID.Kind, o.ID.Namespace, o.ID.Name))
	}
	return out
}

// problems lists the problems of a set as "severity file:line: message".
func problems(set *manifest.Set) []string {
	var out []string
	for _, p := range set.Problems {
		place := p.File
		if span := p.Locate(); span.File != nil {
			place = fmt.Sprintf("%s:%d", place, span.File.Position(span.Start).Line)
		}
		out = append(out, fmt.Sprintf("%s %s: %s", p.Severity, place, p.Message))
	}
	return out
}

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %s, namespace: shop}
spec: {podSelector: {}}
`

func TestLoadObjects(t *testing.T) {
	np := func(name string) string { return fmt.Sprintf(policy, name) }
	cases := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"files in order of name", map[string]string{"b.yaml": np("b"), "a/z.yml": np("a"), "c.json": `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"c","namespace":"shop"}}`},
			[]string{"NetworkPolicy shop/a", "NetworkPolicy shop/b", "NetworkPolicy shop/c"}},
		{"documents", map[string]string{"a.yaml": "# licence\n---\n" + np("a") + "---\n" + np("b") + "---\n"},
			[]string{"NetworkPolicy shop/a", "NetworkPolicy shop/b"}},
		{"CRLF and BOM", map[string]string{"a.yaml": "\ufeff" + strings.ReplaceAll(np("a")+"---\n"+np("b"), "\n", "\r\n")},
			[]string{"NetworkPolicy shop/a", "NetworkPolicy shop/b"}},
		{"other extensions and directories are left alone", map[string]string{"a.txt": np("a"), "vendor/b.yaml": np("b"), "node_modules/c.yaml": np("c"), ".git/d.yaml": np("d"), "e.yaml": np("e")},
			[]string{"NetworkPolicy shop/e"}},
		{"group and kind", map[string]string{"a.yaml": `apiVersion: example.com/v1
kind: NetworkPolicy
metadata: {name: other}
`, "b.yaml": np("b")}, []string{"NetworkPolicy /other", "NetworkPolicy shop/b"}},
		{"a list", map[string]string{"a.yaml": `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Namespace
  metadata: {name: shop}
- apiVersion: v1
  kind: List
  items:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: a}
`}, []string{"Namespace /shop", "NetworkPolicy /a"}},
		{"a typed list, whose items need no kind", map[string]string{"a.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicyList
items:
- metadata: {name: a}
- metadata: {name: b}
`}, []string{"NetworkPolicy /a", "NetworkPolicy /b"}},
		{"concatenated JSON objects, as jq writes them", map[string]string{"a.json": `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"}}
{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"b"}}
{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"c"}}`}, []string{"NetworkPolicy /a", "NetworkPolicy /b", "Namespace /c"}},
		{"a policy in a file called values.yaml", map[string]string{"values.yaml": np("a")}, []string{"NetworkPolicy shop/a"}},
		{"anchors", map[string]string{"a.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: &m {name: a}
spec:
  podSelector: {matchLabels: &l {app: web}}
  ingress:
  - from:
    - podSelector: {matchLabels: {<<: *l, tier: x}}
`}, []string{"NetworkPolicy /a"}},
		{"workloads of every kind", map[string]string{"a.yaml": `{apiVersion: v1, kind: Pod, metadata: {name: pod}}
---
{apiVersion: v1, kind: Pod, metadata: {generateName: made-}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {}, template: {}}}
---
{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: old}, spec: {template: {metadata: {labels: {a: b}}}}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {selector: {}, template: {}}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: ds}, spec: {selector: {}, template: {}}}
---
{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: rs}, spec: {selector: {}, template: {}}}
---
{apiVersion: v1, kind: ReplicationController, metadata: {name: rc}, spec: {selector: {a: b}, template: {}}}
---
{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {containers: [{name: c}]}}}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c}]}}}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: svc}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: in}}
`}, []string{"Pod /pod", "Pod /made-", "Deployment /d", "Deployment /old", "StatefulSet /s", "DaemonSet /ds", "ReplicaSet /rs", "ReplicationController /rc", "Job /j", "CronJob /c", "Service /svc", "Ingress /in"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := load(t, c.files)
			if got := ids(set); !slices.Equal(got, c.want) {
				t.Errorf("objects %q, want %q", got, c.want)
			}
			for _, p := range set.Problems {
				t.Errorf("problem: %s", p.Message)
			}
		})
	}
}

func TestLoadProblems(t *testing.T) {
	cases := []struct {
		name, text string
		want       string // severity, line and a part of the message
	}{
		{"broken YAML", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: [a\n", "error a.yaml:4: not valid YAML"},
		{"broken YAML that is no manifest", "\"a\": [b\n", "warning a.yaml:1: not valid YAML"},
		{"a template", "apiVersion: v1\nkind: {{ .Values.kind }}\nmetadata:\n{{- if x }}\n", "info a.yaml:4: a template, not a manifest"},
		{"a template in a comment hides nothing", "# owner: {{ team }}\napiVersion: v1\nkind: Pod\nmetadata:\n  name: [a\n", "error a.yaml:5: not valid YAML"},
		{"a template of a policy", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n{{- if x }}\n", "info a.yaml:4: a template, not a manifest"},
		{"no kind", "apiVersion: networking.k8s.io/v1\nmetadata: {name: a}\n", "warning a.yaml:1: an object without kind"},
		{"no apiVersion", "kind: NetworkPolicy\nmetadata: {name: a}\n", "warning a.yaml:1: a NetworkPolicy without apiVersion"},
		{"NUL bytes", "kind: Pod\x00", "error a.yaml: not a text file"},
		{"an alias bomb", bomb(), "error a.yaml:5: not valid YAML: document contains excessive aliasing"},
		{"text after the end of the object", "  apiVersion: v1\n  kind: Namespace\nmetadata:\n  name: lost\n", "error a.yaml:3: the object ends before this line"},
		{"a kind of the group that is left out", "apiVersion: networking.k8s.io/v1\nmetadata: {name: a}\nspec: {rules: []}\n---\napiVersion: v1\nkind: List\nitems: [7]\n", "error a.yaml:7: not an object"},
		{"an item that is no object", "apiVersion: v1\nkind: List\nitems:\n- 7\n", "error a.yaml:4: not an object"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := problems(load(t, map[string]string{"a.yaml": c.text}))
			if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("problems %q, want one that begins with %q", got, c.want)
			}
		})
	}
}

// bomb is a policy whose aliases would expand to billions of labels.
func bomb() string {
	var b strings.Builder
	b.WriteString("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n")
	b.WriteString("  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "  a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	return b.String()
}

// TestBrokenDocumentHidesNothing: what stands before and after it is read.
func TestBrokenDocumentHidesNothing(t *testing.T) {
	set := load(t, map[string]string{"a.yaml": fmt.Sprintf(policy, "first") + "---\nkind: Pod\nmetadata: [\n---\n" + fmt.Sprintf(policy, "third")})
	// The pod stands for what its document may hold.
	if got, want := ids(set), []string{"NetworkPolicy shop/first", "Pod /", "NetworkPolicy shop/third"}; !slices.Equal(got, want) {
		t.Errorf("objects %q, want %q", got, want)
	}
	if got := problems(set); len(got) != 1 || !strings.HasPrefix(got[0], "error a.yaml:7: not valid YAML") {
		t.Errorf("problems %q", got)
	}
	if set.Stats.Documents != 3 {
		t.Errorf("%d documents, want 3", set.Stats.Documents)
	}
}

// TestCounts: nothing is left out in silence.
func TestCounts(t *testing.T) {
	set := load(t, map[string]string{
		"np.yaml":             fmt.Sprintf(policy, "a"),
		"cm.yaml":             "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
		"quoted.yaml":         "\"apiVersion\": v1\n\"kind\": Secret\n",
		"values.yaml":         "replicas: 3\nimage: {tag: x}\n",
		"docker-compose.yml":  "services:\n  web: {image: x}\n",
		"kustomization.yaml":  "resources: [np.yaml]\n",
		"empty.yaml":          "",
		"comment.yaml":        "# nothing\n",
		".github/ci.yml":      "on: push\njobs: {}\n",
		"patch/deploy.yaml":   "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 3}\n---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {suspend: true}\n",
		"custom/release.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: b}\nspec: {targetNamespace: c}\n",
	})
	if set.Stats.Files != 11 || set.Stats.NotManifests != 6 {
		t.Errorf("%d files, %d of them no manifests; want 11 and 6", set.Stats.Files, set.Stats.NotManifests)
	}
	want := map[string]int{"v1 ConfigMap": 2, "v1 Secret": 1, "apps/v1 Deployment (patch)": 1, "batch/v1 CronJob (patch)": 1, "helm.toolkit.fluxcd.io/v2 HelmRelease": 1}
	if fmt.Sprint(set.Stats.Other) != fmt.Sprint(want) {
		t.Errorf("other kinds %v, want %v", set.Stats.Other, want)
	}
	if len(set.Problems) > 0 {
		t.Errorf("problems %q", problems(set))
	}
}

func TestLoadErrors(t *testing.T) {
	empty := t.TempDir()
	for name, c := range map[string]struct{ path, want string }{
		"missing": {filepath.Join(empty, "nowhere"), "no such file or directory"},
		"empty":   {empty, "no manifest files in"},
	} {
		_, err := manifest.Load(context.Background(), manifest.OS(), manifest.Options{Paths: []string{c.path}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := manifest.Load(ctx, fstest.MapFS{"a.yaml": {}}, manifest.Options{Paths: []string{"."}}); err == nil {
		t.Error("a cancelled run ended without an error")
	}
}

func TestStandardInput(t *testing.T) {
	set, err := manifest.Load(context.Background(), fstest.MapFS{}, manifest.Options{Paths: []string{"-", "-"}, Stdin: strings.NewReader(fmt.Sprintf(policy, "a"))})
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(set); !slices.Equal(got, []string{"NetworkPolicy shop/a"}) || set.Objects[0].Doc.File.Name != "<stdin>" {
		t.Errorf("objects %q", got)
	}
}

// TestOverlappingPaths: a file that several paths lead to is read once, and one
// that is named itself is read whatever it is called.
func TestOverlappingPaths(t *testing.T) {
	fsys := fstest.MapFS{"d/a.yaml": {Data: []byte(fmt.Sprintf(policy, "a"))}, "d/b.txt": {Data: []byte(fmt.Sprintf(policy, "b"))}}
	set, err := manifest.Load(context.Background(), fsys, manifest.Options{Paths: []string{"d", "d/a.yaml", "./d/", "d/b.txt"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(set); !slices.Equal(got, []string{"NetworkPolicy shop/a", "NetworkPolicy shop/b"}) {
		t.Errorf("objects %q", got)
	}
}

func TestUnreadableFile(t *testing.T) {
	fsys := unreadable{fstest.MapFS{"a.yaml": {Data: []byte(fmt.Sprintf(policy, "a"))}, "b.yaml": {}}}
	set, err := manifest.Load(context.Background(), fsys, manifest.Options{Paths: []string{"."}})
	if err != nil {
		t.Fatal(err)
	}
	if got := problems(set); len(got) != 1 || !strings.HasPrefix(got[0], "error b.yaml: cannot be read: permission denied") {
		t.Errorf("problems %q", got)
	}
	if len(set.Objects) != 1 {
		t.Errorf("objects %q: the readable file must be read", ids(set))
	}
}

// unreadable is a file system whose b.yaml nobody may open.
type unreadable struct{ fstest.MapFS }

func (f unreadable) Open(name string) (fs.File, error) {
	if name == "b.yaml" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}
