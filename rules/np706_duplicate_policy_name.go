package rules

import (
	"fmt"
	"path"

	"github.com/netpolint/netpolint/lint"
)

// duplicatePolicyName reports policies of one name that say different things and are
// applied together: to the API server they are one object, and each apply replaces
// what the one before made (the documentation of object names, and of kubectl
// apply).
func duplicatePolicyName() *lint.Rule {
	return &lint.Rule{
		Code: "NP706", Name: "duplicate-policy-name", Category: lint.Redundancy, Severity: lint.Warning, Since: "0.1.0",
		Summary: "two policies of one name with different content, of which only the last applied stays",
		Check:   checkDuplicatePolicyName,
	}
}

func checkDuplicatePolicyName(pass *lint.Pass) {
	for _, r := range pass.Model.Redefined {
		where := "in this file"
		if first := r.First.File(); first != r.Again.File() {
			where = "in " + path.Base(first) + " of the same directory"
		}
		name := r.Again.ID.Name
		if ns := pass.Model.NamespaceOf(r.Again); ns != "" {
			name = ns + "/" + name
		}
		pass.Report(lint.Finding{
			At: r.Again.Ref("/metadata/name"), Key: "name",
			Message: fmt.Sprintf("%s %s is defined %s already, with other content: applied together the last one replaces the first, whose rules are lost", r.Again.ID.Kind, name, where),
			Help:    fmt.Sprintf("give one of them another name, such as name: %s-2, or join their rules; keep variants in directories of their own", r.Again.ID.Name),
			Related: []lint.Related{{At: r.First.Ref("/metadata/name"), Message: "the first one"}},
		})
	}
}
