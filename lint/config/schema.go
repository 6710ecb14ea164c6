package config

import (
	"github.com/netpolint/netpolint/lint"
)

// Schema is the JSON Schema (draft 2020-12) of the description, as a value for
// encoding/json. It says what editors can check and complete; words that name rules
// are examples there, as their prefixes are good too.
func (d *Description) Schema() map[string]any {
	w := &schemaWriter{rules: d.rules, defs: map[string]any{}}
	out := w.table(d.root)
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["$id"] = "https://github.com/netpolint/netpolint/schema/config/v1"
	out["title"] = "netpolint"
	out["description"] = "The configuration of netpolint, .netpolint.yaml"
	out["$defs"] = w.defs
	return out
}

type schemaWriter struct {
	rules []*lint.Rule
	defs  map[string]any
}

// of is the schema of a value; one with a name is defined once and referred to.
func (w *schemaWriter) of(s *shape) map[string]any {
	if s.name == "" {
		return w.inline(s)
	}
	if _, known := w.defs[s.name]; !known {
		w.defs[s.name] = w.inline(s)
	}
	return map[string]any{"$ref": "#/$defs/" + s.name}
}

func (w *schemaWriter) inline(s *shape) map[string]any {
	switch s.kind {
	case number:
		return map[string]any{"type": "integer", "minimum": s.min, "maximum": s.max}
	case boolean:
		return map[string]any{"type": "boolean"}
	case list:
		items := w.of(s.item)
		if s.name == "rules" {
			items = map[string]any{"type": "string", "examples": w.words()}
		}
		return map[string]any{"type": "array", "items": items, "maxItems": s.limit()}
	case table:
		if s.short == "" {
			return w.table(s)
		}
		return map[string]any{"anyOf": []any{w.of(s.field(s.short).shape), w.table(s)}}
	case dictionary:
		return map[string]any{"type": "object", "additionalProperties": w.of(s.item), "maxProperties": s.limit()}
	}
	return textSchema(s)
}

func textSchema(s *shape) map[string]any {
	switch {
	case len(s.words) > 0:
		enum := []any{}
		for _, word := range s.words {
			enum = append(enum, word)
			if word == "off" {
				enum = append(enum, false) // what YAML 1.1 makes of it
			}
		}
		return map[string]any{"enum": enum}
	case s.loose:
		return map[string]any{"type": []string{"string", "number"}}
	case s.pattern != "":
		return map[string]any{"type": "string", "pattern": s.pattern}
	}
	return map[string]any{"type": "string"}
}

// table is the schema of a mapping with known keys, any of which may be empty.
func (w *schemaWriter) table(s *shape) map[string]any {
	properties := map[string]any{}
	var must []string
	for i := range s.fields {
		f := &s.fields[i]
		about := map[string]any{"description": f.doc}
		if f.standard != "" {
			about["description"] = f.doc + " (default: " + f.standard + ")"
		}
		if f.must {
			must = append(must, f.name)
			about["allOf"] = []any{w.of(f.shape)}
		} else {
			about["anyOf"] = []any{w.of(f.shape), map[string]any{"type": "null"}}
		}
		properties[f.name] = about
		if f.also != "" {
			properties[f.also] = about
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if must != nil {
		out["required"] = must
	}
	return out
}

// words are the words of select and ignore.
func (w *schemaWriter) words() []string {
	var out []string
	seen := map[string]bool{}
	add := func(word string) {
		if !seen[word] {
			seen[word] = true
			out = append(out, word)
		}
	}
	for _, r := range w.rules {
		add(r.Code)
		add(r.Name)
	}
	for _, r := range w.rules {
		add(string(r.Category))
		for _, c := range r.Controls {
			add(string(c.Benchmark))
			add(c.Name())
		}
	}
	return out
}
