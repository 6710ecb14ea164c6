// Package sprig holds the functions of github.com/Masterminds/sprig v3.3.0, less
// those that make random numbers, keys or certificates, or merge.
//
// Most are those of slim-sprig, a fork without sprig's dependencies, where they
// are the same line by line. Here is what it left out, on top of the same
// libraries, but for two that work at the start of every program that links them:
// versions are read by our port, and decimals are big.Rat.
package sprig

import (
	"maps"
	"text/template"

	slim "github.com/go-task/slim-sprig/v3"
)

// Functions returns the functions by name. The signatures are sprig's: messages
// of text/template depend on them.
func Functions() template.FuncMap {
	f := slim.TxtFuncMap()
	for _, more := range []template.FuncMap{words(), numbers(), decimals(), lists(), secrets(), versions()} {
		maps.Copy(f, more)
	}
	return f
}
