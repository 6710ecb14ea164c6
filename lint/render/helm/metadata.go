// Ported from Helm v4.3.1 (pkg/chart/v2/metadata.go, dependency.go, errors.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/netpolint/netpolint/lint/render/helm/semver"
)

// The versions of the form of charts.
const (
	apiVersionV1 = "v1"
	apiVersionV2 = "v2"
	apiVersionV3 = "v3"
)

// metadata is Chart.yaml. Templates see its fields as .Chart.
type metadata struct {
	Name         string            `json:"name,omitempty"`
	Home         string            `json:"home,omitempty"`
	Sources      []string          `json:"sources,omitempty"`
	Version      string            `json:"version,omitempty"`
	Description  string            `json:"description,omitempty"`
	Keywords     []string          `json:"keywords,omitempty"`
	Maintainers  []*maintainer     `json:"maintainers,omitempty"`
	Icon         string            `json:"icon,omitempty"`
	APIVersion   string            `json:"apiVersion,omitempty"`
	Condition    string            `json:"condition,omitempty"`
	Tags         string            `json:"tags,omitempty"`
	AppVersion   string            `json:"appVersion,omitempty"`
	Deprecated   bool              `json:"deprecated,omitempty"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	KubeVersion  string            `json:"kubeVersion,omitempty"`
	Dependencies []*dependency     `json:"dependencies,omitempty"`
	Type         string            `json:"type,omitempty"`
}

type maintainer struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// dependency is a chart that another asks for.
type dependency struct {
	Name       string `json:"name"`
	Version    string `json:"version,omitempty"`
	Repository string `json:"repository"`
	// Condition are dotted names of values, with commas between, of which the first
	// that is there switches the dependency.
	Condition string   `json:"condition,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Enabled   bool     `json:"enabled,omitempty"`
	// ImportValues are names, or pairs of child and parent.
	ImportValues []any  `json:"import-values,omitempty"`
	Alias        string `json:"alias,omitempty"`
}

// lock is Chart.lock, which is read only because Helm refuses broken ones.
type lock struct {
	Generated    time.Time     `json:"generated"`
	Digest       string        `json:"digest"`
	Dependencies []*dependency `json:"dependencies"`
}

// errInvalid says why a chart is none.
type errInvalid string

func (e errInvalid) Error() string { return "validation: " + string(e) }

func invalidf(format string, args ...any) error {
	return errInvalid(fmt.Sprintf(format, args...))
}

// validate checks the metadata and cleans its strings.
func (md *metadata) validate() error {
	for _, s := range []*string{&md.Name, &md.Description, &md.Home, &md.Icon, &md.Condition, &md.Tags, &md.AppVersion, &md.KubeVersion} {
		*s = sanitize(*s)
	}
	sanitizeAll(md.Sources)
	sanitizeAll(md.Keywords)
	switch {
	case md.APIVersion == "":
		return errInvalid("chart.metadata.apiVersion is required")
	case md.Name == "":
		return errInvalid("chart.metadata.name is required")
	case md.Name == "." || md.Name == "..":
		return invalidf("chart.metadata.name %q is not allowed", md.Name)
	case md.Name != path.Base(md.Name):
		return invalidf("chart.metadata.name %q is invalid", md.Name)
	case md.Version == "":
		return errInvalid("chart.metadata.version is required")
	}
	if _, err := semver.NewVersion(md.Version); err != nil {
		return invalidf("chart.metadata.version %q is invalid", md.Version)
	}
	if !slices.Contains([]string{"", "application", "library"}, md.Type) {
		return errInvalid("chart.metadata.type must be application or library")
	}
	for _, m := range md.Maintainers {
		if m == nil {
			return errInvalid("maintainers must not contain empty or null nodes")
		}
		m.Name, m.Email, m.URL = sanitize(m.Name), sanitize(m.Email), sanitize(m.URL)
	}
	return md.validateDependencies()
}

func (md *metadata) validateDependencies() error {
	seen := map[string]bool{}
	for _, d := range md.Dependencies {
		if d == nil {
			return errInvalid("dependencies must not contain empty or null nodes")
		}
		for _, s := range []*string{&d.Name, &d.Version, &d.Repository, &d.Condition} {
			*s = sanitize(*s)
		}
		sanitizeAll(d.Tags)
		if d.Alias != "" && strings.ContainsFunc(d.Alias, notInAlias) {
			return invalidf("dependency %q has disallowed characters in the alias", d.Name)
		}
		key := d.key()
		if seen[key] {
			return invalidf("more than one dependency with name or alias %q", key)
		}
		seen[key] = true
	}
	return nil
}

// key is the name under which a dependency has its values: the alias, if any.
func (d *dependency) key() string {
	if d.Alias != "" {
		return d.Alias
	}
	return d.Name
}

func notInAlias(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	return !letter && (r < '0' || r > '9') && r != '_' && r != '-'
}

func sanitizeAll(list []string) {
	for i := range list {
		list[i] = sanitize(list[i])
	}
}

// sanitize makes all white space blanks, and drops what does not print.
func sanitize(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, s)
}

// clone returns a copy that shares nothing which rendering changes.
func (md *metadata) clone() *metadata {
	out := *md
	out.Dependencies = cloneDependencies(md.Dependencies)
	for _, d := range out.Dependencies {
		if d != nil {
			d.ImportValues, _ = copyValue(d.ImportValues).([]any)
		}
	}
	return &out
}

// cloneDependencies copies dependencies; nil stays nil, which means that the
// chart says nothing of them.
func cloneDependencies(list []*dependency) []*dependency {
	if list == nil {
		return nil
	}
	out := make([]*dependency, len(list))
	for i, d := range list {
		if d != nil {
			cp := *d
			out[i] = &cp
		}
	}
	return out
}
