// Ported from github.com/Masterminds/sprig v3.3.0 (dict.go, list.go).
// Copyright (C) 2013-2020 Masterminds, MIT License: LICENSE.txt.

package sprig

import (
	"fmt"
	"reflect"
	"text/template"

	"github.com/mitchellh/copystructure"
	"github.com/spf13/cast"
)

func lists() template.FuncMap {
	return template.FuncMap{
		"deepCopy":     deepCopy,
		"mustDeepCopy": copystructure.Copy,
		"slice":        slice,
		"mustSlice":    mustSlice,
	}
}

func deepCopy(i any) any {
	c, err := copystructure.Copy(i)
	if err != nil {
		panic("deepCopy error: " + err.Error())
	}
	return c
}

func slice(list any, indices ...any) any {
	l, err := mustSlice(list, indices...)
	if err != nil {
		panic(err)
	}
	return l
}

func mustSlice(list any, indices ...any) (any, error) {
	kind := reflect.TypeOf(list).Kind()
	if kind != reflect.Slice && kind != reflect.Array {
		return nil, fmt.Errorf("list should be type of slice or array but %s", kind)
	}
	l := reflect.ValueOf(list)
	if l.Len() == 0 {
		return nil, nil
	}
	start, end := 0, l.Len()
	if len(indices) > 0 {
		start = cast.ToInt(indices[0])
	}
	if len(indices) > 1 {
		end = cast.ToInt(indices[1])
	}
	return l.Slice(start, end).Interface(), nil
}
