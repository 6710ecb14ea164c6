package starter_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/starter"
	"github.com/netpolint/netpolint/rules"
)

func inspect(t *testing.T, files map[string]string) *starter.Repository {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r, err := starter.Inspect(context.Background(), fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
      podSelector: {matchLabels: {app: prometheus}}
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "mo\nnitor: [ng"}}
`

const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: SPACE}
spec: {template: {metadata: {labels: {app: NAME}}}}
`

func deployment(namespace, name string) string {
	return strings.NewReplacer("NAME", name, "SPACE", namespace).Replace(workload)
}

func trees() map[string]map[string]string {
	return map[string]map[string]string{
		"empty": {"README.md": "x"},
		"plain": {"deploy/web.yaml": deployment("shop", "web"), "deploy/policy.yaml": policy},
		"all": {
			"deploy/web.yaml": deployment("shop", "web"), "deploy/policy.yaml": policy,
			"platform/cert/a.yaml": deployment("cert-manager", "cert-manager"), "platform/in/a.yaml": deployment("edge", "traefik"),
			"deploy/generated/x.yaml": deployment("shop", "api"), "examples/x.yaml": deployment("shop", "demo"),
			"we[ir]d/dist/a.yaml":               deployment("shop", "odd"),
			"charts/shop/Chart.yaml":            "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
			"charts/shop/values.yaml":           "a: 1\n",
			"charts/shop/values-prod.yaml":      "a: 2\n",
			"charts/shop/templates/web.yaml":    deployment("shop", "charted"),
			"kustom/base/kustomization.yaml":    "resources: [a.yaml]\n",
			"kustom/base/a.yaml":                deployment("shop", "kustom"),
			"kustom/overlay/kustomization.yaml": "resources: [../base]\nnamespace: prod\n",
		},
	}
}

// TestConfig: whatever the repository, the file passes its own check, also with all
// that is commented out.
func TestConfig(t *testing.T) {
	commented := regexp.MustCompile(`(?m)^# ( *- |  +|[a-z-]+:( |$))`)
	for name, files := range trees() {
		t.Run(name, func(t *testing.T) {
			text := inspect(t, files).Config()
			d := config.Describe(rules.All())
			if _, err := d.Parse(config.Place{Name: "c.yaml", Dir: "."}, []byte(text)); err != nil {
				t.Errorf("%v\n%s", err, text)
			}
			bare := commented.ReplaceAllString(text, "$1")
			_, err := d.Parse(config.Place{Name: "c.yaml", Dir: "."}, []byte(bare))
			if err != nil && (name != "all" && name != "plain" || !strings.Contains(err.Error(), `is no name of a namespace`) || strings.Contains(err.Error(), "not YAML")) {
				t.Errorf("with all comments taken away: %v\n%s", err, bare)
			}
		})
	}
}

// TestFits looks for what the file says of a repository that has everything.
func TestFits(t *testing.T) {
	text := inspect(t, trees()["all"]).Config()
	for _, want := range []string{
		"1 Helm chart, 1 kustomization", "- charts/shop/values-prod.yaml\n", "- /deploy/generated/\n", "# - /examples/ ",
		"# - match: [/platform/cert/]", "  - {name: monitoring}", "  - {namespace: ingress-nginx}", "  monitoring:\n  - monitoring\n",
		"#   - {namespace: monitoring, name: prometheus, labels: {app: prometheus}}", "edge/traefik", `is it spelt right?`, `- "/we\\[ir]d/dist/"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s\n%s", want, text)
		}
	}
	if strings.Contains(text, "\nnitor") || strings.Contains(text, "{name: kube-system}") {
		t.Errorf("a name leaves its line, or one is declared for nothing:\n%s", text)
	}
}

func TestSnippets(t *testing.T) {
	for name, want := range map[string]string{"empty": "netpolint lint .\n", "plain": "netpolint lint deploy/\n", "all": "netpolint lint .\n"} {
		for _, s := range inspect(t, trees()[name]).Snippets() {
			if s.Tool != "pre-commit" && !strings.HasSuffix(s.Text, want) {
				t.Errorf("%s, %s:\n%s", name, s.Tool, s.Text)
			}
		}
	}
}
