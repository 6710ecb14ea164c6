// Ported from github.com/Masterminds/semver v3.5.0 (constraints.go).
// Copyright (C) 2014-2019, Matt Butcher and Matt Farina, MIT License: LICENSE.txt.

package semver

import "slices"

// Check reports whether a version satisfies the constraints.
func (cs Constraints) Check(v *Version) bool {
	return slices.ContainsFunc(cs.alternatives, func(a alternative) bool {
		if v.pre != "" && !a.prerelease {
			return false
		}
		return !slices.ContainsFunc(a.constraints, func(c *constraint) bool { return !c.check(v) })
	})
}

func (c *constraint) check(v *Version) bool {
	switch c.operator {
	case "!=":
		return c.differs(v)
	case ">":
		return c.above(v)
	case "<":
		return v.Compare(c.version) < 0
	case ">=", "=>":
		return v.Compare(c.version) >= 0
	case "<=", "=<":
		return c.notAbove(v)
	case "~", "~>":
		return c.tilde(v)
	case "^":
		return c.caret(v)
	}
	if c.dirty {
		return c.tilde(v)
	}
	return v.Equal(c.version)
}

func (c *constraint) differs(v *Version) bool {
	o := c.version
	if c.dirty {
		switch {
		case v.major != o.major:
			return true
		case v.minor != o.minor && !c.anyMinor:
			return true
		case c.anyMinor:
			return false
		case v.patch != o.patch && !c.anyPatch:
			return true
		case c.anyPatch:
			return comparePrerelease(v.pre, o.pre) != 0
		}
	}
	return !v.Equal(o)
}

// above takes >11 for 12 and more, and >11.1 for 11.2 and more.
func (c *constraint) above(v *Version) bool {
	o := c.version
	switch {
	case !c.dirty:
	case v.major != o.major:
		return v.major > o.major
	case c.anyMinor:
		return false
	case c.anyPatch:
		return v.minor > o.minor
	}
	return v.Compare(o) == 1
}

func (c *constraint) notAbove(v *Version) bool {
	o := c.version
	if !c.dirty {
		return v.Compare(o) <= 0
	}
	return v.major < o.major || v.major == o.major && (v.minor <= o.minor || c.anyMinor)
}

// tilde lets patches differ: ~1.2.3 is >=1.2.3 <1.3, ~1 is >=1 <2. ~0.0.0 is any.
func (c *constraint) tilde(v *Version) bool {
	o := c.version
	switch {
	case v.LessThan(o):
		return false
	case o.major == 0 && o.minor == 0 && o.patch == 0 && !c.anyMinor && !c.anyPatch:
		return true
	}
	return v.major == o.major && (v.minor == o.minor || c.anyMinor)
}

// caret lets differ what is behind the first number that is not 0: ^1.2.3 is
// >=1.2.3 <2, ^0.2.3 is >=0.2.3 <0.3, ^0.0.3 is 0.0.3.
func (c *constraint) caret(v *Version) bool {
	o := c.version
	switch {
	case v.LessThan(o):
		return false
	case o.major > 0 || c.anyMinor:
		return v.major == o.major
	case v.major > 0:
		return false
	case o.minor > 0 || c.anyPatch:
		return v.minor == o.minor
	}
	return v.minor == 0 && v.patch == o.patch
}
