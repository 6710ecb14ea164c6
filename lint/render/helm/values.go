// Ported from Helm v4.3.1 (pkg/chart/common/values.go, errors.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// globalKey is the name of the values that all charts of a tree see.
const globalKey = "global"

// values are the values of a chart. Templates may call the exported methods.
type values map[string]any

// errNoTable says that there is no table of a name.
type errNoTable struct{ key string }

func (e errNoTable) Error() string { return fmt.Sprintf("%q is not a table", e.key) }

// errNoValue says that there is no value of a name.
type errNoValue struct{ key string }

func (e errNoValue) Error() string { return fmt.Sprintf("%q is not a value", e.key) }

// YAML encodes the values.
func (v values) YAML() (string, error) {
	b, err := encodeYAML(v)
	return string(b), err
}

// Table returns the table under a name, which may be dotted.
func (v values) Table(name string) (values, error) {
	table := v
	var err error
	for _, n := range strings.Split(name, ".") {
		if table, err = tableLookup(table, n); err != nil {
			break
		}
	}
	return table, err
}

// AsMap returns the values as a plain map that is not nil.
func (v values) AsMap() map[string]any {
	if len(v) == 0 {
		return map[string]any{}
	}
	return v
}

// Encode writes the values as YAML.
func (v values) Encode(w io.Writer) error {
	b, err := encodeYAML(v)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// PathValue returns the value, not a table, under a dotted name.
func (v values) PathValue(path string) (any, error) {
	if path == "" {
		return nil, errors.New("YAML path cannot be empty")
	}
	parts := strings.Split(path, ".")
	key, parents := parts[len(parts)-1], parts[:len(parts)-1]
	table := v
	if len(parents) > 0 {
		var err error
		if table, err = v.Table(strings.Join(parents, ".")); err != nil {
			return nil, errNoValue{key}
		}
	}
	if value, ok := table[key]; ok && !isTable(value) {
		return value, nil
	}
	return nil, errNoValue{key}
}

func tableLookup(v values, name string) (values, error) {
	found, ok := v[name]
	if !ok {
		return v, errNoTable{name}
	}
	switch found := found.(type) {
	case map[string]any:
		return found, nil
	case values:
		return found, nil
	}
	return values{}, errNoTable{name}
}

// isTable reports whether v is a YAML table, as Helm tells.
func isTable(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}
