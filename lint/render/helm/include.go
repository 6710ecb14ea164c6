// Ported from Helm v4.3.1 (pkg/engine/engine.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// maxIncluded is how often a template may include itself.
const maxIncluded = 1000

// include returns the function that renders a template of a set into a text.
func (e *engine) include(t *template.Template) func(string, any) (string, error) {
	return func(name string, data any) (string, error) {
		if e.included[name] > maxIncluded {
			return "", fmt.Errorf("rendering template has a nested reference name: %s: %w", name, errors.New("unable to execute template"))
		}
		e.included[name]++
		w := &writer{limits: e.limits, places: e.places}
		err := t.ExecuteTemplate(w, name, data)
		e.included[name]--
		return string(w.out), e.shortened(err)
	}
}

// maxChain is the longest message of an error that templates pass on, in bytes.
const maxChain = 256 << 10

// shortened returns an error for the template that called the one that failed.
// Each repeats the messages of all that it called, which may be long and many.
func (e *engine) shortened(err error) error {
	if err == nil {
		return nil
	}
	if len(err.Error()) > maxChain {
		for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
			err = next
		}
		err = e.limits.stop("%s", err)
	}
	var limit *stopped
	if errors.As(err, &limit) {
		if at, ok := e.innermost(err); ok && limit.at.IsZero() {
			limit.at = at
		}
		return limit
	}
	return err
}

// tpl returns the function that renders a text as a template, which sees those of
// the set parent.
func (e *engine) tpl(parent *template.Template) func(string, any) (string, error) {
	return func(text string, vals any) (string, error) {
		if !strings.Contains(text, "{{") {
			// As below, without its price.
			return withoutNoValue(text), e.limits.make(int64(len(text)))
		}
		if err := newAdmission().admit(text); err != nil {
			return "", e.limits.stop("%v", err)
		}
		size := int64(len(parent.Templates()))
		if e.limits.clones -= size; e.limits.clones < 0 {
			return "", e.limits.stop("too many calls of tpl in calls of tpl")
		}
		defer func() { e.limits.clones += size }()
		if err := e.limits.step(1 + size/8); err != nil {
			return "", err
		}
		return e.execute(parent, text, vals)
	}
}

// execute renders a text in a copy of a set.
func (e *engine) execute(parent *template.Template, text string, vals any) (string, error) {
	t, err := parent.Clone()
	if err != nil {
		return "", fmt.Errorf("cannot clone template: %w", err)
	}
	// Clone forgets options (https://github.com/golang/go/issues/43022).
	t.Option("missingkey=zero")
	// What the text defines is seen by what it calls.
	t.Funcs(e.calls(t))
	t = t.New(parent.Name())
	if err := e.parse(t, text, nil); err != nil {
		return "", fmt.Errorf("cannot parse template %q: %w", text, err)
	}
	w := &writer{limits: e.limits, places: e.places}
	if err := e.shortened(t.Execute(w, vals)); err != nil {
		return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
	}
	return withoutNoValue(string(w.out)), nil
}
