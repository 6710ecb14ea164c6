package config

import (
	"strconv"

	"github.com/netpolint/netpolint/lint/source"
)

// value is one value of a file that was checked against its shape. Its methods
// work on nil, which is a value that is not there.
type value struct {
	span   source.Span
	shape  *shape
	text   string
	number int
	truth  bool
	items  []*value
	keys   []key // of a table or a dictionary, in the order of the file
}

// key is one entry of a mapping.
type key struct {
	name  string
	span  source.Span
	value *value
}

// get returns the value under a key.
func (v *value) get(name string) *value {
	if v == nil {
		return nil
	}
	for i := range v.keys {
		if v.keys[i].name == name {
			return v.keys[i].value
		}
	}
	return nil
}

// texts are those of a list.
func (v *value) texts() []string {
	if v == nil {
		return nil
	}
	out := make([]string, len(v.items))
	for i, item := range v.items {
		out[i] = item.text
	}
	return out
}

// pairs are the texts of a dictionary.
func (v *value) pairs() map[string]string {
	if v == nil {
		return nil
	}
	out := make(map[string]string, len(v.keys))
	for _, k := range v.keys {
		out[k.name] = k.value.text
	}
	return out
}

// each are the items of a list.
func (v *value) each() []*value {
	if v == nil {
		return nil
	}
	return v.items
}

func decimal(n int) string { return strconv.Itoa(n) }
