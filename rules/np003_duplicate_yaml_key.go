package rules

import (
	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// duplicateYAMLKey reports keys that stand twice in one mapping. The YAML
// specification forbids them; kubectl converts YAML to JSON first and keeps the
// last one without a word.
func duplicateYAMLKey() *lint.Rule {
	return &lint.Rule{
		Code: "NP003", Name: "duplicate-yaml-key", Category: lint.Validity, Severity: lint.Warning, Since: "0.2.0",
		Summary: "a key stands twice in one mapping, and kubectl silently keeps the last one",
		Check: func(pass *lint.Pass) {
			violations(pass, manifest.DuplicateKey, func(o *manifest.Object, v manifest.Violation, f lint.Finding) {
				if first := secondObject(o); first != "" && v.Path.Parent() == "" {
					if v.Path == first {
						f.Message = "a second object begins here without --- before it: " + v.Message + ", kubectl silently keeps the last of each key, so the first object is lost"
						f.Help = "write --- on the line before"
						pass.Report(f)
					}
					return
				}
				f.Message = v.Message + ": kubectl silently keeps the last one, so what stands there is lost"
				f.Help = "remove one of them, or merge what they hold"
				pass.Report(f)
			})
		},
	}
}

// secondObject is the first key of an object that begins below another one in the
// same document: both its apiVersion and its kind are there already.
func secondObject(o *manifest.Object) source.Path {
	first := source.Path("")
	found := 0
	for _, v := range o.Violations {
		if v.Class != manifest.DuplicateKey || v.Path.Parent() != "" {
			continue
		}
		if v.Field == "apiVersion" || v.Field == "kind" {
			found++
		}
		if first == "" {
			first = v.Path
		}
	}
	if found < 2 {
		return ""
	}
	return first
}
