package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/source"
)

// Setting is one value that counts in a run, and where it comes from.
type Setting struct {
	// Path are the keys that lead to the value. An item of a list of mappings has "-" for
	// its key.
	Path []string
	// Value is a text, number, truth, list or mapping, for encoding/json.
	Value any
	// From are the places that say so: one, or several where they add up.
	From []Origin
	// Note says what the value is about, as the name of a rule.
	Note string
}

// Origin is where a value comes from.
type Origin struct {
	// Kind is default, file or flag.
	Kind string `json:"kind"`
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Flag string `json:"flag,omitempty"`
}

func (o Origin) String() string {
	switch o.Kind {
	case "file":
		return fmt.Sprintf("%s:%d", o.File, o.Line)
	case "flag":
		return "--" + o.Flag
	}
	return o.Kind
}

// Flag is a flag that was given, and the value that it stands for.
type Flag struct {
	Name  string
	Value any
}

// Show lists all that counts. Flags are those that were given, by the key that they
// stand for; choice is what they and the file make of the rules.
func (d *Description) Show(f *File, flags map[string]Flag, choice *Choice) []Setting {
	s := &shower{file: f, flags: flags, choice: choice}
	if f != nil {
		s.root = f.root
	}
	for i := range d.root.fields {
		field := &d.root.fields[i]
		switch field.name {
		case "rules":
			for _, r := range d.rules {
				s.rule(field.shape.field(r.Code), r)
			}
		case "paths":
			s.entries(s.root.get("paths"), "paths")
		case "outside":
			outside := s.root.get("outside")
			s.entries(outside.get("namespaces"), "outside", "namespaces")
			s.entries(outside.get("workloads"), "outside", "workloads")
		case "cluster":
			s.table(field.shape, s.root.get("cluster"), "cluster")
		default:
			s.top(field)
		}
	}
	return s.out
}

type shower struct {
	file   *File
	root   *value
	flags  map[string]Flag
	choice *Choice
	out    []Setting
}

func (s *shower) add(value any, note string, from []Origin, path ...string) {
	s.out = append(s.out, Setting{Path: path, Value: value, From: from, Note: note})
}

// of is the origin of a value of the file.
func (s *shower) of(at source.Span) []Origin {
	return []Origin{{Kind: "file", File: s.file.Name, Line: at.File.Position(at.Start).Line}}
}

func standardOrigin() []Origin { return []Origin{{Kind: "default"}} }

// top shows a key of the file itself, which a flag may stand for.
func (s *shower) top(f *field) {
	v := s.root.get(f.name)
	flag, given := s.flags[f.name]
	told := s.choice.told && (f.name == "ignore" || f.name == "extend-select")
	switch {
	case given && v != nil && (f.name == "ignore" || f.name == "exclude") && !told:
		more, _ := flag.Value.([]string)
		s.add(slices.Concat(v.texts(), more), "", append(s.of(v.span), Origin{Kind: "flag", Flag: flag.Name}), f.name)
	case given:
		s.add(flag.Value, "", []Origin{{Kind: "flag", Flag: flag.Name}}, f.name)
	case v != nil && !told:
		s.add(v.plain(), "", s.of(v.span), f.name)
	case told && v != nil:
		s.add([]string{}, "", []Origin{{Kind: "flag", Flag: "select"}}, f.name)
	default:
		s.add(f.plain(), "", standardOrigin(), f.name)
	}
}

// table shows all keys of a mapping.
func (s *shower) table(of *shape, v *value, path ...string) {
	for i := range of.fields {
		f := &of.fields[i]
		at := append(slices.Clone(path), f.name)
		inner := v.get(f.name)
		switch {
		case f.shape.kind == table:
			s.table(f.shape, inner, at...)
		case inner != nil:
			s.add(inner.plain(), "", s.of(inner.span), at...)
		default:
			if flag, given := s.flags[strings.Join(at, ".")]; given {
				s.add(flag.Value, "", []Origin{{Kind: "flag", Flag: flag.Name}}, at...)
				continue
			}
			s.add(f.plain(), "", standardOrigin(), at...)
		}
	}
}

// entries shows the items of a list.
func (s *shower) entries(v *value, path ...string) {
	for _, item := range v.each() {
		s.add(item.plain(), "", s.of(item.span), append(slices.Clone(path), "-")...)
	}
}

// rule shows the severity of a rule and its options.
func (s *shower) rule(f *field, r *lint.Rule) {
	severity, from := s.severity(r)
	s.add(severity, r.Name, from, "rules", r.Code, "severity")
	options := f.shape.field("options")
	if options == nil {
		return
	}
	set := s.root.get("rules").get(r.Code).get("options")
	for i := range options.shape.fields {
		o := &options.shape.fields[i]
		if v := set.get(o.name); v != nil {
			s.add(v.plain(), "", s.of(v.span), "rules", r.Code, "options", o.name)
		} else {
			s.add(o.plain(), "", standardOrigin(), "rules", r.Code, "options", o.name)
		}
	}
}

// severity says whether a rule speaks, how loud, and what decides that.
func (s *shower) severity(r *lint.Rule) (string, []Origin) {
	flag := func(name string) []Origin { return []Origin{{Kind: "flag", Flag: name}} }
	level, set := level{}, false
	if s.file != nil {
		level, set = s.file.levels[r.Code]
	}
	if s.choice.on[r.Code] {
		if set && !level.off {
			return level.severity.String(), s.of(level.at)
		}
		if s.choice.told {
			return r.Severity.String(), flag("select")
		}
		for _, key := range []string{"extend-select", "select"} {
			if at, named := naming(s.root.get(key), r); named {
				return r.Severity.String(), s.of(at)
			}
		}
		return r.Severity.String(), standardOrigin()
	}
	if ignore, given := s.flags["ignore"]; given {
		if words, _ := ignore.Value.([]string); slices.ContainsFunc(words, r.Named) {
			return "off", flag("ignore")
		}
	}
	switch at, named := naming(s.root.get("ignore"), r); {
	case s.choice.told:
		return "off", flag("select")
	case set && level.off:
		return "off", s.of(level.at)
	case named:
		return "off", s.of(at)
	}
	if sel := s.root.get("select"); sel != nil && len(sel.items) > 0 {
		return "off", s.of(sel.span)
	}
	return "off", standardOrigin()
}

// naming is the place of the first word of a list that means a rule.
func naming(v *value, r *lint.Rule) (source.Span, bool) {
	for _, item := range v.each() {
		if r.Named(item.text) {
			return item.span, true
		}
	}
	return source.Span{}, false
}

// plain is a value for encoding/json, and for flow.
func (v *value) plain() any {
	switch v.shape.kind {
	case number:
		return v.number
	case boolean:
		return v.truth
	case list:
		out := []any{}
		for _, item := range v.items {
			out = append(out, item.plain())
		}
		return out
	case table, dictionary:
		var out entries
		for _, k := range v.keys {
			out = append(out, entry{k.name, k.value.plain()})
		}
		return out
	}
	return v.text
}

// plain is the default of a key.
func (f *field) plain() any {
	switch {
	case f.standard != "":
		r := &reader{root: f.shape}
		if node, err := source.Split(source.NewFile("", []byte(f.standard)))[0].Parse(); err == nil {
			if v := r.value(node, f.shape, f.name); v != nil {
				return v.plain()
			}
		}
		return f.standard
	case f.shape.kind == list:
		return []any{}
	case f.shape.kind == dictionary:
		return entries{}
	}
	return nil
}

// entries is a mapping in the order of its keys in the file.
type entries []entry

// MarshalJSON writes the mapping as an object.
func (e entries) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, one := range e {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(one.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(one.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// YAML writes settings as a configuration that says the same, each line with its
// origin in a comment.
func YAML(settings []Setting) string {
	type row struct{ text, comment string }
	var rows []row
	var open []string
	for i, s := range settings {
		last := len(s.Path) - 1
		if last == 2 && s.Path[2] == "severity" && (i+1 == len(settings) || len(settings[i+1].Path) < 3 || settings[i+1].Path[1] != s.Path[1]) {
			s.Path, last = s.Path[:2], 1 // the short way, as the rule has no options
		}
		for i, key := range s.Path[:last] {
			if i < len(open) && open[i] == key {
				continue
			}
			open = append(slices.Clone(s.Path[:i]), key)
			comment := ""
			if s.Note != "" && i == last-1 && last == 2 {
				comment = s.Note
			}
			rows = append(rows, row{strings.Repeat("  ", i) + quoted(key) + ":", comment})
		}
		open = slices.Clone(s.Path[:last])
		text := quoted(s.Path[last]) + ": "
		if s.Path[last] == "-" {
			text = "- "
		}
		value := flow(s.Value)
		if s.Value == "off" {
			value = "off" // the word is meant, and every reader of the file knows it
		}
		var from []string
		for _, o := range s.From {
			from = append(from, o.String())
		}
		comment := strings.Join(from, ", ")
		if s.Note != "" && last == 1 {
			comment = s.Note + ", " + comment
		}
		rows = append(rows, row{strings.Repeat("  ", last) + text + value, comment})
	}
	const most = 44
	width := 0
	for _, r := range rows {
		if len(r.text) <= most {
			width = max(width, len(r.text))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(r.text)
		if r.comment != "" {
			b.WriteString(strings.Repeat(" ", max(0, width-len(r.text))) + "  # " + r.comment)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
