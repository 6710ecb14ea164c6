// Ported from Helm v4.3.1 (pkg/engine/funcs.go, engine.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"maps"
	"text/template"

	"github.com/netpolint/netpolint/lint/render/helm/sprig"
)

// functions are those that templates may call, but for include and tpl, which
// belong to a set of templates. They are not bounded.
func functions() template.FuncMap {
	f := sprig.Functions()
	delete(f, "env")
	delete(f, "expandenv")
	maps.Copy(f, builtins())
	maps.Copy(f, textFunctions())
	maps.Copy(f, durationFunctions())
	maps.Copy(f, template.FuncMap{
		"required":      required,
		"fail":          func(msg string) (string, error) { return "", errors.New(warnWrap(msg)) },
		"lookup":        func(string, string, string, string) (map[string]any, error) { return map[string]any{}, nil },
		"getHostByName": func(string) string { return "" },
	})
	maps.Copy(f, clockFunctions())
	maps.Copy(f, newRandom().functions())
	maps.Copy(f, sortedFunctions())
	maps.Copy(f, typeFunctions())
	return f
}

// builtins are the functions of text/template that write values. They are named
// here so that they can be bounded.
func builtins() template.FuncMap {
	return template.FuncMap{
		"print": fmt.Sprint, "printf": fmt.Sprintf, "println": fmt.Sprintln,
		"html": template.HTMLEscaper, "js": template.JSEscaper, "urlquery": template.URLQueryEscaper,
	}
}

// builtinNames are the other functions of text/template, which the parser has to
// know.
func builtinNames() []string {
	return []string{"and", "call", "eq", "ge", "gt", "index", "le", "len", "lt", "ne", "not", "or"}
}

func required(warn string, val any) (any, error) {
	if val == nil || val == "" {
		return val, errors.New(warnWrap(warn))
	}
	return val, nil
}
