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

// oldestVersion is the first release with the NetworkPolicy of today: egress,
// ipBlock and policyTypes came with 1.8.
const oldestVersion Version = 8

// ParseVersion reads a version as users and programs write it: 1.36, v1.36.2,
// v1.33.4-gke.1134000, v1.31.2+k3s1.
func ParseVersion(s string) (Version, error) {
	number, _, _ := strings.Cut(strings.TrimPrefix(s, "v"), "+")
	number, _, _ = strings.Cut(number, "-")
	parts := strings.Split(number, ".")
	good := len(parts) == 2 || len(parts) == 3
	var numbers [3]uint64
	for i := 0; good && i < len(parts); i++ {
		n, err := strconv.ParseUint(parts[i], 10, 16)
		numbers[i], good = n, err == nil
	}
	minor := Version(numbers[1])
	switch {
	case !good || numbers[0] != 1 || minor > 99:
		return 0, fmt.Errorf("%q is no version of Kubernetes: write it as 1.%d", s, NewestVersion)
	case minor < oldestVersion:
		return 0, fmt.Errorf("%q is too old: only since 1.%d NetworkPolicy is what it is today", s, oldestVersion)
	}
	return minor, nil
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

// EndPort reports whether ports may have an endPort (feature gate
// NetworkPolicyEndPort, on by default since 1.22).
func (v Version) EndPort() bool { return v.minor() >= 22 }

// SCTP reports whether it is a protocol (feature gate SCTPSupport, on by default
// since 1.19).
func (v Version) SCTP() bool { return v.minor() >= 19 }

// Extensions reports whether the API server still serves NetworkPolicy in
// extensions/v1beta1, which 1.16 removed.
func (v Version) Extensions() bool { return v.minor() < 16 }
