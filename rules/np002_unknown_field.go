package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// unknownField reports fields that the API does not have. Names are
// case-sensitive; kubectl asks for strict validation by default
// (https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation).
func unknownField() *lint.Rule {
	return &lint.Rule{
		Code: "NP002", Name: "unknown-field", Category: lint.Validity, Severity: lint.Error, Since: "0.2.0",
		Summary: "a field that the API does not have: refused, or without strict validation dropped in silence",
		Check:   checkUnknownField,
	}
}

func checkUnknownField(pass *lint.Pass) {
	violations(pass, manifest.UnknownField, func(o *manifest.Object, v manifest.Violation, f lint.Finding) {
		name := lastKey(v.Path)
		consequence := "it has no effect"
		inSelector := strings.HasSuffix(lastKey(v.Path.Parent()), "Selector")
		if inSelector {
			consequence = "the selector selects everything"
		}
		f.Message = fmt.Sprintf("%s has no field %q: the API server refuses the %s, and where validation is off, %s",
			where(v.Field), name, o.ID.Kind, consequence)
		meant := lint.Closest(name, v.Known)
		switch {
		case meant != "":
			f.Help = fmt.Sprintf("did you mean %s?", meant)
			f.Fixes = []lint.Fix{{Title: "write " + meant, Safety: lint.Unsafe, Edits: []lint.Edit{{At: f.At, OnKey: true, New: meant}}}}
		case inSelector:
			f.Help = "write labels below matchLabels"
		default:
			f.Help = "check the spelling and the indentation; here can stand " + strings.Join(v.Known, ", ")
		}
		pass.Report(f)
	})
}

// where is the part of a field path that holds a field.
func where(field string) string {
	i := strings.LastIndexByte(field, '.')
	if i <= 0 {
		return "a NetworkPolicy"
	}
	return field[:i]
}

func lastKey(p source.Path) string {
	tokens := p.Tokens()
	if len(tokens) == 0 {
		return ""
	}
	return tokens[len(tokens)-1]
}
