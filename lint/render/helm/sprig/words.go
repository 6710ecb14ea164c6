// Ported from github.com/Masterminds/sprig v3.3.0 (functions.go, strings.go, crypto.go).
// Copyright (C) 2013-2020 Masterminds, MIT License: LICENSE.txt.

package sprig

import (
	"crypto/sha512"
	"encoding/hex"
	"text/template"

	"github.com/Masterminds/goutils"
	"github.com/huandu/xstrings"
)

func words() template.FuncMap {
	return template.FuncMap{
		"abbrev":     abbrev,
		"abbrevboth": abbrevBoth,
		"untitle":    func(s string) string { return goutils.Uncapitalize(s) },
		"initials":   func(s string) string { return goutils.Initials(s) },
		"nospace":    goutils.DeleteWhiteSpace,
		"swapcase":   goutils.SwapCase,
		"snakecase":  xstrings.ToSnakeCase,
		"camelcase":  xstrings.ToPascalCase,
		"kebabcase":  xstrings.ToKebabCase,
		"wrap":       func(l int, s string) string { return goutils.Wrap(s, l) },
		"wrapWith":   func(l int, sep, str string) string { return goutils.WrapCustom(str, l, sep, true) },
		"sha512sum":  sha512sum,
	}
}

func abbrev(width int, s string) string {
	if width < 4 {
		return s
	}
	r, _ := goutils.Abbreviate(s, width)
	return r
}

func abbrevBoth(left, right int, s string) string {
	if right < 4 || left > 0 && right < 7 {
		return s
	}
	r, _ := goutils.AbbreviateFull(s, left, right)
	return r
}

func sha512sum(input string) string {
	hash := sha512.Sum512([]byte(input))
	return hex.EncodeToString(hash[:])
}
