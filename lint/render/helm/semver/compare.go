// Ported from github.com/Masterminds/semver v3.5.0 (version.go).
// Copyright (C) 2014-2019, Matt Butcher and Matt Farina, MIT License: LICENSE.txt.

package semver

import (
	"cmp"
	"iter"
	"strconv"
	"strings"
)

// LessThan reports whether v is below o.
func (v *Version) LessThan(o *Version) bool { return v.Compare(o) < 0 }

// LessThanEqual reports whether v is below o, or equal to it.
func (v *Version) LessThanEqual(o *Version) bool { return v.Compare(o) <= 0 }

// GreaterThan reports whether v is above o.
func (v *Version) GreaterThan(o *Version) bool { return v.Compare(o) > 0 }

// GreaterThanEqual reports whether v is above o, or equal to it.
func (v *Version) GreaterThanEqual(o *Version) bool { return v.Compare(o) >= 0 }

// Equal reports whether v and o are equal, but for metadata.
func (v *Version) Equal(o *Version) bool {
	if v == nil || o == nil {
		return v == o
	}
	return v.Compare(o) == 0
}

// Compare returns -1, 0 or 1 as v is below o, equal to it, or above. A pre-release
// is below its release.
func (v *Version) Compare(o *Version) int {
	if d := cmp.Or(cmp.Compare(v.Major(), o.Major()), cmp.Compare(v.Minor(), o.Minor()), cmp.Compare(v.Patch(), o.Patch())); d != 0 {
		return d
	}
	switch {
	case v.pre == o.pre:
		return 0
	case v.pre == "":
		return 1
	case o.pre == "":
		return -1
	}
	return comparePrerelease(v.pre, o.pre)
}

// comparePrerelease compares part by part; the shorter is the lower.
func comparePrerelease(v, o string) int {
	vs, os := strings.Split(v, "."), strings.Split(o, ".")
	for i := range max(len(vs), len(os)) {
		a, b := "", ""
		if i < len(vs) {
			a = vs[i]
		}
		if i < len(os) {
			b = os[i]
		}
		if d := comparePart(a, b); d != 0 {
			return d
		}
	}
	return 0
}

// comparePart compares two parts: no part is below numbers, which are below texts.
func comparePart(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return -1
	case b == "":
		return 1
	}
	x, errX := strconv.ParseUint(a, 10, 64)
	y, errY := strconv.ParseUint(b, 10, 64)
	switch {
	case errX != nil && errY != nil:
		return strings.Compare(a, b)
	case errY != nil:
		return -1
	case errX != nil:
		return 1
	case x > y:
		return 1
	}
	return -1
}

// parts are those of a pre-release or of metadata; "" has none.
func parts(s string) iter.Seq[string] {
	if s == "" {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(s, ".")
}
