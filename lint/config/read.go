package config

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// reader checks the values of one file against their shapes.
type reader struct {
	root     *shape
	problems []Problem
}

func (r *reader) problem(at source.Span, format string, args ...any) {
	r.problems = append(r.problems, Problem{At: at, Message: fmt.Sprintf(format, args...)})
}

// value reads a node, which is called name in messages. It returns nil for one
// that is not what its shape asks for, and says so.
func (r *reader) value(n source.Node, s *shape, name string) *value {
	v := &value{span: n.Span(), shape: s}
	good := true
	switch s.kind {
	case text:
		v.text, good = r.text(n, s, name)
	case number:
		v.number, good = r.number(n, s, name)
	case boolean:
		if v.truth, good = n.Bool(); !good {
			r.mismatch(n, s, name)
		}
	case list:
		good = r.list(v, n, s, name)
	case table:
		good = r.table(v, n, s, name)
	case dictionary:
		good = r.dictionary(v, n, s, name)
	}
	if !good {
		return nil
	}
	return v
}

// mismatch says that a value is of another type than its shape.
func (r *reader) mismatch(n source.Node, s *shape, name string) {
	r.problem(n.Span(), "%s is %s: write %s", name, article(n), s.wanted())
}

// article is a node in words.
func article(n source.Node) string {
	switch n.Kind() {
	case source.Null:
		return "empty"
	case source.Bool, source.Int, source.Float:
		return n.Text()
	case source.String:
		return fmt.Sprintf("the text %q", short(n.Text()))
	case source.Mapping:
		return "a mapping"
	case source.Sequence:
		return "a list"
	}
	return "missing"
}

// short is a text that may stand in a message.
func short(s string) string {
	const most = 60
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func (r *reader) text(n source.Node, s *shape, name string) (string, bool) {
	out, ok := n.Str()
	switch n.Kind() {
	case source.Int, source.Float:
		out, ok = n.Text(), s.loose
	case source.Bool:
		// YAML 1.1 takes off for false, and people mean the word.
		for _, word := range s.words {
			ok = ok || word == n.Text()
		}
		out = n.Text()
	}
	switch {
	case !ok && len(s.words) == 0 && (n.Kind() == source.Bool || n.Kind() == source.Int || n.Kind() == source.Float):
		r.problem(n.Span(), "%s is %s, which is no text to YAML: write it in quotes, %q", name, n.Text(), n.Text())
		return "", false
	case !ok:
		r.mismatch(n, s, name)
		return "", false
	}
	if len(s.words) > 0 {
		for _, word := range s.words {
			if word == out {
				return out, true
			}
		}
		r.problem(n.Span(), "%s: unknown value %q: %s", name, short(out), meant(out, s.words))
		return "", false
	}
	if s.check != nil {
		if err := s.check(out); err != nil {
			r.problem(n.Span(), "%s: %v", name, err)
			return "", false
		}
	}
	return out, true
}

func (r *reader) number(n source.Node, s *shape, name string) (int, bool) {
	i, ok := n.Int()
	if !ok {
		r.mismatch(n, s, name)
		return 0, false
	}
	if i < int64(s.min) || i > int64(s.max) {
		r.problem(n.Span(), "%s is %d: write a number %s", name, i, s.bounds())
		return 0, false
	}
	return int(i), true
}

func (r *reader) list(v *value, n source.Node, s *shape, name string) bool {
	if n.Kind() != source.Sequence {
		r.mismatch(n, s, name)
		return false
	}
	if n.Len() > s.limit() {
		r.problem(n.Span(), "%s has %d items: at most %d are taken", name, n.Len(), s.limit())
		return false
	}
	good := true
	for i, item := range n.Items() {
		read := r.value(item, s.item, fmt.Sprintf("%s[%d]", name, i))
		v.items = append(v.items, read)
		good = good && read != nil
	}
	return good
}

// table reads a mapping whose keys are known. An empty value is as good as a key that
// is left out: comments may be all that is under it.
func (r *reader) table(v *value, n source.Node, s *shape, name string) bool {
	if s.short != "" && n.Kind() != source.Mapping {
		f := s.field(s.short)
		read := r.value(n, f.shape, name)
		if read == nil {
			return false
		}
		v.keys = []key{{name: f.name, span: n.Span(), value: read}}
		return true
	}
	if n.Kind() != source.Mapping {
		r.mismatch(n, s, name)
		return false
	}
	good := true
	for k, item := range n.Entries() {
		f := s.field(k.Key())
		if f == nil && s.unknown != nil {
			r.problem(k.Span(), "%s: %v", name, s.unknown(short(k.Key())))
			good = false
			continue
		}
		if f == nil {
			r.problem(k.Span(), "unknown key %q%s: %s", short(k.Key()), under(name), r.keyMeant(k.Key(), s))
			good = false
			continue
		}
		if first := v.get(f.name); first != nil {
			r.problem(k.Span(), "%s and %s are one rule: set it once", f.name, f.also)
			good = false
			continue
		}
		if item.Kind() == source.Null {
			continue
		}
		read := r.value(item, f.shape, join(name, k.Key()))
		good = good && read != nil
		if read != nil {
			v.keys = append(v.keys, key{name: f.name, span: k.Span(), value: read})
		}
	}
	for i := range s.fields {
		if f := &s.fields[i]; f.must && !n.Get(f.name).Exists() {
			r.problem(n.Span(), "%s lacks %s: %s", orFile(name), f.name, f.doc)
			good = false
		}
	}
	return good
}

func (r *reader) dictionary(v *value, n source.Node, s *shape, name string) bool {
	if n.Kind() != source.Mapping {
		r.mismatch(n, s, name)
		return false
	}
	if n.Len() > s.limit() {
		r.problem(n.Span(), "%s has %d keys: at most %d are taken", name, n.Len(), s.limit())
		return false
	}
	good := true
	for k, item := range n.Entries() {
		if s.check != nil {
			if err := s.check(k.Key()); err != nil {
				r.problem(k.Span(), "%s: %v", name, err)
				good = false
				continue
			}
		}
		read := r.value(item, s.item, join(name, k.Key()))
		good = good && read != nil
		v.keys = append(v.keys, key{name: k.Key(), span: k.Span(), value: read})
	}
	return good
}

// keyMeant says what an unknown key should be: one that is spelt alike, or one that
// belongs elsewhere.
func (r *reader) keyMeant(word string, s *shape) string {
	near := meant(word, s.names())
	if strings.HasPrefix(near, "did you mean") {
		return near
	}
	if home := homeOf(r.root, word, ""); home != "" {
		return "it belongs under " + home
	}
	return near
}

// homeOf is the path of the table that has a key of that name; "" where none has,
// or the file itself.
func homeOf(s *shape, word, path string) string {
	for i := range s.fields {
		f := &s.fields[i]
		at := join(path, f.name)
		inner := f.shape
		for inner.kind == list {
			inner, at = inner.item, at+"[]"
		}
		if inner.kind != table || f.also != "" {
			continue
		}
		if inner.field(word) != nil {
			return at
		}
		if home := homeOf(inner, word, at); home != "" {
			return home
		}
	}
	return ""
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func under(name string) string {
	if name == "" {
		return ""
	}
	return " under " + name
}

func orFile(name string) string {
	if name == "" {
		return "the file"
	}
	return name
}
