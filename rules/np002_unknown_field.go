package rules

import (
	"fmt"
	"slices"
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
		if v.ID == "too-new" {
			f.Message = v.Message
			pass.Report(f)
			return
		}
		name := lastKey(v.Path)
		found, safe := closestField(name, v.Known)
		f.Message = fmt.Sprintf("%s has no field %q: the API server refuses this %s, or without validation drops the field, and %s",
			where(v.Field, o.ID.Kind), name, o.ID.Kind, consequence(o, v, found))
		f.Help, f.Fixes = meant(o, v, name, f.At)
		if found != "" {
			f.Help, f.Fixes = fmt.Sprintf("did you mean %s?", found), renamed(f.At, found, safe)
		}
		pass.Report(f)
	})
}

// consequence says what comes of a dropped field.
func consequence(o *manifest.Object, v manifest.Violation, found string) string {
	if o.ID.Kind == "NetworkPolicy" {
		return without(v, found)
	}
	return "it has no effect"
}

// without says what a NetworkPolicy means without the field that was meant.
func without(v manifest.Violation, found string) string {
	parent := lastKey(v.Path.Parent())
	switch {
	case v.Empty && parent == lastKey(v.Path):
		return "nothing is lost, as it is empty"
	case strings.HasSuffix(parent, "Selector") && len(v.Known) == 2:
		return "the selector selects everything"
	case strings.HasSuffix(parent, "Selector"):
		return "the selector selects more than is meant"
	case found == "podSelector" && parent == "spec":
		return "the policy selects every pod of its namespace"
	}
	switch found {
	case "from", "to":
		return "the rule allows every peer"
	case "ports", "port":
		return "every port is allowed"
	case "endPort":
		return "only the first port is allowed"
	case "protocol":
		return "the protocol is TCP"
	case "except":
		return "nothing is excluded"
	case "ingress", "egress":
		return "its rules are lost"
	case "policyTypes":
		return "the directions are guessed"
	}
	return "it has no effect"
}

// meant says what to write instead of a field that resembles none, and how it would
// be mended.
func meant(o *manifest.Object, v manifest.Violation, name string, at manifest.Ref) (help string, fixes []lint.Fix) {
	has := func(field string) bool { return slices.Contains(v.Known, field) }
	switch {
	case v.Field == "status":
		return "remove it: a NetworkPolicy has no status", []lint.Fix{{Title: "remove it", Safety: lint.Safe, Edits: []lint.Edit{{At: at, Remove: true}}}}
	case name == "selector" && has("podSelector"):
		return "write podSelector", renamed(at, "podSelector", false)
	case name == "from" && has("to"), name == "ingress" && has("to"):
		return "write to: rules of egress name where connections go", renamed(at, "to", false)
	case name == "to" && has("from"), name == "egress" && has("from"):
		return "write from: rules of ingress name where connections come from", renamed(at, "from", false)
	}
	if parent := lastKey(v.Path.Parent()); parent == name {
		if v.Empty {
			return fmt.Sprintf("remove the inner %s", name), []lint.Fix{{Title: "remove it", Safety: lint.Safe, Edits: []lint.Edit{{At: at, Remove: true}}}}
		}
		return fmt.Sprintf("remove the inner %s, and let what it holds stand below the outer", name), nil
	}
	if home := homeOf(name); home != "" && o.ID.Kind == "NetworkPolicy" {
		return fmt.Sprintf("%s belongs %s: check the indentation", name, home), nil
	}
	switch {
	case strings.HasSuffix(lastKey(v.Path.Parent()), "elector"):
		return "write labels below matchLabels", nil
	case len(v.Known) == 0:
		return "remove it, or check the indentation", nil
	case v.Field == name:
		return "check the spelling and the indentation: spec and metadata hold everything of a " + o.ID.Kind, nil
	case where(v.Field, o.ID.Kind) == "metadata":
		return "check the spelling and the indentation; your own data belongs into labels or annotations", nil
	}
	return "check the spelling and the indentation: here can stand " + strings.Join(v.Known, ", "), nil
}

// renamed is the fix that gives a field another name.
func renamed(at manifest.Ref, name string, safe bool) []lint.Fix {
	fix := lint.Fix{Title: "write " + name, Safety: lint.Unsafe, Edits: []lint.Edit{{At: at, OnKey: true, New: name}}}
	if safe {
		fix.Safety = lint.Safe
	}
	return []lint.Fix{fix}
}

// closestField is the field that a misspelt one most likely meant; safe is set where
// no other is near, and they differ by one letter or in the case of letters.
func closestField(name string, known []string) (found string, safe bool) {
	found = lint.Closest(name, known)
	if found == "" {
		return "", false
	}
	others := slices.DeleteFunc(slices.Clone(known), func(k string) bool { return k == found })
	return found, lint.Distance(strings.ToLower(name), strings.ToLower(found), 1) <= 1 && lint.Closest(name, others) == ""
}

// homeOf says where a field of NetworkPolicy belongs that stands somewhere else.
func homeOf(name string) string {
	switch name {
	case "spec", "metadata":
		return "to the top of the object"
	case "name", "namespace", "labels", "annotations":
		return "below metadata"
	case "podSelector":
		return "below spec, or into an item of from or to"
	case "ingress", "egress", "policyTypes":
		return "below spec"
	case "from":
		return "into an item of ingress; egress has to"
	case "to":
		return "into an item of egress; ingress has from"
	case "ports":
		return "into an item of ingress or egress"
	case "namespaceSelector", "ipBlock":
		return "into an item of from or to"
	case "cidr", "except":
		return "below ipBlock"
	case "port", "protocol", "endPort":
		return "into an item of ports"
	case "matchLabels", "matchExpressions":
		return "below podSelector or namespaceSelector"
	case "key", "operator", "values":
		return "into an item of matchExpressions"
	}
	return ""
}

// where is the part of a field path that holds a field, or an object of some kind.
func where(field, kind string) string {
	i := strings.LastIndexByte(field, '.')
	if i <= 0 {
		return article(kind) + " " + kind
	}
	return field[:i]
}

func article(noun string) string {
	if strings.ContainsRune("AEIOU", rune(noun[0])) {
		return "an"
	}
	return "a"
}

func lastKey(p source.Path) string {
	tokens := p.Tokens()
	if len(tokens) == 0 {
		return ""
	}
	return tokens[len(tokens)-1]
}
