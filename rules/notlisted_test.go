package rules_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/linttest"
	"github.com/netpolint/netpolint/rules"
)

// TestPolicyNotListed: a policy beside a kustomization that does not list it is
// pointed at where its namespace has none.
func TestPolicyNotListed(t *testing.T) {
	files := map[string]string{
		"shop/kustomization.yaml": "namespace: shop\nresources: [web.yaml]\n",
		"shop/web.yaml":           "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: a}]}\n",
		"shop/deny.yaml":          "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n",
	}
	notes := func() (out []string) {
		for _, f := range linttest.Lint(t, files, rules.All()).Findings {
			if f.Rule.Code == "NP103" {
				for _, r := range f.Related {
					out = append(out, r.Message)
				}
				out = append(out, f.Help)
			}
		}
		return out
	}
	if got := strings.Join(notes(), "\n"); !strings.Contains(got, "policy deny is here") || !strings.Contains(got, "list deny.yaml in the kustomization") {
		t.Errorf("beside the kustomization: %q", got)
	}
	files["shop/deny.yaml"] = strings.Replace(files["shop/deny.yaml"], "name: deny", "name: deny, namespace: other", 1)
	if got := strings.Join(notes(), "\n"); got == "" || strings.Contains(got, "deny.yaml") {
		t.Errorf("of another namespace: %q", got)
	}
	files["shop/deny.yaml"] = strings.Replace(files["shop/deny.yaml"], ", namespace: other", "", 1)
	files["shop/kustomization.yaml"] = "namespace: shop\nresources: [web.yaml, deny.yaml]\n"
	if got := notes(); got != nil {
		t.Errorf("listed: %q", got)
	}
}
