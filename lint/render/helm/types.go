package helm

import (
	"fmt"
	"strings"
	"text/template"
)

// typeFunctions are the functions of sprig that name Go types: those that are ours
// have the names of Helm's.
func typeFunctions() template.FuncMap {
	is := func(target string, v any) bool { return target == typeOf(v) }
	return template.FuncMap{
		"typeOf":     typeOf,
		"typeIs":     is,
		"typeIsLike": func(target string, v any) bool { return is(target, v) || is("*"+target, v) },
	}
}

func typeOf(v any) string { return helmTypes(fmt.Sprintf("%T", v)) }

// helmTypes gives the types in a message the names that they have in Helm.
func helmTypes(message string) string {
	return strings.NewReplacer(
		"helm.values", "common.Values", "helm.files", "engine.files", "helm.certificate", "sprig.certificate",
		"helm.capabilities", "common.Capabilities", "helm.kubeVersion", "common.KubeVersion",
		"helm.versionSet", "common.VersionSet", "helm.buildInfo", "version.BuildInfo",
	).Replace(message)
}
