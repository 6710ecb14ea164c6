// Ported from github.com/Masterminds/semver v3.5.0 (constraints.go).
// Copyright (C) 2014-2019, Matt Butcher and Matt Farina, MIT License: LICENSE.txt.

package semver

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// Constraints are alternatives, each a list of what a version has to satisfy.
type Constraints struct{ alternatives []alternative }

type alternative struct {
	constraints []*constraint
	prerelease  bool // one of them names a pre-release, so those are looked at
}

const (
	maxConstraint   = 512
	maxAlternatives = 32
)

const (
	operators = `=||!=|>|<|>=|=>|<=|=<|~|~>|\^`
	wildcard  = `v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?` +
		`(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?` +
		`(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?`
	one = `(` + operators + `)\s*(` + wildcard + `)`
)

// patterns are those of the original, as they are.
type patterns struct{ one, span, find, valid *regexp.Regexp }

var constraintPatterns = sync.OnceValue(func() patterns {
	return patterns{
		one:   regexp.MustCompile(`^\s*` + one + `\s*$`),
		span:  regexp.MustCompile(`\s*(` + wildcard + `)\s+-\s+(` + wildcard + `)\s*`),
		find:  regexp.MustCompile(one),
		valid: regexp.MustCompile(`^(\s*` + one + `\s*)((?:\s+|,\s*)` + one + `\s*)*$`),
	}
})

// NewConstraint reads constraints such as ">=1.2 <2 || ~3.1".
func NewConstraint(text string) (*Constraints, error) {
	if len(text) > maxConstraint {
		return nil, fmt.Errorf("constraint string is too long (max %d bytes)", maxConstraint)
	}
	all := strings.Split(rewriteSpans(text), "||")
	if len(all) > maxAlternatives {
		return nil, fmt.Errorf("too many constraint groups (max %d)", maxAlternatives)
	}
	out := &Constraints{}
	for _, part := range all {
		a, err := newAlternative(part)
		if err != nil {
			return nil, err
		}
		out.alternatives = append(out.alternatives, a)
	}
	return out, nil
}

func newAlternative(text string) (alternative, error) {
	p := constraintPatterns()
	if !p.valid.MatchString(text) {
		return alternative{}, fmt.Errorf("improper constraint: %q", text)
	}
	out := alternative{}
	for _, s := range p.find.FindAllString(text, -1) {
		c, err := newConstraint(s)
		if err != nil {
			return alternative{}, err
		}
		out.prerelease = out.prerelease || c.version.pre != ""
		out.constraints = append(out.constraints, c)
	}
	return out, nil
}

// rewriteSpans writes "1 - 2" as a comparison.
func rewriteSpans(text string) string {
	out := text
	for _, m := range constraintPatterns().span.FindAllStringSubmatch(text, -1) {
		out = strings.Replace(out, m[0], fmt.Sprintf(">= %s, <= %s ", m[1], m[11]), 1)
	}
	return out
}

// constraint is one operator with a version.
type constraint struct {
	operator string
	version  *Version
	dirty    bool // a number is left out, or a wildcard:
	anyMinor bool // the second
	anyPatch bool // the third
}

func newConstraint(text string) (*constraint, error) {
	m := constraintPatterns().one.FindStringSubmatch(text)
	if m == nil {
		return nil, fmt.Errorf("improper constraint: %q", text)
	}
	c, version := &constraint{operator: m[1]}, m[2]
	switch {
	case open(m[3]):
		c.dirty = true
		version = "0.0.0" + m[6]
	case open(m[4]):
		c.dirty, c.anyMinor = true, true
		version = m[3] + ".0.0" + m[6]
	case open(m[5]):
		c.dirty, c.anyPatch = true, true
		version = m[3] + m[4] + ".0" + m[6]
	}
	v, err := NewVersion(version)
	if err != nil {
		return nil, errors.New("constraint parser error")
	}
	c.version = v
	return c, nil
}

// open tells a number that is left out, or a wildcard.
func open(number string) bool {
	switch strings.TrimPrefix(number, ".") {
	case "", "x", "*", "X":
		return true
	}
	return false
}
