package helm

import (
	"reflect"
	"text/template"

	"dario.cat/mergo"
)

// mergeFunctions are those of sprig, on top of the same library. It has no end when
// a table is merged with one that holds it: `merge .Values .`. No look at the
// values before can tell, so its steps are counted.
func (l *limits) mergeFunctions() template.FuncMap {
	return template.FuncMap{
		"merge":              l.orNothing(),
		"mergeOverwrite":     l.orNothing(mergo.WithOverride),
		"mustMerge":          l.merging(),
		"mustMergeOverwrite": l.merging(mergo.WithOverride),
	}
}

type mergeFunction = func(dst map[string]any, srcs ...map[string]any) (any, error)

func (l *limits) merging(options ...func(*mergo.Config)) mergeFunction {
	return func(dst map[string]any, srcs ...map[string]any) (any, error) {
		count := &mergeCount{limits: l, left: maxMerged}
		for _, src := range srcs {
			if err := mergo.Merge(&dst, src, append(options, mergo.WithTransformers(count))...); err != nil {
				return nil, err
			}
		}
		return dst, nil
	}
}

// orNothing returns "" for what cannot be merged, as sprig does.
func (l *limits) orNothing(options ...func(*mergo.Config)) mergeFunction {
	merge := l.merging(options...)
	return func(dst map[string]any, srcs ...map[string]any) (any, error) {
		out, err := merge(dst, srcs...)
		if err != nil && l.err == nil {
			return "", nil
		}
		return out, err
	}
}

// maxMerged is the most tables in tables that one merge goes through. The library
// goes deeper into Go's stack with each, if they lie in each other.
const maxMerged = 500_000

// mergeCount is asked by the library for each table that it comes to.
type mergeCount struct {
	limits *limits
	left   int
}

// Transformer returns a function that ends the merge when there were too many.
func (m *mergeCount) Transformer(reflect.Type) func(dst, src reflect.Value) error {
	if m.left--; m.left >= 0 {
		return nil
	}
	return func(_, _ reflect.Value) error {
		return m.limits.stop("more than %d tables to merge; does one hold itself?", maxMerged)
	}
}
