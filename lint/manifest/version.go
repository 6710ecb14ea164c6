package manifest

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a minor version of Kubernetes 1; 0 means the newest that is known.
type Version int

// NewestVersion is the Kubernetes release whose API server the tool follows.
const NewestVersion Version = 37

// oldestVersion is the first release with the NetworkPolicy of today.
const oldestVersion Version = 8

// ParseVersion reads a version as users write it: 1.36, v1.36.2.
func ParseVersion(s string) (Version, error) {
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	if len(parts) >= 2 && len(parts) <= 3 && parts[0] == "1" {
		minor, err := strconv.Atoi(parts[1])
		_, patch := strconv.Atoi(parts[len(parts)-1])
		if err == nil && patch == nil && Version(minor) >= oldestVersion && minor < 1000 {
			return Version(minor), nil
		}
	}
	return 0, fmt.Errorf("%q is no version of Kubernetes: write 1.%d, or another from 1.%d on", s, NewestVersion, oldestVersion)
}

func (v Version) String() string { return fmt.Sprintf("1.%d", v.minor()) }

func (v Version) minor() Version {
	if v == 0 {
		return NewestVersion
	}
	return v
}

// StrictCIDRs reports whether the API server refuses CIDRs that are not in
// canonical form (feature gate StrictIPCIDRValidation, on by default since 1.36).
func (v Version) StrictCIDRs() bool { return v.minor() >= 36 }

// Extensions reports whether the API server still serves NetworkPolicy in
// extensions/v1beta1, which 1.16 removed.
func (v Version) Extensions() bool { return v.minor() < 16 }
