package lint_test

import (
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// TestUnsaid: an object that the API server refuses leaves a trace, whatever rules
// are chosen, and only one.
func TestUnsaid(t *testing.T) {
	refusing := &lint.Rule{Code: "NP903", Name: "refusing", Category: lint.Validity, Severity: lint.Error, Check: func(p *lint.Pass) {
		for _, o := range p.Model.Flawed {
			p.Report(lint.Finding{At: o.Ref("/kind"), Key: "k", Message: "refused"})
		}
	}}
	const text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: [], x: y}\n"
	for _, c := range []struct {
		rule *lint.Rule
		want int
	}{{broad(), 1}, {refusing, 0}} {
		r := run(t, map[string]string{"a.yaml": text}, c.rule)
		if len(r.Problems) != c.want {
			t.Errorf("%s: problems %v, want %d", c.rule.Name, r.Problems, c.want)
		}
		for _, p := range r.Problems {
			if p.Severity != manifest.Info || p.At.File == nil || !strings.HasPrefix(p.Message, "the API server refuses this object") {
				t.Errorf("problem %+v", p)
			}
		}
	}
}
