// Ported from github.com/Masterminds/semver v3.5.0 (version.go).
// Copyright (C) 2014-2019, Matt Butcher and Matt Farina, MIT License: LICENSE.txt.

// Package semver reads and compares versions as Helm does. It is what charts reach
// of github.com/Masterminds/semver, which compiles six patterns at the start of
// every program that links it; here they are compiled when a chart needs them. Names and fields are
// those of the original: templates call the methods, and print the type.
package semver

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Version is a version.
type Version struct {
	major, minor, patch uint64
	pre                 string
	metadata            string
	original            string
}

const maxVersion = 256

var versionPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?` +
		`(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?` +
		`(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?$`)
})

// NewVersion reads a version: parts may be missing, and have zeros in front.
func NewVersion(v string) (*Version, error) {
	if len(v) > maxVersion {
		return nil, fmt.Errorf("version string is too long (max %d bytes)", maxVersion)
	}
	m := versionPattern().FindStringSubmatch(v)
	if m == nil {
		return nil, errors.New("invalid semantic version")
	}
	sv := &Version{metadata: m[8], pre: m[5], original: v}
	for i, part := range []*uint64{&sv.major, &sv.minor, &sv.patch} {
		text := strings.TrimPrefix(m[1+i], ".")
		if text == "" {
			continue
		}
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("error parsing version segment: %w", err)
		}
		*part = n
	}
	if err := validatePrerelease(sv.pre); err != nil {
		return nil, err
	}
	return sv, nil
}

func (v Version) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d.%d.%d", v.major, v.minor, v.patch)
	if v.pre != "" {
		b.WriteString("-" + v.pre)
	}
	if v.metadata != "" {
		b.WriteString("+" + v.metadata)
	}
	return b.String()
}

// Original returns the text that was read.
func (v *Version) Original() string { return v.original }

// Major returns the first number.
func (v Version) Major() uint64 { return v.major }

// Minor returns the second number.
func (v Version) Minor() uint64 { return v.minor }

// Patch returns the third number.
func (v Version) Patch() uint64 { return v.patch }

// Prerelease returns what follows "-".
func (v Version) Prerelease() string { return v.pre }

// Metadata returns what follows "+".
func (v Version) Metadata() string { return v.metadata }

// named returns v with the text of what it is now, with "v" if it was read so.
func (v Version) named() Version {
	prefix := ""
	if strings.HasPrefix(v.original, "v") {
		prefix = "v"
	}
	v.original = prefix + v.String()
	return v
}

// IncPatch returns the next patch version: of a pre-release, the release.
func (v Version) IncPatch() Version {
	if v.pre == "" {
		v.patch = next(v.patch, "patch")
	}
	v.metadata, v.pre = "", ""
	return v.named()
}

// IncMinor returns the next minor version.
func (v Version) IncMinor() Version {
	v.metadata, v.pre = "", ""
	v.patch, v.minor = 0, next(v.minor, "minor")
	return v.named()
}

// IncMajor returns the next major version.
func (v Version) IncMajor() Version {
	v.metadata, v.pre = "", ""
	v.patch, v.minor, v.major = 0, 0, next(v.major, "major")
	return v.named()
}

func next(n uint64, name string) uint64 {
	if n == math.MaxUint64 {
		panic(name + " version increment would overflow uint64")
	}
	return n + 1
}

// SetPrerelease returns the version with another pre-release.
func (v Version) SetPrerelease(prerelease string) (Version, error) {
	if err := validatePrerelease(prerelease); err != nil {
		return v, err
	}
	v.pre = prerelease
	return v.named(), nil
}

// SetMetadata returns the version with other metadata.
func (v Version) SetMetadata(metadata string) (Version, error) {
	if err := validateMetadata(metadata); err != nil {
		return v, err
	}
	v.metadata = metadata
	return v.named(), nil
}

// MarshalJSON returns the version as JSON.
func (v Version) MarshalJSON() ([]byte, error) { return json.Marshal(v.String()) }

// MarshalText returns the version as text.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// validatePrerelease checks the parts of a pre-release; none is valid.
func validatePrerelease(p string) error {
	for part := range parts(p) {
		numeric := strings.Trim(part, "0123456789") == ""
		switch {
		case part == "" || !numeric && !identifier(part):
			return errors.New("invalid prerelease string")
		case numeric && len(part) > 1 && part[0] == '0':
			return errors.New("version segment starts with 0")
		}
	}
	return nil
}

// validateMetadata checks the parts of metadata; none are valid.
func validateMetadata(m string) error {
	for part := range parts(m) {
		if part == "" || !identifier(part) {
			return errors.New("invalid metadata string")
		}
	}
	return nil
}

func identifier(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789") == ""
}
