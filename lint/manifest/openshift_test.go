package manifest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

const openshift = `apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: t}
labels: {from: "${NAME}"}
parameters:
- {name: NAME, value: web}
- {name: PORT, value: "8080"}
- {name: CIDR}
- {name: TOKEN, generate: expression, from: "[a-z]{8}"}
- {name: LABELS, value: "{app: web, tier: front}"}
- {name: EMPTY, value: ""}
objects:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: "${NAME}-${NAME}${EMPTY}", namespace: shop}
  spec:
    podSelector:
      matchLabels: "${{LABELS}}"
    ingress:
    - ports: [{port: "${{PORT}}"}]
- apiVersion: v1
  kind: Pod
  metadata: {name: "${UNKNOWN}"}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: Namespace, metadata: {name: "${NAME}"}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "${TOKEN}"}}
`

// TestOpenShiftTemplate: objects are read with the values of the parameters, and
// have their places in the file.
func TestOpenShiftTemplate(t *testing.T) {
	set := load(t, map[string]string{"a.yaml": openshift})
	if got, want := ids(set), []string{"NetworkPolicy shop/web-web", "Pod /${UNKNOWN}", "Namespace /web"}; !slices.Equal(got, want) {
		t.Fatalf("objects %q, want %q", got, want)
	}
	np := set.Objects[0].Value.(*manifest.NetworkPolicy)
	if got := fmt.Sprint(np.Labels, np.Spec.PodSelector.MatchLabels, np.Spec.Ingress[0].Ports[0].Port.IntValue()); got != "map[from:web] map[app:web tier:front] 8080" {
		t.Errorf("the policy is %s", got)
	}
	for _, c := range []struct {
		object int
		path   string
		want   string
	}{
		{0, "/metadata/name", `15 "${NAME}-${NAME}${EMPTY}"`}, {0, "/spec/podSelector/matchLabels", `18 "${{LABELS}}"`},
		{0, "/spec/podSelector/matchLabels/app", `18 "${{LABELS}}"`}, {1, "/kind", "22 Pod"}, {2, "/metadata/name", `27 "${NAME}"`},
	} {
		at := set.Objects[c.object].Locate(source.Path(c.path)).Value
		if got := fmt.Sprintf("%d %s", at.File.Position(at.Start).Line, at.Text()); got != c.want {
			t.Errorf("%s of object %d is at %s, want %s", c.path, c.object, got, c.want)
		}
	}
	got := problems(set)
	if len(got) != 1 || !strings.HasPrefix(got[0], "info a.yaml:6: parameters without a value: TOKEN; ") {
		t.Errorf("problems %q", got)
	}
	if set.Stats.Other["v1 ConfigMap"] != 1 || set.Stats.Other["template.openshift.io/v1 Template"] != 0 {
		t.Errorf("other kinds %v", set.Stats.Other)
	}
}

// TestOpenShiftTemplates: where they stand, and what is wrong with them.
func TestOpenShiftTemplates(t *testing.T) {
	const object = `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: "a${A}"}, spec: {podSelector: {}}}`
	template := func(parameters, objects string) string {
		return "apiVersion: v1\nkind: Template\nparameters: [" + parameters + "]\nobjects: [" + objects + "]\n"
	}
	indented := func(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ") }
	inFlow := `{apiVersion: template.openshift.io/v1, kind: Template, parameters: [{name: A, value: b}], objects: [` + object + `]}`
	cases := []struct {
		name, text, objects, problem string
	}{
		{"of the core group", template("{name: A, value: 1}", object), "NetworkPolicy /a1", ""},
		{"in a List", "apiVersion: v1\nkind: List\nitems:\n- " + indented(template("{name: A, value: x}", object)), "NetworkPolicy /ax", ""},
		{"in a Template", template("", inFlow), "NetworkPolicy /ab", ""},
		{"in too many", template("", strings.Repeat("{apiVersion: v1, kind: Template, objects: [", 4)+object+strings.Repeat("]}", 4)), "", "error a.yaml:4: lists nested more than 4 deep"},
		{"without a value", template("{name: A}", object), "NetworkPolicy /a${A}", "info a.yaml:3: parameters without a value: A;"},
		{"that is not used", template("{name: A, value: x}, {name: B}", object), "NetworkPolicy /ax", ""},
		{"without objects", "apiVersion: v1\nkind: Template\nmetadata: {name: a}\n", "", ""},
		{"as JSON", `{"apiVersion":"v1","kind":"Template","parameters":[{"name":"A","value":"j"}],"objects":[{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"${A}"}}]}`, "Namespace /j", ""},
		{"with a value that refers to another", template(`{name: A, value: "${B}"}, {name: B, value: c}`, object), "NetworkPolicy /a${B}", ""},
		{"with an item that is no object", template("", "7"), "", "error a.yaml:4: not an object"},
		{"with a wrong kind", template("{name: A, value: x}", `{kind: NetworkPolicy, metadata: {name: "${A}"}}`), "NetworkPolicy /x", "warning a.yaml:4: a NetworkPolicy without apiVersion"},
		{"that grows too much", template("{name: A, value: "+strings.Repeat("x", 100_000)+"}", strings.Repeat(object+", ", 1000)), "", "error a.yaml:4: the objects of this Template are not read: the values of its parameters make too much"},
		{"that grows by aliases", template(`{name: A, value: "a: &a `+strings.Repeat("x", 400)+`\nb: [`+strings.Repeat("*a, ", 90)+`]"}`, `{apiVersion: v1, kind: Pod, metadata: {name: a, labels: "${{A}}"}}`), "", "error a.yaml:4: the objects of this Template are not read: the values"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := load(t, map[string]string{"a.yaml": c.text})
			if got := strings.Join(ids(set), "|"); got != c.objects {
				t.Errorf("objects %q, want %q", got, c.objects)
			}
			got := problems(set)
			if c.problem == "" && len(got) == 0 {
				return
			}
			if len(got) != 1 || c.problem == "" || !strings.HasPrefix(got[0], c.problem) {
				t.Errorf("problems %q, want %q", got, c.problem)
			}
		})
	}
}

// TestOpenShiftViolations: a value that the API server refuses is one, unless it is
// a parameter without a value.
func TestOpenShiftViolations(t *testing.T) {
	set := load(t, map[string]string{"a.yaml": `apiVersion: template.openshift.io/v1
kind: Template
parameters: [{name: CIDR, value: 10.0.0.0/99}, {name: LATER}]
objects:
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: a}
  spec:
    podSelector: {}
    ingress:
    - from: [{ipBlock: {cidr: "${CIDR}"}}, {ipBlock: {cidr: "${LATER}"}}]
`})
	if len(set.Objects) != 1 || len(set.Objects[0].Violations) != 1 || set.Objects[0].Violations[0].Path != "/spec/ingress/0/from/0/ipBlock/cidr" {
		t.Errorf("objects %q, violations %+v", ids(set), set.Objects[0].Violations)
	}
}
