// Ported from Helm v4.3.1 (pkg/chart/common/capabilities.go,
// internal/version/version.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"fmt"
	"slices"
)

// defaultKubeVersion is the version of Kubernetes that Helm v4.3.1 takes.
const defaultKubeVersion = "v1.37.0"

// capabilities are what templates see as .Capabilities.
type capabilities struct {
	KubeVersion kubeVersion
	APIVersions versionSet
	HelmVersion buildInfo
}

// Copy is there for templates that call it.
func (c *capabilities) Copy() *capabilities {
	cp := *c
	return &cp
}

// Format prints what a pointer points to, at any depth: its address would be
// another in every run.
func (c *capabilities) Format(s fmt.State, verb rune) {
	type plain capabilities
	fmt.Fprintf(s, fmt.FormatString(s, verb), (*plain)(c))
}

// kubeVersion is a version of Kubernetes.
type kubeVersion struct {
	Version           string // v1.33.4-gke.1245000
	normalizedVersion string // v1.33.4
	Major             string
	Minor             string
}

// String returns the version that constraints are checked with.
func (v *kubeVersion) String() string {
	if v.normalizedVersion != "" {
		return v.normalizedVersion
	}
	return v.Version
}

// GitVersion returns the full version.
func (v *kubeVersion) GitVersion() string { return v.Version }

// versionSet are versions of APIs.
type versionSet []string

// Has reports whether an API version is in the set.
func (v versionSet) Has(apiVersion string) bool { return slices.Contains(v, apiVersion) }

// buildInfo describes Helm.
type buildInfo struct {
	Version           string `json:"version,omitempty"`
	GitCommit         string `json:"git_commit,omitempty"`
	GitTreeState      string `json:"git_tree_state,omitempty"`
	GoVersion         string `json:"go_version,omitempty"`
	KubeClientVersion string `json:"kube_client_version"`
}

// newCapabilities returns what a cluster of some version can do; "" stands for
// that which Helm takes.
func newCapabilities(kube string) (*capabilities, error) {
	if kube == "" {
		kube = defaultKubeVersion
	}
	v, err := parseKubeVersion(kube)
	if err != nil {
		return nil, fmt.Errorf("invalid kube version '%s': %w", kube, err)
	}
	return &capabilities{
		KubeVersion: v,
		APIVersions: knownAPIVersions(),
		HelmVersion: buildInfo{Version: "v4.3.1", GitTreeState: "clean", GoVersion: "go1.26.8", KubeClientVersion: "v1.37"},
	}, nil
}
