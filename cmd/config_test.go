package cmd_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/netpolint/netpolint/cmd"
	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/source"
	"github.com/netpolint/netpolint/rules"
)

// TestConfigurationDocs checks every configuration that the documentation shows, that
// of the rules' pages too.
func TestConfigurationDocs(t *testing.T) {
	pages, _ := filepath.Glob("../docs/rules/*.md")
	block := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")
	d := config.Describe(rules.All())
	schema := printedSchema(t)
	seen := 0
	for _, name := range append(pages, "../docs/configuration.md", "../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			if filepath.Base(name) != "configuration.md" && !strings.HasPrefix(m[1], "rules:") && !strings.Contains(m[1], "\nrules:") {
				continue // a manifest
			}
			seen++
			if _, err := d.Parse(config.Place{Name: filepath.Base(name), Dir: "."}, []byte(m[1])); err != nil {
				t.Errorf("%v\n%s", err, m[1])
			}
			if err := validate(schema, m[1]); err != nil {
				t.Errorf("%s: the schema refuses: %v\n%s", name, err, m[1])
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d configurations found", seen)
	}
	text, _ := os.ReadFile("../docs/configuration.md")
	for key := range d.Schema()["properties"].(map[string]any) {
		if !strings.Contains(string(text), "`"+key+"`") && !strings.Contains(string(text), key+":") {
			t.Errorf("docs/configuration.md does not speak of %s", key)
		}
	}
}

// printedSchema compiles what config schema prints.
func printedSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	out, problems, _ := netpolint("config", "schema")
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Fatal(err, problems)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(schema *jsonschema.Schema, text string) error {
	node, err := source.Split(source.NewFile("c", []byte(text)))[0].Parse()
	if err != nil {
		return err
	}
	document, err := node.JSON()
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(document)))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// tree writes files below a new repository, and makes it the current directory.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	files[".git/HEAD"] = "ref: refs/heads/main\n"
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

func netpolint(args ...string) (stdout, stderr string, status int) {
	var out, problems strings.Builder
	status = cmd.Main(context.Background(), args, strings.NewReader(""), &out, &problems)
	return out.String(), problems.String(), status
}

// TestConfigShow asks for the origin of values.
func TestConfigShow(t *testing.T) {
	tree(t, map[string]string{".netpolint.yaml": "fail-on: error\nrules:\n  NP603: off\ncluster: {monitoring: [m]}\n", "deploy/a.yaml": "a: 1\n"})
	out, problems, status := netpolint("config", "show", "-n", "shop", "-o", "json", "deploy")
	if status != 0 {
		t.Fatal(problems)
	}
	var shown struct {
		File     string
		Settings []struct {
			Key   string
			Value any
			From  []config.Origin
		}
	}
	if err := json.Unmarshal([]byte(out), &shown); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"fail-on": ".netpolint.yaml:1", "rules.NP603.severity": ".netpolint.yaml:3", "cluster.monitoring": ".netpolint.yaml:4", "namespace": "--namespace", "strict": "default"}
	for _, s := range shown.Settings {
		if from, asked := want[s.Key]; asked {
			if s.From[0].String() != from {
				t.Errorf("%s: from %s, want %s", s.Key, s.From[0], from)
			}
			delete(want, s.Key)
		}
	}
	if len(want) > 0 || shown.File != ".netpolint.yaml" {
		t.Errorf("not shown: %v; file %q", want, shown.File)
	}
	if out, _, _ := netpolint("config", "show"); !strings.Contains(out, "NP603: off") || !strings.HasPrefix(out, "# configuration: .netpolint.yaml\n") {
		t.Errorf("as text:\n%s", out)
	}
}

// TestInit writes a configuration, refuses to write it again, and lints by it.
func TestInit(t *testing.T) {
	tree(t, map[string]string{"deploy/a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"})
	out, problems, status := netpolint("init")
	if status != 0 || !strings.Contains(out, "wrote .netpolint.yaml\n") || !strings.Contains(out, "netpolint lint deploy/") {
		t.Fatalf("%s%s", out, problems)
	}
	if _, problems, status := netpolint("init"); status != 2 || !strings.Contains(problems, "--force overwrites it") {
		t.Errorf("again: %d %s", status, problems)
	}
	if out, problems, status := netpolint("config", "verify"); status != 0 {
		t.Errorf("verify: %s%s", out, problems)
	}
	if _, problems, status := netpolint("lint", "-v", "deploy"); status != 0 || !strings.Contains(problems, "configuration: .netpolint.yaml\n") {
		t.Errorf("lint: %d %s", status, problems)
	}
	printed, _, _ := netpolint("init", "--print")
	written, _ := os.ReadFile(".netpolint.yaml")
	if printed != string(written) {
		t.Error("--print prints something else than is written")
	}
}

const shop = `apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: metrics}}
      podSelector: {matchLabels: {app: scraper}}
    ports: [{port: 9187}]
`

// TestOutside: reach and diff know what the configuration declares.
func TestOutside(t *testing.T) {
	tree(t, map[string]string{
		".netpolint.yaml": "outside: {workloads: [{namespace: metrics, name: scraper, labels: {app: scraper}}]}\n",
		"old/a.yaml":      shop, "new/a.yaml": strings.Replace(shop, "9187", "9188", 1),
	})
	out, problems, status := netpolint("reach", "--from", "metrics/scraper", "--to", "shop/db", "--port", "9187", "--expect", "allowed", "old")
	if status != 0 || !strings.Contains(out, "allowed") {
		t.Errorf("reach: %d\n%s%s", status, out, problems)
	}
	if _, problems, status := netpolint("reach", "--no-config", "--from", "metrics/scraper", "--to", "shop/db", "--port", "9187", "old"); status != 2 {
		t.Errorf("reach without a configuration: %d %s", status, problems)
	}
	out, problems, _ = netpolint("diff", "old", "new")
	if !strings.Contains(out, "metrics/scraper -> shop/db: TCP 9188") || strings.Contains(out, "new workloads") {
		t.Errorf("diff:\n%s%s", out, problems)
	}
	// Of the scraper nothing is said: not that it has no policy, nor anything else.
	if out, problems, _ := netpolint("lint", "old"); strings.Contains(out, "namespace metrics") || strings.Contains(out, ".netpolint.yaml") {
		t.Errorf("lint:\n%s%s", out, problems)
	}
}
