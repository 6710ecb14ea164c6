package helm

import (
	"fmt"
	"reflect"
)

// printable returns the text of a value that an action prints, after a look at its
// size: text/template would print values without end.
func (l *limits) printable(v reflect.Value) (string, error) {
	if v.Kind() == reflect.String && v.Type() == reflect.TypeFor[string]() {
		return v.String(), nil
	}
	shown, ok := shown(v)
	if !ok {
		return "", fmt.Errorf("can't print a value of type %s", v.Type())
	}
	switch shown := shown.(type) {
	case string:
		return shown, nil
	case bool, int, int64, float64:
		return fmt.Sprint(shown), nil
	}
	if _, err := l.measure(reflect.ValueOf(shown)); err != nil {
		return "", err
	}
	s := fmt.Sprint(shown)
	return s, l.make(int64(len(s)))
}

// shown returns what text/template hands to fmt for a value.
func shown(v reflect.Value) (any, bool) {
	if v.Kind() == reflect.Pointer {
		for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			if v.IsNil() {
				break
			}
			v = v.Elem()
		}
	}
	if !v.IsValid() {
		return noValue, true
	}
	t, pointer := v.Type(), reflect.PointerTo(v.Type())
	failure, stringer := reflect.TypeFor[error](), reflect.TypeFor[fmt.Stringer]()
	switch {
	case t.Implements(failure) || t.Implements(stringer):
	case v.CanAddr() && (pointer.Implements(failure) || pointer.Implements(stringer)):
		v = v.Addr()
	case v.Kind() == reflect.Chan || v.Kind() == reflect.Func:
		return nil, false
	}
	return v.Interface(), true
}
