package config

import (
	"slices"
	"strings"
)

// shape describes a value of the file.
type shape struct {
	kind shapeKind
	// name makes the schema define the shape once, under this name.
	name string
	// fields are the keys of a table, and short is the one whose value may be written
	// in place of the table.
	fields []field
	short  string
	// unknown says what is wrong with a key that no field has; nil for the usual words.
	unknown func(key string) error
	// item describes the items of a list and the values of a dictionary.
	item *shape
	most int // items of a list or a dictionary; 0 stands for maxItems

	// words are all the texts that are allowed. check says what is wrong with a text, or
	// a key of a dictionary; pattern says nearly the same to editors.
	words   []string
	check   func(string) error
	pattern string
	// loose takes numbers for texts: 1.37.
	loose bool
	// min and max are the bounds of a number, both inclusive.
	min, max int
}

// shapeKind is the type of a value.
type shapeKind uint8

const (
	text shapeKind = iota
	number
	boolean
	list
	table      // keys that are known
	dictionary // keys that the user chooses
)

// maxItems is how many items a list or a dictionary may have, so that a hostile
// file costs no more than an honest one.
const maxItems = 1000

// field is one key of a table.
type field struct {
	name string
	// doc says in a line what the value means.
	doc   string
	shape *shape
	// must is set for a key that may not be left out.
	must bool
	// standard is the value where the key is left out, as YAML writes it; "" where
	// there is none.
	standard string
	// also is another name of the same key, as rules have two.
	also string
}

func (s *shape) field(name string) *field {
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name || f.also != "" && f.also == name })
	if i < 0 {
		return nil
	}
	return &s.fields[i]
}

// names lists the keys of a table.
func (s *shape) names() []string {
	var out []string
	for i := range s.fields {
		out = append(out, s.fields[i].name)
		if also := s.fields[i].also; also != "" {
			out = append(out, also)
		}
	}
	return out
}

// limit is how many items there may be.
func (s *shape) limit() int {
	if s.most > 0 {
		return s.most
	}
	return maxItems
}

// wanted says in words what to write.
func (s *shape) wanted() string {
	switch s.kind {
	case number:
		return "a whole number " + s.bounds()
	case boolean:
		return "true or false"
	case list:
		return "a list of " + s.item.several()
	case table:
		if s.short != "" {
			return s.field(s.short).shape.wanted() + ", or a mapping with " + either(s.names(), "and")
		}
		return "a mapping with " + either(s.names(), "and")
	case dictionary:
		return "a mapping of keys to " + s.item.several()
	}
	if len(s.words) > 0 {
		return either(s.words, "or")
	}
	return "a text"
}

func (s *shape) bounds() string {
	return "from " + decimal(s.min) + " to " + decimal(s.max)
}

// several names the values of the shape in the plural.
func (s *shape) several() string {
	switch s.kind {
	case number:
		return "numbers"
	case list:
		return "lists"
	case table, dictionary:
		return "mappings"
	}
	if len(s.words) > 0 {
		return "words: " + either(s.words, "or")
	}
	return "texts"
}

// either writes words as prose. Of many only the first are named.
func either(words []string, last string) string {
	const most = 12
	if len(words) > most {
		return strings.Join(words[:most-2], ", ") + ", ..."
	}
	n := len(words) - 1
	if n < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}
