package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// made lists objects as "rendering: kind namespace/name content"; the rendering
// "-" stands for none, and one of the form chart@values for a chart.
func made(lines ...string) *manifest.Set {
	set := &manifest.Set{}
	all := map[string]*manifest.Rendering{}
	for _, line := range lines {
		word := strings.Fields(line)
		namespace, name, _ := strings.Cut(word[2], "/")
		o := &manifest.Object{ID: manifest.ID{APIVersion: "v1", Kind: word[1], Namespace: namespace, Name: name}}
		o.Doc = source.Split(source.NewFile("f", []byte(line)))[0]
		switch word[1] {
		case "Deployment":
			o.Value = &manifest.Workload{}
		case "Namespace":
			o.Value = &manifest.Namespace{}
		case "NetworkPolicy":
			p := &manifest.NetworkPolicy{}
			for range word[3:] {
				p.Spec.Ingress = append(p.Spec.Ingress, networkingv1.NetworkPolicyIngressRule{})
			}
			o.Value = p
		}
		if by := strings.TrimSuffix(word[0], ":"); by != "-" {
			if all[by] == nil {
				dir, values, chart := strings.Cut(by, "@")
				r := &manifest.Rendering{Tool: "kustomize", Dir: dir}
				if chart {
					r.Tool, r.Values = "helm", values
				}
				all[by] = r
			}
			o.Rendered = all[by]
		}
		set.Objects = append(set.Objects, o)
	}
	return set
}

func TestWorlds(t *testing.T) {
	tests := []struct {
		name  string
		input []string
		want  []string // the renderings of each world, "-" for what was not rendered
	}{
		{"nothing rendered", []string{"-: Deployment a/x", "-: Deployment a/x"}, []string{"- -"}},
		{"different applications", []string{"-: Namespace /a", "one: Deployment a/x", "two: Deployment a/y"}, []string{"- one two"}},
		{"overlays in namespaces of their own", []string{"prod: Deployment p/x", "test: Deployment t/x"}, []string{"prod test"}},
		{"overlays of one name", []string{"-: Namespace /a", "prod: Deployment a/x", "test: Deployment a/x", "other: Deployment a/y"},
			[]string{"- prod other", "- test other"}},
		{"a chart twice", []string{"web@default: NetworkPolicy a/p", "web@big: NetworkPolicy a/q"}, []string{"web", "web"}},
		{"a namespace that two share", []string{"one: Namespace /a", "two: Namespace /a"}, []string{"one two"}},
		{"a policy that two share", []string{"one: NetworkPolicy a/deny", "two: NetworkPolicy a/deny"}, []string{"one two"}},
		{"policies that differ", []string{"one: NetworkPolicy a/deny", "two: NetworkPolicy a/deny rule"}, []string{"one", "two"}},
		{"three, of which two go together", []string{"a: Deployment n/x", "b: Deployment n/x", "b: Deployment n/y", "c: Deployment n/y"},
			[]string{"a c", "b b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := worlds(made(tt.input...))
			var names []string
			for _, objects := range got {
				var in []string
				for _, o := range objects {
					if o.Rendered == nil {
						in = append(in, "-")
					} else {
						in = append(in, o.Rendered.Dir)
					}
				}
				names = append(names, strings.Join(in, " "))
			}
			if !slices.Equal(names, tt.want) || len(problems) > 0 {
				t.Errorf("worlds %q, want %q; problems %v", names, tt.want, problems)
			}
		})
	}
}

// TestTooManyWorlds: what is not looked at is said.
func TestTooManyWorlds(t *testing.T) {
	var lines []string
	for i := range maxWorlds + 3 {
		lines = append(lines, fmt.Sprintf("o%03d: Deployment a/x", i))
	}
	got, problems := worlds(made(lines...))
	if len(got) != maxWorlds || len(problems) != 3 || problems[0].Severity != manifest.Error {
		t.Errorf("%d worlds, problems %v", len(got), problems)
	}
}
