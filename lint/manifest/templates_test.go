package manifest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTemplates: a file with template markers gives one problem, and what can be
// read of it is.
func TestTemplates(t *testing.T) {
	const head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\n  namespace: shop\nspec:\n"
	const pods = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  selector: {}\n  template:\n    metadata: {labels: {app: %s}}\n"
	const literally, template = "info a.yaml:%d: values with %s in them are taken literally", "info a.yaml:%d: a template, not a manifest"
	cases := []struct {
		name, text string
		objects    string // besides problems
		want       string
	}{
		{"a shell's", strings.Replace(head, ": a\n", ": ${NAME}\n", 1) + "  podSelector: {}\n", "NetworkPolicy shop/${NAME}", fmt.Sprintf(literally, 4, "${...}")},
		{"quoted", strings.Replace(head, ": a\n", ": \"${NAME}\"\n", 1) + "  podSelector: {}\n", "NetworkPolicy shop/${NAME}", fmt.Sprintf(literally, 4, "${...}")},
		{"in many documents", fmt.Sprintf(pods, `"${A}"`) + "---\n" + fmt.Sprintf(pods, `"${B}"`), "Deployment shop/web|Deployment shop/web", fmt.Sprintf(literally, 9, "${...}")},
		{"of Kustomize", fmt.Sprintf(pods, "$(APP)"), "Deployment shop/web", fmt.Sprintf(literally, 9, "$(...)")},
		{"of Jinja, quoted", fmt.Sprintf(pods, `"{{ app }}"`), "Deployment shop/web", fmt.Sprintf(literally, 9, "{{...}}")},
		{"of Jinja, where YAML has a mapping", "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ name }}\n  namespace: shop\n", "Service shop/{{ name }}", fmt.Sprintf(literally, 4, "{{...}}")},
		{"in a script", fmt.Sprintf(pods, "web") + "    spec: {containers: [{name: a, args: [\"echo ${HOME} $(POD_IP) {{x}}\"]}]}\n", "Deployment shop/web", ""},
		{"in an annotation", strings.Replace(head, "  name: a", "  annotations: {x: \"${Y}\"}\n  name: a", 1) + "  podSelector: {}\n", "NetworkPolicy shop/a", ""},
		{"in a port", head + "  podSelector: {}\n  ingress:\n  - ports: [{port: \"${PORT}\"}]\n", "NetworkPolicy shop/a", fmt.Sprintf(literally, 9, "${...}")},
		{"in a number", head + "  podSelector: {}\n  ingress:\n  - ports:\n    - port: 1\n      endPort: ${PORT}\n", "NetworkPolicy shop/a", fmt.Sprintf(template, 1)},
		{"in a flow", head + "  podSelector: {matchLabels: {app: ${APP}}}\n", "NetworkPolicy shop/", fmt.Sprintf(template, 7)},
		{"far from a mistake", head + "  x: \"${A}\"\n  b: c\n  c: d\n  d: e\n  e: [\n", "NetworkPolicy shop/", "error a.yaml:11: not valid YAML"},
		{"of Helm", head + "  {{- if x }}\n  podSelector: {}\n  {{- end }}\n", "NetworkPolicy shop/", fmt.Sprintf(template, 7)},
		{"of a workload", fmt.Sprintf(pods, "web") + "{{- if x }}\n", "Deployment shop/", fmt.Sprintf(template, 10)},
		{"of Jinja", head + "  podSelector: {}\n{% if x %}\n", "NetworkPolicy shop/", fmt.Sprintf(template, 8)},
		{"of ERB", head + "  podSelector: {}\n<% if x %>\n", "NetworkPolicy shop/", fmt.Sprintf(template, 8)},
		{"three times in a file", strings.Repeat(head+"{{- if x }}\n---\n", 3), "NetworkPolicy shop/|NetworkPolicy shop/|NetworkPolicy shop/", fmt.Sprintf(template, 7)},
		{"of ytt", "#@ load(\"@ytt:data\", \"data\")\n---\n" + fmt.Sprintf(pods, "#@ data.values.app\n") + "---\n" + head, "Deployment shop/|NetworkPolicy shop/", fmt.Sprintf(template, 3)},
		{"of values", "replicas: {{ n }}\n{{- if x }}\n", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := load(t, map[string]string{"a.yaml": c.text})
			if got := strings.Join(ids(set), "|"); got != c.objects {
				t.Errorf("objects %s, want %s", got, c.objects)
			}
			got := problems(set)
			if c.want == "" && len(got) == 0 {
				return
			}
			if len(got) != 1 || c.want == "" || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("problems %q, want %q", got, c.want)
			}
			for _, o := range set.Objects {
				for _, v := range o.Violations {
					t.Errorf("violation %s: %s", v.Field, v.Message)
				}
			}
		})
	}
}

// TestTemplateViolations: only what holds a marker is excused.
func TestTemplateViolations(t *testing.T) {
	set := load(t, map[string]string{"a.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: "${NAME}"}
spec:
  podSelector: {matchLabels: {app: "${APP}", tier: "a b"}}
  ingress:
  - from: [{ipBlock: {cidr: "${CIDR}"}}, {ipBlock: {cidr: 10.0.0.0/33}}]
    ports: [{protocol: "${PROTOCOL}"}, {protocol: tcp}]
`})
	var got []string
	for _, v := range set.Objects[0].Violations {
		got = append(got, v.Field)
	}
	want := []string{"spec.podSelector.matchLabels", "spec.ingress[0].ports[1].protocol", "spec.ingress[0].from[1].ipBlock.cidr"}
	if !slices.Equal(got, want) {
		t.Errorf("violations of %q, want %q", got, want)
	}
}
