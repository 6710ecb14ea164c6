package main

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"

	real "github.com/Masterminds/semver/v3"

	"github.com/netpolint/netpolint/lint/render/helm/semver"
)

var address0x = regexp.MustCompile(`0x[0-9a-fc]{6,}`)

// TestVersions compares versions and constraints with the library that Helm takes.
func TestVersions(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(uint64(number("NETPOLINT_SEED", 1)), 2))}
	read, satisfied := 0, 0
	for i := range 20 * number("NETPOLINT_SAMPLES", 3000) {
		a, b, c := g.version(), g.version(), g.constraint()
		got, gotErr := semver.NewVersion(a)
		want, wantErr := real.NewVersion(a)
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("%q: got %v, want %v", a, gotErr, wantErr)
		}
		gotC, gotErr := semver.NewConstraint(c)
		wantC, wantErr := real.NewConstraint(c)
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("%q: got %v, want %v", c, gotErr, wantErr)
		}
		if got == nil {
			continue
		}
		read++
		if i%20 == 0 {
			if x, y := described(got), described(want); x != y {
				t.Fatalf("%q:\ngot  %s\nwant %s", a, x, y)
			}
		}
		if gotC != nil {
			x, y := gotC.Check(got), wantC.Check(want)
			if x != y {
				t.Fatalf("%q with %q: got %v, want %v", a, c, x, y)
			}
			if x {
				satisfied++
			}
		}
		gotB, _ := semver.NewVersion(b)
		wantB, _ := real.NewVersion(b)
		if gotB != nil && got.Compare(gotB) != want.Compare(wantB) {
			t.Fatalf("%q and %q: got %v, want %v", a, b, got.Compare(gotB), want.Compare(wantB))
		}
	}
	t.Logf("%d versions read, %d satisfy a constraint", read, satisfied)
}

// described is all that the methods without arguments say, and how fmt prints a
// version.
func described(v any) string {
	out := fmt.Sprintf("%#v %v", v, v)
	value := reflect.ValueOf(v)
	for i := range value.NumMethod() {
		name := value.Type().Method(i).Name
		if value.Method(i).Type().NumIn() != 0 || name == "Value" { // for databases
			continue
		}
		out += "\n" + name + ": " + outcome(value.Method(i).Interface(), nil)
	}
	for _, part := range []string{"", "a.1", "01", "ü", "."} {
		for _, name := range []string{"SetPrerelease", "SetMetadata"} {
			out += "\n" + name + ": " + outcome(value.MethodByName(name).Interface(), []any{part})
		}
	}
	return strings.ReplaceAll(out, "*errors.errorString", "error")
}

// version is mostly one, of small numbers, so that many are near each other.
func (g generator) version() string {
	v := pick(g, "", "", "", "v") + g.numbers("0", "1", "2")
	if g.IntN(5) == 0 {
		v = pick(g, "", "v", " ") + g.numbers("0", "10", "01", "", "x", "18446744073709551615", "18446744073709551616")
	}
	return v + g.rest()
}

// numbers are one to four, mostly three.
func (g generator) numbers(list ...string) string {
	out := pick(g, list...)
	for range pick(g, 0, 1, 2, 2, 2, 2, 2, 3) {
		out += "." + pick(g, list...)
	}
	return out
}

// rest is a pre-release and metadata.
func (g generator) rest() string {
	if g.IntN(3) > 0 {
		return ""
	}
	return pick(g, "", "-alpha", "-alpha.1", "-alpha.beta", "-1", "-2", "-rc.2", "-rc.10", "-0-0", "-gke.1245000", "-01", "-a..b", "-") +
		pick(g, "", "", "", "", "+b.1", "+01", "+ü", "+")
}

// constraint is mostly one or two, and mostly right.
func (g generator) constraint() string {
	one := func() string {
		v := pick(g, "0", "0", "1", "1", "2", "*", "v0")
		for range g.IntN(3) {
			v += "." + pick(g, "0", "0", "1", "2", "x", "*")
		}
		if g.IntN(20) == 0 {
			v = pick(g, "", "||", "01", "X.1", "1.2.3.4", "18446744073709551616")
		}
		return pick(g, "", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^", "^", "==") + pick(g, "", "", " ") + v + g.rest()
	}
	c := one()
	for range pick(g, 0, 0, 0, 1, 1, 2) {
		c += pick(g, " ", ", ", " || ", "||", " - ", ",", "-", "\t") + one()
	}
	if g.IntN(500) == 0 {
		c = strings.Repeat(c+"||", 1+g.IntN(60))
	}
	return c
}
