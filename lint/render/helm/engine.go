// Ported from Helm v4.3.1 (pkg/engine/engine.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"maps"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// engine renders the templates of one chart, once.
type engine struct {
	limits    *limits
	places    *places
	admission *admission
	templates map[string]renderable
	// names are those of all functions, for the parser.
	names map[string]any
	// strings are the names of the functions whose result is a text.
	strings map[string]bool
	// included counts the calls of templates that are not done.
	included map[string]int
	root     *template.Template
	// running is the name of the template that is rendered.
	running string
}

// rendered is the output of a template.
type rendered struct {
	text     []byte
	segments []segment
}

func newEngine(l *limits, templates map[string]renderable) *engine {
	e := &engine{
		limits: l, places: newPlaces(), admission: newAdmission(), templates: templates,
		names: map[string]any{}, included: map[string]int{},
	}
	e.root = template.New("gotpl").Option("missingkey=zero")
	funcs := functions()
	maps.Copy(funcs, l.mergeFunctions())
	maps.Copy(funcs, e.calls(e.root))
	e.strings = stringFunctions(funcs)
	for name := range funcs {
		e.names[name] = true
	}
	for _, name := range builtinNames() {
		e.names[name] = true
	}
	bounded := l.guarded(funcs)
	maps.Copy(bounded, e.calls(e.root))
	bounded["eq"], bounded["ne"] = l.equal, l.unequal
	bounded[outName] = l.printable
	e.root.Funcs(bounded)
	return e
}

// calls are the functions that call other templates of a set.
func (e *engine) calls(t *template.Template) template.FuncMap {
	return template.FuncMap{"include": e.include(t), "tpl": e.tpl(t)}
}

// render renders all templates but those that are only there for others.
func (e *engine) render() (map[string]rendered, error) {
	names := sortedTemplates(e.templates)
	for _, name := range names {
		f := e.templates[name].file
		text := string(f.data())
		if err := e.admission.admit(text); err != nil {
			e.running = name
			return nil, e.limits.stop("%v", err)
		}
		if err := e.parse(e.root.New(name), text, f); err != nil {
			return nil, cleanParseError(name, err)
		}
	}
	out := map[string]rendered{}
	for _, name := range names {
		if isPartial(name) {
			continue
		}
		e.running = name
		t := e.templates[name]
		t.vals["Template"] = values{"Name": name, "BasePath": t.basePath}
		w := newWriter(e.limits, e.places)
		if err := e.root.ExecuteTemplate(w, name, t.vals); err != nil {
			return nil, cleanExecError(name, err)
		}
		text, segments := w.finish()
		out[name] = rendered{text, segments}
	}
	return out, nil
}

// parse adds a template and those that it defines to its set, as Template.Parse
// does. The output of a template that is a file is led back to it.
func (e *engine) parse(t *template.Template, text string, f *file) error {
	if err := e.limits.step(1 + int64(len(text))/64); err != nil {
		return err
	}
	trees, err := parse.Parse(t.Name(), text, "", "", e.names)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		tree := trees[name]
		in := &instrument{places: e.places, strings: e.strings, file: f, text: text}
		// A define may have the name of the file.
		in.tree(tree, name == t.Name() && f != nil)
		if _, err := t.AddParseTree(name, tree); err != nil {
			return err
		}
	}
	return nil
}

// withoutNoValue takes noValue out of what tpl made.
func withoutNoValue(s string) string { return strings.ReplaceAll(s, noValue, "") }
