// Ported from Helm v4.3.1 (pkg/chart/common.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import "reflect"

// structMap returns a struct as the map that templates see: fields under their Go
// names, structs below as maps too.
func structMap(v reflect.Value) map[string]any {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	out := map[string]any{}
	for i := range v.NumField() {
		name, field := v.Type().Field(i).Name, v.Field(i)
		switch field.Kind() {
		case reflect.Slice:
			list := make([]any, field.Len())
			for j := range list {
				if item := field.Index(j); item.Kind() == reflect.Pointer {
					list[j] = structMap(item)
				} else {
					list[j] = item.Interface()
				}
			}
			out[name] = list
		default:
			out[name] = field.Interface()
		}
	}
	return out
}
