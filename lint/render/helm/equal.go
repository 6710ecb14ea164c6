// Ported from Go 1.26 (text/template/funcs.go).
// Copyright 2011 The Go Authors, BSD licence.

package helm

import (
	"errors"
	"fmt"
	"reflect"
)

// equal is eq of text/template, which prints the values that it cannot compare: so
// it cannot be handed values that hold themselves, and is not open to a check of
// its own.
func (l *limits) equal(first reflect.Value, others ...reflect.Value) (bool, error) {
	first = concrete(first)
	if len(others) == 0 {
		return false, errors.New("missing argument for comparison")
	}
	for _, other := range others {
		same, err := l.same(first, concrete(other))
		if same || err != nil {
			return same, err
		}
	}
	return false, nil
}

// unequal is ne of text/template.
func (l *limits) unequal(a, b reflect.Value) (bool, error) {
	same, err := l.equal(a, b)
	return !same, err
}

func (l *limits) same(a, b reflect.Value) (bool, error) {
	switch ka, kb := basic(a), basic(b); {
	case ka == reflect.Int && kb == reflect.Uint:
		return a.Int() >= 0 && uint64(a.Int()) == b.Uint(), nil
	case ka == reflect.Uint && kb == reflect.Int:
		return b.Int() >= 0 && a.Uint() == uint64(b.Int()), nil
	case ka != kb && a.IsValid() && b.IsValid():
		return false, fmt.Errorf("incompatible types for comparison: %v and %v", a.Type(), b.Type())
	case ka != kb:
		return false, nil
	case ka == reflect.Int:
		return a.Int() == b.Int(), nil
	case ka == reflect.Uint:
		return a.Uint() == b.Uint(), nil
	case ka == reflect.Float64:
		return a.Float() == b.Float(), nil
	case ka == reflect.Complex128:
		return a.Complex() == b.Complex(), nil
	case ka == reflect.Bool:
		return a.Bool() == b.Bool(), nil
	case ka == reflect.String:
		return a.String() == b.String(), nil
	}
	return l.sameOther(a, b)
}

// sameOther compares what is no number, text or the like.
func (l *limits) sameOther(a, b reflect.Value) (bool, error) {
	switch {
	case a.Kind() != b.Kind() && a.IsValid() && b.IsValid():
		if _, err := l.measure(a, b); err != nil {
			return false, err
		}
		return false, fmt.Errorf("non-comparable types %s: %v, %s: %v", a, a.Type(), b.Type(), b)
	case isNil(a) || isNil(b):
		return isNil(a) == isNil(b), nil
	case !b.Type().Comparable():
		if _, err := l.measure(b); err != nil {
			return false, err
		}
		return false, fmt.Errorf("non-comparable type %s: %v", b, b.Type())
	}
	return a.Interface() == b.Interface(), nil
}

// basic returns the kind of a value among those that are compared as what they are,
// for all sizes of numbers; Invalid for all else.
func basic(v reflect.Value) reflect.Kind {
	switch {
	case v.CanInt():
		return reflect.Int
	case v.CanUint():
		return reflect.Uint
	case v.CanFloat():
		return reflect.Float64
	case v.CanComplex():
		return reflect.Complex128
	case v.Kind() == reflect.Bool || v.Kind() == reflect.String:
		return v.Kind()
	}
	return reflect.Invalid
}

// concrete returns what an interface holds.
func concrete(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Interface {
		return v.Elem()
	}
	return v
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	}
	return false
}
