package helm

import "reflect"

// measuring adds up the size of a value: about that of its text in YAML, JSON or
// the like.
type measuring struct {
	most  int64 // where to stop
	size  int64
	nodes int64
	deep  bool
}

// measure returns the size of values, and an error if they are too large to be
// written, or hold themselves.
func (l *limits) measure(list ...reflect.Value) (int64, error) {
	return l.measureUpTo(maxValue, list)
}

func (l *limits) measureUpTo(most int64, list []reflect.Value) (int64, error) {
	m := measuring{most: most}
	for _, v := range list {
		m.value(v, 0, 0)
	}
	switch {
	case m.deep:
		return 0, l.stop("a value is nested more than %d levels deep; does it hold itself?", maxNested)
	case m.size > most:
		return 0, l.stop("a value of more than %d MiB", most>>20)
	}
	return m.size, l.step(m.nodes / 8)
}

// value adds a value at some depth, below keys of some length together: TOML
// repeats them.
func (m *measuring) value(v reflect.Value, depth int, path int64) {
	if m.full() {
		return
	}
	if depth > maxNested {
		m.deep = true
		return
	}
	m.nodes++
	m.size += 8 + 4*int64(depth)
	switch v.Kind() {
	case reflect.String:
		m.size += int64(v.Len())
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			m.value(v.Elem(), depth+1, path)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			m.size += int64(v.Len())
			return
		}
		for i := 0; i < v.Len() && !m.full(); i++ {
			m.value(v.Index(i), depth+1, path)
		}
	case reflect.Map:
		m.size += path
		for iter := v.MapRange(); iter.Next() && !m.full(); {
			key := int64(0)
			if k := iter.Key(); k.Kind() == reflect.String {
				key = int64(k.Len())
			}
			m.size += key
			m.value(iter.Value(), depth+1, path+key+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			m.value(v.Field(i), depth+1, path)
		}
	}
}

// full reports whether there is nothing more to know.
func (m *measuring) full() bool { return m.size > m.most || m.deep }
