package main

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	real "github.com/Masterminds/sprig/v3"

	"github.com/netpolint/netpolint/lint/render/helm/sprig"
)

// TestSprigNames compares names and signatures with sprig's: all are there but
// those whose results are random, and merges, which are bounded.
func TestSprigNames(t *testing.T) {
	want, got := real.TxtFuncMap(), sprig.Functions()
	left := []string{
		"bcrypt", "buildCustomCert", "encryptAES", "genCA", "genCAWithKey", "genPrivateKey", "genSelfSignedCert",
		"genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "htpasswd", "merge", "mergeOverwrite",
		"mustMerge", "mustMergeOverwrite", "randAlpha", "randAlphaNum", "randAscii", "randBytes", "randNumeric",
		"shuffle", "uuidv4",
	}
	for name, f := range want {
		if slices.Contains(left, name) {
			continue
		}
		a, b := fmt.Sprintf("%T", got[name]), fmt.Sprintf("%T", f)
		if a != b {
			t.Errorf("%s is %s, want %s", name, a, b)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("sprig has no %s", name)
		}
	}
}

// TestSprigResults compares results, and what is said of errors, on made-up
// arguments.
func TestSprigResults(t *testing.T) {
	want, got := real.TxtFuncMap(), sprig.Functions()
	g := generator{rand.New(rand.NewPCG(uint64(number("NETPOLINT_SEED", 1)), 1))}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		// These look at the clock, at the machine, or do not come to an end.
		if slices.Contains([]string{"ago", "date", "date_in_zone", "dateInZone", "htmlDate", "htmlDateInZone", "durationRound", "now", "randInt", "keys", "values", "env", "expandenv", "getHostByName", "repeat", "until", "untilStep", "seq", "hello", "fail", "toString", "indent", "nindent"}, name) {
			continue
		}
		n := number("NETPOLINT_SAMPLES", 3000) / 4
		if name == "derivePassword" {
			n = 20 // slow on purpose
		}
		in := reflect.TypeOf(want[name])
		for range n {
			var args []any
			for i := range in.NumIn() {
				if in.IsVariadic() && i == in.NumIn()-1 {
					for range g.IntN(4) {
						args = append(args, g.operand(in.In(i).Elem()))
					}
					continue
				}
				args = append(args, g.operand(in.In(i)))
			}
			a, b := outcome(got[name], args), outcome(want[name], args)
			if a != b {
				t.Errorf("%s %#v\ngot  %s\nwant %s", name, args, a, b)
				break
			}
		}
	}
}

// outcome calls a function, and prints what it returns or its panic.
func outcome(f any, args []any) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprintf("panic: %v", r)
		}
	}()
	t := reflect.TypeOf(f)
	var in []reflect.Value
	for i, a := range args {
		of := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			of = of.Elem()
		}
		v := reflect.New(of).Elem()
		if a != nil {
			v.Set(reflect.ValueOf(a))
		}
		in = append(in, v)
	}
	for _, out := range reflect.ValueOf(f).Call(in) {
		text += fmt.Sprintf("%#v %v; ", out.Interface(), out.Interface())
	}
	// A version is printed with its address, and an error with that of its text.
	return address0x.ReplaceAllString(text, "0x")
}

// operand is a value of a type.
func (g generator) operand(t reflect.Type) any {
	switch t.Kind() {
	case reflect.String:
		return pick(g, "", "x", "a b  c", "Hello World-foo_bar", "ünï Cödé", "1.2.3", " 12 ", "12", "-7.00", "0x1f", "1e3", "hTTP server", "one two three four five six seven", "[a-z]+", "aGVsbG8gd29ybGQhISEhISEhISEhISEhISEhISEhISEhISE=", g.version(), g.constraint(), "long", "pin", "maximum", "basic", "medium", "short")
	case reflect.Int:
		return g.IntN(25) - 5
	case reflect.Uint32:
		return uint32(g.IntN(5))
	case reflect.Float64:
		return g.Float64()
	case reflect.Map:
		return map[string]any{"a": 1, "b": map[string]any{"c": "d"}}
	case reflect.Slice:
		return reflect.MakeSlice(t, 0, 0).Interface()
	}
	if t.Kind() != reflect.Interface {
		return reflect.Zero(t).Interface()
	}
	switch g.IntN(12) {
	case 0:
		return nil
	case 1:
		return g.IntN(2) == 0
	case 2:
		return g.operand(reflect.TypeFor[string]())
	case 3:
		return pick[any](g, int64(math.MaxInt64), int64(math.MinInt64), uint64(math.MaxUint64), math.Inf(1), math.NaN(), 0.0, math.Copysign(0, -1), 1e300, 5e-324, -1e-300, uint8(3), int16(-4), float32(1.1))
	case 4, 5:
		return []any{1, "a", 2.5, nil, map[string]any{"k": []any{1}}}[:g.IntN(6)]
	case 6:
		return map[string]any{"a": 1, "b": []any{"c", nil}}
	case 7, 8:
		return float64(g.IntN(2000)-1000) / float64(g.IntN(1000)+1)
	case 9:
		return math.Float64frombits(g.Uint64())
	}
	return g.IntN(100) - 30
}
